// SPDX-License-Identifier: Apache-2.0

#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "engine/database.h"
#include "engine/error/api_error.h"
#include "tests/engine/access/client.h"
#include "tests/support/index_comparison.h"
#include "tests/support/item_builder.h"
#include "tests/support/random.h"
#include "tests/support/table_builder.h"
#include "tests/support/thrown_error.h"

namespace pumice::test {
namespace {

Item MakeItem(Random* random, int64_t id) {
  Item item({{"pk", S("item " + std::to_string(id))},
             {"first", S("f" + std::to_string(random->Below(1000)))},
             {"payload", S(random->Word(40))}});
  if (!random->OneIn(3)) item = item.With("second", N(random->Between(0, 100000)));
  if (!random->OneIn(4)) item = item.With("third", S("t" + std::to_string(random->Below(50))));
  if (random->OneIn(100)) item = item.With("third", N(1));  // cannot be a key of the new index
  return item;
}

TableDescription TwoIndexes() {
  return MakeTable("T", {{StringKey("pk")}, {}},
                   {GlobalIndex("by-first", {{StringKey("first")}, {}}, KeysOnly()),
                    GlobalIndex("by-second", {{NumberKey("second")}, {}}, Include({"payload"}))});
}

TableUpdate AddThird() {
  TableUpdate update;
  update.attribute_definitions = {StringKey("third")};
  update.create_indexes = {GlobalIndex("by-third", {{StringKey("third")}, {StringKey("pk")}})};
  return update;
}

// Puts items of these numbers, 25 at a time.
void Fill(Database* database, int64_t count) {
  Random random(7);
  for (int64_t first = 0; first < count; first += 25) {
    std::vector<Item> items;
    for (int64_t id = first; id < std::min(first + 25, count); ++id) {
      items.push_back(MakeItem(&random, id));
    }
    std::vector<TableWrite> writes(items.size());
    for (size_t i = 0; i < items.size(); ++i) {
      writes[i].table = "T";
      writes[i].write = {ItemWrite::Kind::kPut, nullptr, items[i].view()};
    }
    BatchWriteResult result;
    database->WriteItems(writes, {}, &result);
  }
}

// Replaces and deletes items until it is told to stop. The new index refuses items whose key is of
// another type.
void KeepWriting(TestDatabase* database, uint32_t seed, int64_t count,
                 const std::atomic<bool>& stop) {
  const Client client(database, "T");
  Random random(seed);
  while (!stop) {
    const int64_t id = random.Between(0, count * 11 / 10);
    try {
      if (random.OneIn(4)) {
        client.Delete(Item({{"pk", S("item " + std::to_string(id))}}));
      } else {
        client.Put(MakeItem(&random, id));
      }
    } catch (const ApiError& error) {
      if (error.code() != ErrorCode::kValidation) std::abort();
    }
  }
}

void AddIndexWhileWriting(TestDatabase* database, int64_t count) {
  std::atomic<bool> stop = false;
  std::vector<std::thread> writers;
  for (uint32_t seed = 1; seed <= 2; ++seed) {
    writers.emplace_back([&, seed] { KeepWriting(database, seed, count, stop); });
  }
  database->get()->UpdateTable("T", AddThird());
  database->get()->RunDueWork();  // waits for the index
  stop = true;
  for (std::thread& writer : writers) writer.join();
}

TEST_CASE("A new index on a table in use holds every item once", "[backfill]") {
  TestDatabase database;
  database->CreateTable(TwoIndexes());
  Fill(database.get(), 20000);
  AddIndexWhileWriting(&database, 20000);
  CHECK(CompareIndexes(*database.get(), "T") == "equal");
}

// On disk, with enough rows that memtables are flushed and compacted while the index is filled:
// about 400 bytes an item, 12 MiB a memtable. PUMICE_BACKFILL_ITEMS makes it another number: a
// million for a run of a minute, fewer for sanitizers.
TEST_CASE("A table on disk gets a third index while writers run", "[backfill]") {
  const char* const wanted = std::getenv("PUMICE_BACKFILL_ITEMS");
  const int64_t count = wanted != nullptr ? std::atoll(wanted) : 200000;
  TestDatabase database(Storage::kDisk);
  database->CreateTable(TwoIndexes());
  Fill(database.get(), count);
  AddIndexWhileWriting(&database, count);
  CHECK(CompareIndexes(*database.get(), "T") == "equal");
  database.Reopen();
  CHECK(CompareIndexes(*database.get(), "T") == "equal");
}

TEST_CASE("An index that is being filled cannot be read, and comes up after a restart",
          "[backfill]") {
  TestDatabase database(Storage::kDisk);
  database->CreateTable(TwoIndexes());
  Fill(database.get(), 5000);
  const TableInfo info = database->UpdateTable("T", AddThird());
  CHECK(info.description.FindIndex("by-third")->status == Status::kCreating);
  CHECK(info.description.FindIndex("by-third")->backfilling);
  database.Reopen();
  database->RunDueWork();
  const TableInfo after = database->DescribeTable("T");
  CHECK(after.description.FindIndex("by-third")->status == Status::kActive);
  CHECK(CompareIndexes(*database.get(), "T") == "equal");
}

TEST_CASE("A deleted index is gone and its name is free", "[backfill]") {
  TestDatabase database;
  database->CreateTable(TwoIndexes());
  Fill(database.get(), 100);
  TableUpdate drop;
  drop.delete_indexes = {"by-second"};
  CHECK(database->UpdateTable("T", drop).description.FindIndex("by-second")->status ==
        Status::kDeleting);
  const Client client(&database, "T");
  CHECK(ErrorOf([&] { client.Scan({.index = "by-second"}); }) ==
        Validation("The table does not have the specified index: by-second"));
  TableUpdate again;
  again.attribute_definitions = {NumberKey("second")};
  again.create_indexes = {GlobalIndex("by-second", {{NumberKey("second")}, {}})};
  database->UpdateTable("T", again);
  database->RunDueWork();
  CHECK(CompareIndexes(*database.get(), "T") == "equal");
}

}  // namespace
}  // namespace pumice::test
