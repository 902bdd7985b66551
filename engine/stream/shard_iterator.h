// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>

#include "engine/stream/sequence_number.h"
#include "engine/stream/shard.h"

namespace pumice {

// Where GetRecords goes on.
struct ShardIterator {
  std::string stream_arn;
  ShardPlace shard;
  SequenceNumber position = 0;  // of the first record that is not read yet
  bool from_horizon = false;    // trimmed records before the first page are no fault
  int64_t created_millis = 0;
};

}  // namespace pumice
