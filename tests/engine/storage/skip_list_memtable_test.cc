// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/skip_list_memtable.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/storage/keyspace.h"
#include "engine/storage/store.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

using Model = std::map<std::string, std::string>;

const std::string kLower(1, '\0');
const std::string kUpper(16, '\xff');

// Short and long, most of them alike in their first bytes, with every byte a key may have.
std::string RandomKey(std::mt19937* random) {
  static const std::string bytes(
      "\0\x01"
      "a\x7f\x80\xff",
      6);
  const size_t length = 1 + (*random)() % 12;
  std::string key = (*random)() % 2 == 0 ? "" : "in common";
  while (key.size() < length) key += bytes[(*random)() % bytes.size()];
  return key;
}

std::string RandomValue(std::mt19937* random) {
  const size_t size = (*random)() % 50 == 0 ? 20'000 : (*random)() % 100;
  return std::string(size, static_cast<char>('a' + (*random)() % 26));
}

Model Forward(Cursor* cursor) {
  Model rows;
  std::string last;
  for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
    REQUIRE(std::string(cursor->key()) > last);
    last = cursor->key();
    rows.emplace(last, cursor->value());
  }
  cursor->CheckStatus();
  return rows;
}

Model Backward(Cursor* cursor) {
  Model rows;
  std::string last = kUpper;
  for (cursor->SeekToLast(); cursor->Valid(); cursor->Prev()) {
    REQUIRE(std::string(cursor->key()) < last);
    last = cursor->key();
    rows.emplace(last, cursor->value());
  }
  cursor->CheckStatus();
  return rows;
}

// A hundred steps in either direction from a row in the middle.
void WalkToAndFro(Cursor* cursor, const Model& model, std::mt19937* random) {
  auto row = model.lower_bound("3");
  cursor->Seek("3");
  for (int step = 0; step < 100 && row != model.end(); ++step) {
    REQUIRE(cursor->Valid());
    REQUIRE(cursor->key() == row->first);
    REQUIRE(cursor->value() == row->second);
    if ((*random)() % 2 == 0) {
      cursor->Next();
      ++row;
    } else {
      if (row == model.begin()) break;
      cursor->Prev();
      --row;
    }
  }
}

// From a key on, and back from it.
void CheckSeek(Cursor* cursor, const Model& model, const std::string& key) {
  const auto after = model.lower_bound(key);
  cursor->Seek(key);
  REQUIRE(cursor->Valid() == (after != model.end()));
  if (cursor->Valid()) REQUIRE(cursor->key() == after->first);

  const auto beyond = model.upper_bound(key);
  cursor->SeekForPrev(key);
  REQUIRE(cursor->Valid() == (beyond != model.begin()));
  if (cursor->Valid()) REQUIRE(cursor->key() == std::prev(beyond)->first);
}

void CheckGet(const Store& store, const Model& model, const std::string& key) {
  PinnedValue value;
  const auto found = model.find(key);
  REQUIRE(store.Get(key, &value) == (found != model.end()));
  if (found != model.end()) REQUIRE(value.view() == found->second);
}

void CheckSeeks(const Store& store, const Model& model, std::mt19937* random) {
  const auto cursor = store.NewCursor(kLower, kUpper);
  for (int i = 0; i < 500; ++i) {
    const std::string key = RandomKey(random);
    CheckSeek(cursor.get(), model, key);
    CheckGet(store, model, key);
  }
}

TEST_CASE("What is written is found in both directions, whatever the keys",
          "[skip_list_memtable]") {
  std::mt19937 random(7);
  const auto store = Store::OpenInMemory();
  Model model;
  Model earlier;
  std::shared_ptr<const Snapshot> snapshot;
  for (int i = 0; i < 3'000; ++i) {
    if (i == 1'500) {
      earlier = model;
      snapshot = store->TakeSnapshot();
    }
    const std::string key = RandomKey(&random);
    WriteBatch batch;
    if (random() % 4 == 0) {
      batch.Delete(key);
      model.erase(key);
    } else {
      const std::string value = RandomValue(&random);
      batch.Put(key, value);
      model[key] = value;
    }
    store->Commit(&batch);
  }

  CHECK(Forward(store->NewCursor(kLower, kUpper).get()) == model);
  CHECK(Backward(store->NewCursor(kLower, kUpper).get()) == model);
  CHECK(Forward(store->NewCursor(kLower, kUpper, snapshot.get()).get()) == earlier);
  CHECK(Backward(store->NewCursor(kLower, kUpper, snapshot.get()).get()) == earlier);
  CheckSeeks(*store, model, &random);
}

// A key of the history, of a stream or of the undo log: of a few of each, most of them behind those
// that came before.
std::string NextAppendedKey(uint64_t step, std::mt19937* random) {
  const uint64_t number = (*random)() % 8 == 0 ? (*random)() % (step + 1) : step;
  const uint32_t id = 1 + (*random)() % 5;
  switch ((*random)() % 4) {
    case 0:
      return keyspace::HistoryKey(id, static_cast<int64_t>(number / 10), number);
    case 1:
      return keyspace::StreamRecordKey(id, static_cast<uint16_t>((*random)() % 3), number);
    case 2:
      return keyspace::UndoKey(number);
    default:  // what begins as those do, and is too short
      return keyspace::HistoryKey(id, 0, 0).substr(0, 1 + (*random)() % 6);
  }
}

TEST_CASE("Keys that come in order and others stand in order", "[skip_list_memtable]") {
  std::mt19937 random(5);
  const auto store = Store::OpenInMemory();
  Model model;
  for (uint64_t step = 0; step < 6'000; ++step) {
    const std::string key = random() % 3 == 0 ? RandomKey(&random) : NextAppendedKey(step, &random);
    WriteBatch batch;
    if (random() % 10 == 0) {
      batch.Delete(key);
      model.erase(key);
    } else {
      model[key] = std::to_string(step);
      batch.Put(key, model[key]);
    }
    store->Commit(&batch);
  }
  CHECK(Forward(store->NewCursor(kLower, kUpper).get()) == model);
  CHECK(Backward(store->NewCursor(kLower, kUpper).get()) == model);
  CheckSeeks(*store, model, &random);
}

TEST_CASE("Each snapshot sees its own of many versions", "[skip_list_memtable]") {
  std::mt19937 random(11);
  // With a file below the write buffer, a walk merges the two.
  const bool with_file = GENERATE(false, true);
  const TemporaryDirectory directory;
  auto store = Store::OpenDirectory(directory.string(), false);
  std::vector<std::pair<std::shared_ptr<const Snapshot>, Model>> moments;
  Model model;
  if (with_file) {
    WriteBatch batch;
    for (int key = 0; key < 80; key += 3) {
      batch.Put(std::to_string(key), std::string(40'000, 'f'));
      model[std::to_string(key)] = std::string(40'000, 'f');
    }
    store->Commit(&batch);
    store.reset();
    store = Store::OpenDirectory(directory.string(), false);
  }
  for (int moment = 0; moment < 60; ++moment) {
    // Few keys, so that each has many versions, and now and then new ones between them.
    for (int i = 0; i < 40; ++i) {
      const std::string key = std::to_string(random() % (20 + static_cast<size_t>(moment)));
      WriteBatch batch;
      if (random() % 4 == 0) {
        batch.Delete(key);
        model.erase(key);
      } else {
        const std::string value = std::to_string(moment) + "." + std::to_string(i);
        batch.Put(key, value);
        model[key] = value;
      }
      store->Commit(&batch);
    }
    moments.emplace_back(store->TakeSnapshot(), model);
  }

  for (const auto& [snapshot, rows] : moments) {
    const auto cursor = store->NewCursor(kLower, kUpper, snapshot.get());
    REQUIRE(Forward(cursor.get()) == rows);
    REQUIRE(Backward(cursor.get()) == rows);
    Model from_middle;
    for (cursor->Seek("3"); cursor->Valid(); cursor->Next()) {
      from_middle.emplace(cursor->key(), cursor->value());
    }
    REQUIRE(from_middle == Model(rows.lower_bound("3"), rows.end()));
    WalkToAndFro(cursor.get(), rows, &random);
  }
}

TEST_CASE("Readers in both directions beside a writer see whole batches",
          "[skip_list_memtable][threads]") {
  const auto store = Store::OpenInMemory();
  constexpr int kBatches = 3'000;
  std::atomic<bool> writing = true;
  std::atomic<int> faults = 0;
  std::atomic<int> passes = 0;

  std::thread writer([&] {
    std::mt19937 random(11);
    for (int i = 0; i < kBatches; ++i) {
      const std::string key = std::to_string(random() % 1'000);
      WriteBatch batch;
      batch.Put("left " + key, std::to_string(i));
      batch.Put("right " + key, std::to_string(i));
      store->Commit(&batch);
    }
    writing = false;
  });
  const auto read = [&](bool forward) {
    do {
      const auto cursor = store->NewCursor("left ", "right!");
      Model left, right;
      forward ? cursor->SeekToFirst() : cursor->SeekToLast();
      for (; cursor->Valid(); forward ? cursor->Next() : cursor->Prev()) {
        const std::string key(cursor->key());
        const size_t space = key.find(' ');
        (space == 4 ? left : right).emplace(key.substr(space), cursor->value());
      }
      if (left != right) ++faults;
      ++passes;
    } while (writing);
  };
  std::vector<std::thread> readers;
  for (const bool forward : {true, false}) readers.emplace_back(read, forward);
  writer.join();
  for (std::thread& reader : readers) reader.join();

  CHECK(faults == 0);
  CHECK(passes >= 2);
  const auto cursor = store->NewCursor("left ", "right!");
  CHECK(Forward(cursor.get()) == Backward(cursor.get()));
}

}  // namespace
}  // namespace pumice::test
