#pragma once

#include <string>
#include <string_view>

#include "engine/stream/shard_iterator.h"

namespace pumice {

// A shard iterator as clients see it, in the service's form: the stream's ARN and opaque text,
// "arn:…|1|AAAB…". It holds all that there is to know, so that it outlives a restart.
std::string ShardIteratorText(const ShardIterator& iterator);

// Throws ApiError (ValidationException) for a text that ShardIteratorText did not make.
ShardIterator ParseShardIterator(std::string_view text);

}  // namespace pumice
