// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

// The service's errors about streams and their records.
namespace pumice {

// No stream has this ARN.
[[noreturn]] void ThrowStreamNotFound(std::string_view arn);
// The stream has no such shard.
[[noreturn]] void ThrowShardNotFound();
// The records are older than a day.
[[noreturn]] void ThrowTrimmed();
// A ShardIterator that nobody was given.
[[noreturn]] void ThrowInvalidShardIterator();
// "A shard iterator expires 15 minutes after it is retrieved" (GetRecords, API reference).
[[noreturn]] void ThrowExpiredIterator();
// GetShardIterator with a SequenceNumber that the shard cannot have.
[[noreturn]] void ThrowInvalidSequenceNumber();
// What is no ARN of a stream; words as in
// https://github.com/amazon-archives/logstash-input-dynamodb/issues/18.
[[noreturn]] void ThrowInvalidStreamArn();
// SequenceNumber beside TRIM_HORIZON or LATEST.
[[noreturn]] void ThrowSequenceNumberGiven(std::string_view iterator_type);
// GetShardIterator without a SequenceNumber, of a type that needs one.
[[noreturn]] void ThrowNoSequenceNumber(std::string_view iterator_type);

}  // namespace pumice
