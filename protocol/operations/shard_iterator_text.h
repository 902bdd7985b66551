// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

#include "engine/access/token_seal.h"
#include "engine/stream/shard_iterator.h"

namespace pumice {

// A shard iterator as clients see it, in the service's form: the stream's ARN and opaque text,
// "arn:…|1|AAAB…". It holds all that there is to know, so that it outlives a restart.
std::string ShardIteratorText(const ShardIterator& iterator, const TokenSeal& seal);

// Throws ApiError (ValidationException) for a text that ShardIteratorText did not make with that
// seal.
ShardIterator ParseShardIterator(std::string_view text, const TokenSeal& seal);

}  // namespace pumice
