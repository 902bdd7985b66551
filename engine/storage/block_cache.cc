// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/block_cache.h"

#include <algorithm>

namespace pumice {
namespace {

// With the filters and indexes of a million items and their rows of some minutes.
constexpr uint64_t kMinSize = 96 << 20;
constexpr uint64_t kMaxSize = 512 << 20;
constexpr uint64_t kStoredPerCached = 8;
// Few shards: what is larger than its shard is never cached.
constexpr int kShardBits = 3;

}  // namespace

uint64_t BlockCacheSize(uint64_t stored) {
  return std::clamp(stored / kStoredPerCached, kMinSize, kMaxSize);
}

BlockCache::BlockCache(uint64_t max_size)
    : max_size_(max_size), cache_(rocksdb::NewLRUCache(std::min(max_size, kMinSize), kShardBits)) {}

void BlockCache::Fit(rocksdb::DB* db) {
  uint64_t stored = 0;
  if (!db->GetIntProperty(rocksdb::DB::Properties::kLiveSstFilesSize, &stored)) return;
  cache_->SetCapacity(std::min(max_size_, BlockCacheSize(stored)));
}

}  // namespace pumice
