// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/rocksdb_options.h"

#include <rocksdb/db.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "engine/storage/keyspace.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

// RocksDB itself, with the options of a store on disk.
class Database {
 public:
  Database() {
    const auto live_ids = std::make_shared<LiveIds>();
    rocksdb::DB* db = nullptr;
    const rocksdb::Options options =
        MakeRocksdbOptions({rocksdb::Env::Default(), /*persistent=*/true, UINT64_MAX,
                            std::make_shared<BlockCache>(1 << 20), live_ids,
                            std::make_shared<DroppedFiles>(live_ids)});
    REQUIRE(rocksdb::DB::Open(options, directory_.string(), &db).ok());
    db_.reset(db);
  }

  void Put(const std::string& key) {
    REQUIRE(db_->Put(rocksdb::WriteOptions(), key, "value").ok());
  }
  void Flush() { REQUIRE(db_->Flush(rocksdb::FlushOptions()).ok()); }
  void Compact() {
    rocksdb::CompactRangeOptions options;
    options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
    REQUIRE(db_->CompactRange(options, nullptr, nullptr).ok());
  }

  // The keyspaces of each file's first and last key: "hh rr".
  std::string Files() {
    std::vector<rocksdb::LiveFileMetaData> files;
    db_->GetLiveFilesMetaData(&files);
    std::vector<std::string> spaces;
    for (const rocksdb::LiveFileMetaData& file : files) {
      spaces.push_back({file.smallestkey.at(0), file.largestkey.at(0)});
    }
    std::sort(spaces.begin(), spaces.end());
    std::string text;
    for (const std::string& space : spaces) text += (text.empty() ? "" : " ") + space;
    return text;
  }

 private:
  TemporaryDirectory directory_;
  std::unique_ptr<rocksdb::DB> db_;
};

TEST_CASE("A file that was compacted holds keys of one keyspace", "[rocksdb_options]") {
  Database db;
  for (int round = 0; round < 2; ++round) {
    for (uint64_t number = 0; number < 10; ++number) {
      db.Put(keyspace::HistoryKey(7, 1, number));
      db.Put(keyspace::IdPrefix(keyspace::kRows, 7) + std::to_string(number));
      db.Put(keyspace::StreamRecordKey(8, 0, number));
    }
    db.Flush();
    // A write buffer becomes one file.
    if (round == 0) CHECK(db.Files() == "dr");
  }
  db.Compact();
  CHECK(db.Files() == "dd hh rr");
}

}  // namespace
}  // namespace pumice::test
