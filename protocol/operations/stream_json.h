// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "engine/stream/stream_reader.h"

namespace pumice {

// Appends a record as GetRecords tells it.
void AppendRecordJson(const StreamRecord& record, std::string* out);

}  // namespace pumice
