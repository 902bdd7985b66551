// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/undo_log.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/storage/keyspace.h"
#include "tests/support/random.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

std::string RowKey(uint32_t id, const std::string& rest) {
  return keyspace::IdPrefix(keyspace::kRows, id) + rest;
}

using Records = std::map<std::string, std::string>;

// All records that are logged.
Records ReadAll(const Store& store) {
  Records records;
  for (const char space : {keyspace::kCatalog, keyspace::kRows, keyspace::kExpiries}) {
    const auto cursor =
        store.NewCursor(keyspace::KeyspaceStart(space), keyspace::KeyspaceEnd(space));
    for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
      records.emplace(cursor->key(), cursor->value());
    }
  }
  return records;
}

// The entries from a number on: "key was value" or "key was missing".
std::vector<std::string> ReadLog(const Store& store, uint64_t from = 0) {
  std::vector<std::string> entries;
  const auto cursor = store.UndoFrom(from);
  for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
    const UndoEntry entry = DecodeUndo(cursor->key(), cursor->value());
    std::string text(keyspace::LeadsWithSpace(entry.key) ? keyspace::NameInSpace(entry.key)
                                                         : entry.key.substr(5));
    text += entry.existed ? " was \"" + std::string(entry.value) + '"' : " was missing";
    entries.push_back(text);
  }
  return entries;
}

// Undoes the log back to a number: the first entry of each key counts.
void Undo(Store* store, uint64_t from) {
  std::map<std::string, std::optional<std::string>, std::less<>> first;
  const auto cursor = store->UndoFrom(from);
  for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
    const UndoEntry entry = DecodeUndo(cursor->key(), cursor->value());
    std::optional<std::string> value;
    if (entry.existed) value = entry.value;
    first.emplace(entry.key, std::move(value));
  }
  WriteBatch batch;
  for (const auto& [key, value] : first) {
    if (value) {
      batch.Put(key, *value);
    } else {
      batch.Delete(key);
    }
  }
  store->Commit(&batch);
}

void Put(Store* store, const std::string& key, const std::string& value) {
  WriteBatch batch;
  batch.Put(key, value);
  store->Commit(&batch);
}

constexpr int kKeeper = 0;

TEST_CASE("Nothing is logged unless it is asked for", "[undo_log]") {
  const auto store = Store::OpenInMemory();
  Put(store.get(), RowKey(1, "a"), "1");
  CHECK(ReadLog(*store).empty());
  store->KeepUndo(&kKeeper, {1}, store->NextUndo());
  Put(store.get(), RowKey(1, "a"), "2");
  store->StopUndo(&kKeeper);
  Put(store.get(), RowKey(1, "a"), "3");
  CHECK(ReadLog(*store) == std::vector<std::string>{"a was \"1\""});
}

TEST_CASE("A commit logs what each of its keys was", "[undo_log]") {
  const auto store = Store::OpenInMemory();
  Put(store.get(), RowKey(1, "a"), "");
  store->KeepUndo(&kKeeper, {1}, store->NextUndo());
  WriteBatch batch;
  batch.Put(RowKey(1, "a"), "2");
  batch.Delete(RowKey(1, "b"));
  batch.Put(keyspace::CatalogKey("default", "Table"), "description");
  store->Commit(&batch);
  Put(store.get(), RowKey(1, "a"), "3");
  CHECK(ReadLog(*store) == std::vector<std::string>{"a was \"\"", "b was missing",
                                                    "Table was missing", "a was \"2\""});
}

TEST_CASE("Records of other ids, counters, meta and what is committed for good are not logged",
          "[undo_log]") {
  const auto store = Store::OpenInMemory();
  store->KeepUndo(&kKeeper, {1}, store->NextUndo());
  WriteBatch batch;
  batch.Put(RowKey(2, "a"), "2");
  batch.AddToCounters(1, {1, 10});
  batch.Put(keyspace::MetaKey("next-id"), "65");
  batch.Put(keyspace::SnapshotKey("default", "fixture"), "state");
  store->Commit(&batch);
  WriteBatch good;
  good.Put(RowKey(1, "a"), "2");
  store->CommitForGood(&good);
  CHECK(ReadLog(*store).empty());
}

TEST_CASE("A range that is deleted is logged key by key", "[undo_log]") {
  const auto store = Store::OpenInMemory();
  for (const char* key : {"a", "b", "c"}) Put(store.get(), RowKey(1, key), key);
  store->KeepUndo(&kKeeper, {1}, store->NextUndo());
  WriteBatch batch;
  batch.DeleteRange(RowKey(1, "a"), RowKey(1, "c"));
  store->Commit(&batch);
  CHECK(ReadLog(*store) == std::vector<std::string>{"a was \"a\"", "b was \"b\""});
}

TEST_CASE("Numbers go on behind those of an earlier run", "[undo_log]") {
  TemporaryDirectory directory;
  const std::string path = (directory / "data").string();
  uint64_t next = 0;
  {
    const auto store = Store::OpenDirectory(path, false);
    store->KeepUndo(&kKeeper, {1}, store->NextUndo());
    for (int i = 0; i < 3; ++i) Put(store.get(), RowKey(1, "a"), std::to_string(i));
    next = store->NextUndo();
    store->FlushLog();
  }
  const auto store = Store::OpenDirectory(path, false);
  store->LoadUndo();
  CHECK(store->NextUndo() == next);
  CHECK(ReadLog(*store) == std::vector<std::string>{"a was missing", "a was \"0\"", "a was \"1\""});
  store->SkipUndo(next + 10);
  store->SkipUndo(next);
  CHECK(store->NextUndo() == next + 10);
}

// Commits something at random.
void CommitAnything(Store* store, Random* random) {
  WriteBatch batch;
  for (size_t i = random->Below(4) + 1; i > 0; --i) {
    const auto key = [&] {
      switch (random->Below(3)) {
        case 0:
          return RowKey(random->OneIn(2) ? 1 : 2, random->Word(2));
        case 1:
          return keyspace::CatalogKey("default", "T" + random->Word(1));
        default:
          return keyspace::ExpiryStart(1, random->Between(0, 20)) + random->Word(1);
      }
    };
    if (random->OneIn(20)) {
      batch.DeleteRange(keyspace::ExpiryStart(1, 0), keyspace::ExpiryStart(1, 10));
    } else if (random->OneIn(3)) {
      batch.Delete(key());
    } else {
      batch.Put(key(), random->Word(10));
    }
  }
  store->Commit(&batch);
}

TEST_CASE("Undoing leads back to any state since the log began, and undoing that forward again",
          "[undo_log][property]") {
  Random random(GENERATE(1u, 2u, 3u));
  CAPTURE(random.seed());
  const auto store = Store::OpenInMemory();
  for (int i = 0; i < 20; ++i) CommitAnything(store.get(), &random);
  store->KeepUndo(&kKeeper, {1, 2}, store->NextUndo());
  std::vector<std::pair<uint64_t, Records>> states;
  for (int round = 0; round < 200; ++round) {
    if (states.empty() || random.OneIn(5)) {
      states.emplace_back(store->NextUndo(), ReadAll(*store));
    }
    if (random.OneIn(10)) {
      const auto& [number, records] = random.Pick(states);
      Undo(store.get(), number);
      REQUIRE(ReadAll(*store) == records);
    }
    CommitAnything(store.get(), &random);
  }
}

}  // namespace
}  // namespace pumice::test
