// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/store.h"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/memory_budget.h"
#include "engine/storage/keyspace.h"
#include "tests/support/item_builder.h"
#include "tests/support/random.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

void Put(Store& store, std::string_view key, std::string_view value) {
  WriteBatch batch;
  batch.Put(key, value);
  store.Commit(&batch);
}

std::string Get(const Store& store, std::string_view key, const Snapshot* snapshot = nullptr) {
  PinnedValue value;
  return store.Get(key, &value, snapshot) ? std::string(value.view()) : "none";
}

// The keys between the bounds, joined, from the first to the last or back.
std::string Walk(const Store& store, std::string lower, std::string upper, bool forward = true,
                 const Snapshot* snapshot = nullptr) {
  const auto cursor = store.NewCursor(std::move(lower), std::move(upper), snapshot);
  std::string keys;
  forward ? cursor->SeekToFirst() : cursor->SeekToLast();
  for (; cursor->Valid(); forward ? cursor->Next() : cursor->Prev()) keys += cursor->key();
  cursor->CheckStatus();
  return keys;
}

std::string RowKey(uint32_t id, int row) {
  std::string key;
  keyspace::AppendRowPrefix(id, &key);
  return key + std::to_string(row);
}

// A store in memory, or one on disk that can be opened again.
class AnyStore {
 public:
  explicit AnyStore(bool persistent) : persistent_(persistent) { Open(); }

  Store& operator*() { return *store_; }
  Store* operator->() { return store_.get(); }
  void Open() {
    store_.reset();
    store_ = persistent_ ? Store::OpenDirectory(directory_.string(), false) : Store::OpenInMemory();
  }

 private:
  TemporaryDirectory directory_;
  bool persistent_;
  std::unique_ptr<Store> store_;
};

TEST_CASE("A store keeps what is put and forgets what is deleted", "[store]") {
  const bool persistent = GENERATE(false, true);
  AnyStore store(persistent);
  CHECK(store->persistent() == persistent);
  CHECK(Get(*store, "a") == "none");

  WriteBatch batch;
  CHECK(batch.empty());
  batch.Put("a", "1");
  batch.Put("b", "head-", "tail");
  batch.Put("c", "");
  batch.Put(std::string_view("d\0e", 3), std::string_view("\0", 1));
  CHECK_FALSE(batch.empty());
  CHECK(Get(*store, "a") == "none");  // nothing is visible before the commit
  store->Commit(&batch);
  CHECK(Get(*store, "a") == "1");
  CHECK(Get(*store, "b") == "head-tail");
  CHECK(Get(*store, "c") == "");
  CHECK(Get(*store, std::string_view("d\0e", 3)) == std::string("\0", 1));
  CHECK(Get(*store, "d") == "none");

  WriteBatch second;
  second.Delete("a");
  second.Delete("never there");
  second.Put("b", "2");
  store->Commit(&second);
  CHECK(Get(*store, "a") == "none");
  CHECK(Get(*store, "b") == "2");
}

TEST_CASE("A store on disk is there again when it is opened again", "[store]") {
  AnyStore store(true);
  Put(*store, "a", "1");
  store.Open();
  CHECK(Get(*store, "a") == "1");
}

TEST_CASE("A cursor stays within its bounds, in both directions", "[store]") {
  AnyStore store(GENERATE(false, true));
  for (const char* key : {"a", "b", "c", "d", "e"}) Put(*store, key, key);
  CHECK(Walk(*store, "b", "e") == "bcd");
  CHECK(Walk(*store, "b", "e", false) == "dcb");
  CHECK(Walk(*store, "bb", "cc") == "c");
  CHECK(Walk(*store, "x", "z") == "");

  const auto cursor = store->NewCursor("b", "e");
  cursor->Seek("bb");
  CHECK(cursor->key() == "c");
  CHECK(cursor->value() == "c");
  cursor->SeekForPrev("bb");
  CHECK(cursor->key() == "b");
  cursor->Prev();
  CHECK_FALSE(cursor->Valid());
  cursor->Seek("dd");
  CHECK_FALSE(cursor->Valid());
  cursor->Seek("a");
  CHECK(cursor->key() == "b");
  cursor->SeekForPrev("z");
  CHECK(cursor->key() == "d");
}

TEST_CASE("A cursor of one partition finds what write buffers and files hold of it", "[store]") {
  const bool persistent = GENERATE(false, true);
  AnyStore store(persistent);
  Random random(7);
  constexpr size_t kPartitions = 400;
  constexpr int kRows = 20;
  const auto partition_key = [](size_t partition) {
    const Value value = S("PARTITION#" + std::to_string(partition));
    const ValueView values[] = {value};
    std::string key;
    keyspace::AppendPartition(1, values, &key);
    return key;
  };

  std::set<std::string> keys;
  for (int round = 0; round < 4; ++round) {
    WriteBatch batch;
    for (int write = 0; write < 2000; ++write) {
      // Every third partition stays empty, every other one grows in some rounds only.
      const size_t partition = random.Below(kPartitions / 3) * 3 + round % 2;
      const std::string key =
          partition_key(partition) + static_cast<char>('a' + random.Below(kRows));
      if (random.OneIn(4)) {
        batch.Delete(key);
        keys.erase(key);
      } else {
        batch.Put(key, std::string(1000, 'v'));
        keys.insert(key);
      }
    }
    store->Commit(&batch);
    // What was written lies in a file then, if it is kept at all.
    if (persistent && round < 3) store.Open();
  }

  for (size_t partition = 0; partition < kPartitions; ++partition) {
    const std::string lower = partition_key(partition);
    std::string upper = lower;
    keyspace::MakeSuccessor(&upper);
    std::string expected;
    std::string backward;
    for (auto key = keys.lower_bound(lower); key != keys.end() && *key < upper; ++key) {
      expected += *key;
      backward.insert(0, *key);
    }
    REQUIRE(Walk(*store, lower, upper) == expected);
    REQUIRE(Walk(*store, lower, upper, /*forward=*/false) == backward);
  }
}

TEST_CASE("A snapshot and a cursor see nothing later", "[store]") {
  AnyStore store(GENERATE(false, true));
  Put(*store, "a", "old");
  const auto snapshot = store->TakeSnapshot();
  const auto cursor = store->NewCursor("a", "z");
  Put(*store, "a", "new");
  Put(*store, "b", "new");

  CHECK(Get(*store, "a", snapshot.get()) == "old");
  CHECK(Get(*store, "b", snapshot.get()) == "none");
  CHECK(Walk(*store, "a", "z", true, snapshot.get()) == "a");
  CHECK(Get(*store, "a") == "new");
  CHECK(Walk(*store, "a", "z") == "ab");

  cursor->SeekToFirst();
  CHECK(cursor->value() == "old");
  cursor->Next();
  CHECK_FALSE(cursor->Valid());
}

TEST_CASE("Ids are never given twice, in no run", "[store]") {
  AnyStore store(true);
  std::set<uint32_t> ids;
  for (int run = 0; run < 3; ++run) {
    for (int i = 0; i < 100; ++i) {
      const uint32_t id = store->NewId();
      CHECK(ids.insert(id).second);
      if (i % 10 == 0) store->DropId(id);
    }
    store.Open();
  }
}

TEST_CASE("Ids that threads take are all different", "[store]") {
  AnyStore store(false);
  std::vector<std::vector<uint32_t>> taken(4);
  std::vector<std::thread> threads;
  for (auto& ids : taken) {
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) ids.push_back(store->NewId());
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<uint32_t> distinct;
  for (const auto& ids : taken) distinct.insert(ids.begin(), ids.end());
  CHECK(distinct.size() == 2000);
}

// More than a write buffer of rows, so that files are written while ids come and go.
TEST_CASE("Dropping an id leaves the rows of others alone", "[store]") {
  AnyStore store(GENERATE(false, true));
  store->StartDroppingRows();
  const std::string value(100 * 1024, 'x');
  const uint32_t kept = store->NewId();
  for (int round = 0; round < 8; ++round) {
    const uint32_t dropped = store->NewId();
    for (int row = 0; row < 100; ++row) Put(*store, RowKey(dropped, row), value);
    for (int row = 0; row < 10; ++row) {
      Put(*store, RowKey(kept, round * 10 + row), std::to_string(row));
    }
    store->DropId(dropped);
  }
  for (int row = 0; row < 80; ++row) {
    CHECK(Get(*store, RowKey(kept, row)) == std::to_string(row % 10));
  }
  std::string lower;
  keyspace::AppendRowPrefix(kept, &lower);
  std::string upper = lower;
  keyspace::MakeSuccessor(&upper);
  const auto cursor = store->NewCursor(lower, upper);
  int rows = 0;
  for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) ++rows;
  CHECK(rows == 80);
}

// Each is a small part of a file, and no file holds one id alone.
TEST_CASE("The space of many small ids that are dropped one by one comes back", "[store]") {
  MemoryBudget budget(64 << 20);
  const auto store = Store::OpenInMemory(&budget);
  store->StartDroppingRows();
  Random random(1);
  const auto put = [&](uint32_t id, int rows) {
    std::string value(30'000, ' ');
    for (int row = 0; row < rows; ++row) {
      for (char& c : value) c = static_cast<char>(random.Below(256));
      Put(*store, RowKey(id, row), value);
    }
  };
  std::vector<uint32_t> ids;
  for (int i = 0; i < 100; ++i) {
    ids.push_back(store->NewId());
    put(ids.back(), 12);
  }
  const uint64_t full = budget.stored();
  CHECK(full > 25'000'000);
  const uint32_t kept = store->NewId();
  for (const uint32_t id : ids) store->DropId(id);
  uint64_t left = full;
  for (int i = 0; i < 2000 && left > full / 3; ++i) {
    // Less than a write buffer: nothing is flushed, and nothing compacted because of it.
    put(kept, 1);
    left = budget.stored();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  CHECK(left <= full / 3);
  CHECK(Get(*store, RowKey(kept, 0)).size() == 30'000);
}

TEST_CASE("The rows of ids that are kept survive a restart", "[store]") {
  AnyStore store(true);
  const uint32_t id = store->NewId();
  Put(*store, RowKey(id, 1), "one");
  store.Open();
  store->KeepId(id);
  store->StartDroppingRows();
  const uint32_t other = store->NewId();
  CHECK(other != id);
  const std::string value(1024 * 1024, 'x');
  for (int row = 0; row < 70; ++row) Put(*store, RowKey(other, row % 5), value);
  CHECK(Get(*store, RowKey(id, 1)) == "one");
}

TEST_CASE("A directory that is in use is refused and not damaged", "[store]") {
  const TemporaryDirectory directory;
  const auto store = Store::OpenDirectory(directory.string(), false);
  Put(*store, "a", "1");
  CHECK_THROWS_WITH(Store::OpenDirectory(directory.string(), false),
                    "data directory " + directory.string() +
                        " is in use by another pumice: stop that one or choose another directory");
  Put(*store, "b", "2");
  CHECK(Get(*store, "a") == "1");
  CHECK(Get(*store, "b") == "2");
}

TEST_CASE("A foreign directory is not opened", "[store]") {
  const TemporaryDirectory directory;
  std::ofstream(directory / "thesis.tex") << "years of work";
  CHECK_THROWS_WITH(Store::OpenDirectory(directory.string(), false),
                    "data directory " + directory.string() +
                        " holds files that are not pumice's: choose an empty or a new one");
}

TEST_CASE("A new id is given while writes wait for a flush that asks which ids are alive",
          "[store][threads]") {
  const TemporaryDirectory directory;
  const auto store = Store::OpenDirectory(directory.string(), false);
  store->StartDroppingRows();
  // Beside the commit that reserves ids, more than the write buffers hold: these writes wait for
  // flushes, which need the ids.
  std::future<void> writes;
  std::atomic<bool> first = true;
  bool done = false;
  store->CallBeforeCommits([&] {
    if (!first.exchange(false)) return;
    writes = std::async(std::launch::async, [&] {
      for (int i = 0; i < 60; ++i)
        Put(*store, "key " + std::to_string(i), std::string(1 << 20, 'v'));
    });
    done = writes.wait_for(std::chrono::minutes(5)) == std::future_status::ready;
  });
  const uint32_t id = store->NewId();
  CHECK(done);
  CHECK(store->NewId() == id + 1);
}

TEST_CASE("Stores in memory share nothing", "[store]") {
  const auto first = Store::OpenInMemory();
  const auto second = Store::OpenInMemory();
  Put(*first, "a", "1");
  CHECK(Get(*second, "a") == "none");
}

TEST_CASE("What the log has been flushed of is there after a kill", "[store]") {
  const bool fsync = GENERATE(false, true);
  const TemporaryDirectory directory;
  const TemporaryDirectory other;
  const auto store = Store::OpenDirectory(directory.string(), fsync);
  // What a killed process would leave: its files as they are at this moment.
  const auto copy = [&](const std::string& name) {
    const auto path = other.path() / name;
    std::filesystem::copy(directory.path(), path);
    return Store::OpenDirectory(path.string(), fsync);
  };

  store->FlushLog();
  for (const std::string key : {"a", "b", "c"}) Put(*store, key, "1");
  CHECK(Get(*copy("unflushed"), "a") == "none");
  store->FlushLog();
  Put(*store, "d", "1");
  const auto flushed = copy("flushed");
  CHECK(Walk(*flushed, "a", "z") == "abc");
}

TEST_CASE("The log is flushed of what several threads have written", "[store]") {
  const TemporaryDirectory directory;
  const TemporaryDirectory other;
  const auto store = Store::OpenDirectory(directory.string(), false);
  constexpr int kThreads = 4;
  constexpr int kWrites = 500;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < kWrites; ++i) {
        Put(*store, std::to_string(thread) + "-" + std::to_string(i), std::to_string(i));
        if (i % 3 == 0) store->FlushLog();
      }
      store->FlushLog();
    });
  }
  for (auto& thread : threads) thread.join();
  std::filesystem::copy(directory.path(), other.path() / "copy");
  const auto copy = Store::OpenDirectory((other.path() / "copy").string(), false);
  for (int thread = 0; thread < kThreads; ++thread) {
    for (int i = 0; i < kWrites; ++i) {
      REQUIRE(Get(*copy, std::to_string(thread) + "-" + std::to_string(i)) == std::to_string(i));
    }
  }
}

TEST_CASE("A store that syncs every write keeps it", "[store]") {
  const TemporaryDirectory directory;
  {
    const auto store = Store::OpenDirectory(directory.string(), true);
    Put(*store, "a", "1");
  }
  CHECK(Get(*Store::OpenDirectory(directory.string(), true), "a") == "1");
}

TEST_CASE("An orderly end leaves a short log for the next start", "[store]") {
  TemporaryDirectory directory;
  const auto files = [&](std::string_view extension) {
    size_t bytes = 0;
    for (const auto& file : std::filesystem::directory_iterator(directory.path())) {
      if (file.path().extension() == extension) bytes += file.file_size();
    }
    return bytes;
  };
  const auto put = [&](size_t size) {
    const auto store = Store::OpenDirectory(directory.string(), false);
    Put(*store, "key", std::string(size, 'v'));
  };

  put(1'000);
  CHECK(files(".sst") == 0);
  put(2'000'000);
  CHECK(files(".sst") > 0);
  const auto store = Store::OpenDirectory(directory.string(), false);
  CHECK(files(".log") == 0);
  CHECK(Get(*store, "key") == std::string(2'000'000, 'v'));
}

}  // namespace
}  // namespace pumice::test
