// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <rocksdb/env.h>
#include <rocksdb/options.h>

#include <cstdint>
#include <memory>

#include "engine/storage/block_cache.h"
#include "engine/storage/dropped_files.h"
#include "engine/storage/live_ids.h"

namespace pumice {

// What the options of a store depend on.
struct StoreSetting {
  rocksdb::Env* env = nullptr;
  bool persistent = false;  // in a directory, not in memory
  uint64_t memory_limit = UINT64_MAX;
  std::shared_ptr<BlockCache> block_cache;
  std::shared_ptr<const LiveIds> live_ids;
  std::shared_ptr<DroppedFiles> dropped_files;
};

// How a store's RocksDB is tuned: the sizes of its buffers, files and caches, the order of its
// keys, its filters.
rocksdb::Options MakeRocksdbOptions(const StoreSetting& setting);

}  // namespace pumice
