// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <rocksdb/flush_block_policy.h>

#include <memory>

namespace pumice {

// Cuts RocksDB's files into blocks where a partition begins that would make the block large, and
// within partitions that are larger still: the items of a partition of usual size lie in one block,
// and a Query of it reads no other.
std::shared_ptr<rocksdb::FlushBlockPolicyFactory> NewPartitionBlockPolicy();

}  // namespace pumice
