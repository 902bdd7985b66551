// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <rocksdb/memtablerep.h>

#include <memory>

namespace pumice {

// RocksDB's write buffers as skip lists that are linked backward too: RocksDB's own searches anew
// for each step of a descending read. Nodes hold the first bytes of their keys as a number, which
// decides most comparisons.
//
// For keys in bytewise order, and one writer at a time beside any number of readers: needs
// `allow_concurrent_memtable_write` off, and no merge operator that reads.
std::shared_ptr<rocksdb::MemTableRepFactory> NewSkipListMemtableFactory();

}  // namespace pumice
