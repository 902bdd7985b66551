// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/listener.h>

#include <cstdint>
#include <memory>

namespace pumice {

// How many bytes the cache of blocks may hold where so many lie in files: what is asked for often
// should fit, within bounds that a laptop does not notice.
uint64_t BlockCacheSize(uint64_t stored);

// The cache of blocks read from a store's files, and what keeps its size right while they grow and
// shrink.
class BlockCache : public rocksdb::EventListener {
 public:
  // Never larger than `max_size`, in bytes.
  explicit BlockCache(uint64_t max_size = UINT64_MAX);

  const std::shared_ptr<rocksdb::Cache>& cache() const { return cache_; }
  void Fit(rocksdb::DB* db);

  void OnFlushCompleted(rocksdb::DB* db, const rocksdb::FlushJobInfo&) override { Fit(db); }
  void OnCompactionCompleted(rocksdb::DB* db, const rocksdb::CompactionJobInfo&) override {
    Fit(db);
  }

 private:
  const uint64_t max_size_;
  std::shared_ptr<rocksdb::Cache> cache_;
};

}  // namespace pumice
