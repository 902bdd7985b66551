// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/layers.h"

#include <catch2/catch.hpp>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/storage/keyspace.h"
#include "engine/storage/store.h"
#include "tests/support/random.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

using Rows = std::map<std::string, std::string>;  // by their keys

std::string RowKey(uint32_t id, std::string_view rest) {
  return keyspace::IdPrefix(keyspace::kRows, id).append(rest);
}

std::string End(std::string key) {
  keyspace::MakeSuccessor(&key);
  return key;
}

// Forks `source`, and returns the copy's id.
uint32_t Fork(Store* store, uint32_t source) {
  const uint32_t copy = store->NewId();
  const Store::Fork fork = store->PrepareFork(source, copy);
  REQUIRE_FALSE(fork.wants_rows);
  WriteBatch batch;
  Store::PutFork(fork, &batch);
  store->Commit(&batch);
  store->ApplyFork(fork);
  return copy;
}

void Put(Store* store, const std::string& key, std::string_view value) {
  WriteBatch batch;
  batch.Put(key, value);
  store->Commit(&batch);
}

void Delete(Store* store, const std::string& key) {
  WriteBatch batch;
  batch.Delete(key);
  store->Commit(&batch);
}

Rows ReadAll(const Store& store, uint32_t id) {
  Rows rows;
  for (const char space : {keyspace::kRows, keyspace::kExpiries}) {
    const std::string lower = keyspace::IdPrefix(space, id);
    const auto cursor = store.NewCursor(lower, End(lower));
    for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
      rows.emplace(cursor->key(), cursor->value());
    }
    cursor->CheckStatus();
  }
  return rows;
}

// How many keys are stored under an id itself.
size_t Stored(const Store& store, uint32_t id) {
  // A range over all ids is not translated.
  const auto cursor = store.NewCursor(keyspace::KeyspaceStart(keyspace::kRows),
                                      keyspace::KeyspaceEnd(keyspace::kRows));
  size_t stored = 0;
  for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
    stored += keyspace::RowId(cursor->key()) == id ? 1 : 0;
  }
  return stored;
}

TEST_CASE("A fork and its source share rows until one of them writes", "[layers]") {
  const auto store = Store::OpenInMemory();
  const uint32_t source = store->NewId();
  for (const char* rest : {"a", "b", "c"}) Put(store.get(), RowKey(source, rest), rest);
  const uint32_t copy = Fork(store.get(), source);
  CHECK(Stored(*store, copy) == 0);
  CHECK(ReadAll(*store, copy) ==
        Rows{{RowKey(copy, "a"), "a"}, {RowKey(copy, "b"), "b"}, {RowKey(copy, "c"), "c"}});
  Put(store.get(), RowKey(copy, "b"), "changed");
  Delete(store.get(), RowKey(copy, "c"));
  Delete(store.get(), RowKey(source, "a"));
  Put(store.get(), RowKey(source, "d"), "d");
  CHECK(ReadAll(*store, copy) == Rows{{RowKey(copy, "a"), "a"}, {RowKey(copy, "b"), "changed"}});
  CHECK(ReadAll(*store, source) ==
        Rows{{RowKey(source, "b"), "b"}, {RowKey(source, "c"), "c"}, {RowKey(source, "d"), "d"}});
  CHECK_FALSE(store->Contains(RowKey(copy, "c")));
  CHECK(store->Contains(RowKey(source, "c")));
  CHECK_FALSE(store->Contains(RowKey(source, "a")));
}

TEST_CASE("A source that is not written to is forked without another layer", "[layers]") {
  const auto store = Store::OpenInMemory();
  const uint32_t source = store->NewId();
  Put(store.get(), RowKey(source, "a"), "a");
  for (int i = 0; i < 100; ++i) {
    const uint32_t copy = Fork(store.get(), source);
    CHECK(store->Contains(RowKey(copy, "a")));
    store->DropId(copy);
  }
  const Store::Fork fork = store->PrepareFork(source, store->NewId());
  CHECK(fork.source_layers.empty());
  CHECK(fork.copy_layers.size() == 2);
}

TEST_CASE("Nothing is shared of an id without rows", "[layers]") {
  const auto store = Store::OpenInMemory();
  const Store::Fork fork = store->PrepareFork(store->NewId(), store->NewId());
  CHECK(fork.source_layers.empty());
  CHECK(fork.copy_layers.empty());
  CHECK_FALSE(fork.wants_rows);
}

TEST_CASE("Layers do not pile up without end", "[layers]") {
  const auto store = Store::OpenInMemory();
  const uint32_t source = store->NewId();
  size_t most = 0;
  for (int i = 0; i < 10; ++i) {
    Put(store.get(), RowKey(source, std::to_string(i)), "row");
    const uint32_t copy = store->NewId();
    const Store::Fork fork = store->PrepareFork(source, copy);
    most = std::max(most, fork.copy_layers.size());
    if (fork.wants_rows) {
      CHECK(i == 3);
      break;
    }
    WriteBatch batch;
    Store::PutFork(fork, &batch);
    store->Commit(&batch);
    store->ApplyFork(fork);
  }
  CHECK(most == Layers::kMaxLayers);
}

TEST_CASE("Layers live as long as somebody reads them, and not longer", "[layers]") {
  const auto store = Store::OpenInMemory();
  store->StartDroppingRows();
  const uint32_t source = store->NewId();
  Put(store.get(), RowKey(source, "a"), "a");
  const uint32_t copy = Fork(store.get(), source);
  Put(store.get(), RowKey(source, "b"), "b");  // in the source's own layer
  const uint32_t second = Fork(store.get(), source);
  store->DropId(source);
  CHECK(ReadAll(*store, copy) == Rows{{RowKey(copy, "a"), "a"}});
  CHECK(ReadAll(*store, second) == Rows{{RowKey(second, "a"), "a"}, {RowKey(second, "b"), "b"}});
  store->DropId(copy);
  CHECK(ReadAll(*store, second).size() == 2);
  store->DropId(second);
  const uint32_t last = store->NewId();
  CHECK(store->FirstUnusedIdBefore(last) == 0);  // no id before it is in use
}

TEST_CASE("Layers are there when the store is opened again, and those of nobody go", "[layers]") {
  const TemporaryDirectory directory;
  const std::string path = (directory / "data").string();
  uint32_t source = 0;
  uint32_t copy = 0;
  uint32_t gone = 0;
  Rows rows_of_source;
  Rows rows_of_copy;
  {
    const auto store = Store::OpenDirectory(path, false);
    source = store->NewId();
    Put(store.get(), RowKey(source, "a"), "a");
    copy = Fork(store.get(), source);
    gone = Fork(store.get(), source);
    Put(store.get(), RowKey(source, "b"), "b");
    Delete(store.get(), RowKey(copy, "a"));
    Put(store.get(), RowKey(copy, "c"), "c");
    rows_of_source = ReadAll(*store, source);
    rows_of_copy = ReadAll(*store, copy);
    store->FlushLog();
  }
  const auto store = Store::OpenDirectory(path, false);
  store->KeepId(source);
  store->KeepId(copy);
  store->StartDroppingRows();
  CHECK(ReadAll(*store, source) == rows_of_source);
  CHECK(ReadAll(*store, copy) == rows_of_copy);
  CHECK(store->Contains(keyspace::LayersKey(copy)));
  CHECK_FALSE(store->Contains(keyspace::LayersKey(gone)));
}

TEST_CASE("A damaged record of layers is told", "[layers]") {
  const auto store = Store::OpenInMemory();
  for (const std::string bytes : {"", "123", "12345"}) {
    Put(store.get(), keyspace::LayersKey(7), bytes);
    CHECK_THROWS_WITH(store->StartDroppingRows(),
                      "the data is damaged: the layers of a table's rows cannot be read");
  }
}

// A cursor over one id and where it should stand.
void Walk(const Store& store, uint32_t id, const Rows& rows, Random* random) {
  const std::string lower = keyspace::IdPrefix(keyspace::kRows, id);
  const auto cursor = store.NewCursor(lower, End(lower));
  Rows expected;
  for (const auto& [key, value] : rows) {
    if (key.starts_with(lower)) expected.emplace(key, value);
  }
  auto place = expected.end();
  for (int step = 0; step < 30; ++step) {
    const std::string target = RowKey(id, random->Word(2));
    switch (random->Below(6)) {
      case 0:
        cursor->SeekToFirst();
        place = expected.begin();
        break;
      case 1:
        cursor->SeekToLast();
        place = expected.empty() ? expected.end() : std::prev(expected.end());
        break;
      case 2:
        cursor->Seek(target);
        place = expected.lower_bound(target);
        break;
      case 3:
        cursor->SeekForPrev(target);
        place = expected.upper_bound(target);
        place = place == expected.begin() ? expected.end() : std::prev(place);
        break;
      case 4:
        if (place == expected.end()) break;
        cursor->Next();
        ++place;
        break;
      default:
        if (place == expected.end()) break;
        cursor->Prev();
        place = place == expected.begin() ? expected.end() : std::prev(place);
    }
    if (step == 0 && place == expected.end()) continue;  // where no cursor was moved yet
    REQUIRE(cursor->Valid() == (place != expected.end()));
    if (!cursor->Valid()) continue;
    REQUIRE(cursor->key() == place->first);
    REQUIRE(cursor->value() == place->second);
  }
}

TEST_CASE("Ids in layers agree with a model", "[layers][property]") {
  Random random(GENERATE(1u, 2u, 3u, 4u));
  CAPTURE(random.seed());
  const auto store = Store::OpenInMemory();
  std::map<uint32_t, Rows> model;
  model[store->NewId()];
  for (int step = 0; step < 600; ++step) {
    auto& [id, rows] = *std::next(model.begin(), static_cast<int>(random.Below(model.size())));
    const std::string key = random.OneIn(4) ? keyspace::ExpiryStart(id, random.Between(0, 20)) + "x"
                                            : RowKey(id, random.Word(2));
    switch (random.Below(12)) {
      case 0: {
        if (model.size() > 6) break;
        const uint32_t copy = store->NewId();
        const Store::Fork fork = store->PrepareFork(id, copy);
        if (fork.wants_rows) break;
        WriteBatch batch;
        Store::PutFork(fork, &batch);
        store->Commit(&batch);
        store->ApplyFork(fork);
        for (const auto& [source_key, value] : rows) {
          model[copy].emplace(KeyInLayer(source_key, copy), value);
        }
        break;
      }
      case 1:
        if (model.size() == 1) break;
        store->DropId(id);
        model.erase(id);
        continue;
      case 2: {
        WriteBatch batch;
        const std::string from = keyspace::ExpiryStart(id, 0);
        const std::string to = keyspace::ExpiryStart(id, random.OneIn(2) ? 10 : 1000);
        batch.DeleteRange(from, to);
        store->Commit(&batch);
        rows.erase(rows.lower_bound(from), rows.lower_bound(to));
        break;
      }
      case 3:
      case 4:
      case 5:
        Delete(store.get(), key);
        rows.erase(key);
        break;
      default: {
        const std::string value = key[0] == keyspace::kExpiries ? "" : "v" + random.Word(3);
        Put(store.get(), key, value);
        rows.insert_or_assign(key, value);
      }
    }
    REQUIRE(store->Contains(key) == rows.contains(key));
    if (step % 10 != 0) continue;
    for (const auto& [other, expected] : model) {
      CAPTURE(step, other);
      REQUIRE(ReadAll(*store, other) == expected);
      Walk(*store, other, expected, &random);
    }
  }
}

}  // namespace
}  // namespace pumice::test
