// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/block_cache.h"

#include <rocksdb/convenience.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <functional>
#include <memory>

#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

// The cache's size when what `change` does to a database's files is done, if it was wrong before.
size_t CacheSizeAfter(const std::function<rocksdb::Status(rocksdb::DB*)>& change) {
  const TemporaryDirectory directory;
  const auto block_cache = std::make_shared<BlockCache>();
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  REQUIRE(rocksdb::DB::Open(options, directory.string(), &opened).ok());
  REQUIRE(opened->Put({}, "a", "1").ok());
  REQUIRE(opened->Flush({}).ok());
  delete opened;

  options.listeners.push_back(block_cache);
  REQUIRE(rocksdb::DB::Open(options, directory.string(), &opened).ok());
  const std::unique_ptr<rocksdb::DB> db(opened);
  block_cache->cache()->SetCapacity(1);
  REQUIRE(db->Put({}, "b", "1").ok());
  REQUIRE(change(db.get()).ok());
  rocksdb::CancelAllBackgroundWork(db.get(), /*wait=*/true);
  return block_cache->cache()->GetCapacity();
}

TEST_CASE("The cache of blocks grows with what is stored, within bounds", "[block_cache]") {
  constexpr uint64_t kMebibyte = 1 << 20;
  CHECK(BlockCacheSize(0) == 96 * kMebibyte);
  CHECK(BlockCacheSize(768 * kMebibyte) == 96 * kMebibyte);
  CHECK(BlockCacheSize(1600 * kMebibyte) == 200 * kMebibyte);
  CHECK(BlockCacheSize(4096 * kMebibyte) == 512 * kMebibyte);
  CHECK(BlockCacheSize(UINT64_MAX) == 512 * kMebibyte);
}

TEST_CASE("The cache of blocks has the right size after what changes the files", "[block_cache]") {
  CHECK(CacheSizeAfter([](rocksdb::DB*) { return rocksdb::Status::OK(); }) == 1);
  CHECK(CacheSizeAfter([](rocksdb::DB* db) { return db->Flush({}); }) == BlockCacheSize(0));
  CHECK(CacheSizeAfter([](rocksdb::DB* db) {
          rocksdb::CompactRangeOptions options;
          options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
          const rocksdb::Slice end = "a";  // not "b", which would be flushed
          return db->CompactRange(options, nullptr, &end);
        }) == BlockCacheSize(0));
}

}  // namespace
}  // namespace pumice::test
