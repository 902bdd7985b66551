// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

#include "engine/stream/stream_reader.h"

namespace pumice {

// "INSERT", "MODIFY", "REMOVE".
std::string_view EventName(ChangeEvent event);

// Appends the record of a change as DynamoDB puts it into a Kinesis stream ("Using Kinesis Data
// Streams to capture changes to DynamoDB", Developer Guide).
void AppendKinesisRecord(const StreamRecord& record, std::string* out);

// The Kinesis partition key of a record: the same for all changes of an item.
std::string KinesisPartitionKey(const StreamRecord& record);

}  // namespace pumice
