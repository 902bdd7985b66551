// SPDX-License-Identifier: Apache-2.0

#include "engine/error/streams.h"

#include "engine/error/validation.h"

namespace pumice {
namespace {

template <typename... Parts>
[[noreturn]] void ThrowNotFound(const Parts&... what) {
  throw ApiError(ErrorCode::kResourceNotFound, Text(kResourceNotFound, ": ", what...));
}

}  // namespace

void ThrowStreamNotFound(std::string_view arn) { ThrowNotFound("Stream: ", arn, " not found"); }

void ThrowShardNotFound() { ThrowNotFound("Shard does not exist"); }

void ThrowTrimmed() {
  throw ApiError(ErrorCode::kTrimmedDataAccess,
                 "The data you are trying to access has been trimmed");
}

void ThrowInvalidShardIterator() { ThrowValidation("Invalid ShardIterator"); }

void ThrowExpiredIterator() {
  throw ApiError(ErrorCode::kExpiredIterator,
                 "The shard iterator has expired and can no longer be used to retrieve stream "
                 "records");
}

void ThrowInvalidSequenceNumber() { ThrowValidation("Invalid SequenceNumber"); }

void ThrowInvalidStreamArn() { ThrowValidation("Invalid StreamArn"); }

void ThrowSequenceNumberGiven(std::string_view iterator_type) {
  ThrowValidation(
      Text("SequenceNumber must not be provided for ShardIteratorType ", iterator_type));
}

void ThrowNoSequenceNumber(std::string_view iterator_type) {
  ThrowValidation(Text("SequenceNumber must be provided for ShardIteratorType ", iterator_type));
}

}  // namespace pumice
