// SPDX-License-Identifier: Apache-2.0

#include "engine/access/index_maintenance.h"

#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/access/row.h"
#include "engine/storage/keyspace.h"
#include "tests/support/item_builder.h"
#include "tests/support/table_builder.h"

namespace pumice::test {
namespace {

constexpr uint32_t kIndexId = 5;

// A table with one index, and the rows of that index.
class IndexFixture {
 public:
  explicit IndexFixture(Projection projection)
      : table_(MakeTable(
            "T", {{StringKey("pk")}, {}},
            {GlobalIndex("index", {{StringKey("g")}, {NumberKey("n")}}, std::move(projection))})),
        store_(Store::OpenInMemory()) {
    table_.indexes[0].id = kIndexId;
  }

  void SetBackfilling(bool backfilling) { table_.indexes[0].backfilling = backfilling; }

  IndexDelta Change(const std::optional<Item>& old_item, const std::optional<Item>& new_item) {
    ItemChange change;
    if (old_item) change.old_item = old_item->view();
    if (new_item) change.new_item = new_item->view();
    change.old_size = old_item ? ItemSize(*old_item) : 0;
    change.new_size = new_item ? ItemSize(*new_item) : 0;
    KeyValues key = KeyOfItem(table_.key, new_item ? *new_item : *old_item);
    key.partition_hash = keyspace::RowHash(TableRowKey(table_.id, key));
    WriteBatch batch;
    const IndexDelta delta = MaintainIndex(table_, table_.indexes[0], key, change, *store_, &batch);
    CHECK(delta.changed == !batch.empty());
    if (!batch.empty()) store_->Commit(&batch);
    return delta;
  }

  std::vector<Item> Entries() const {
    std::string lower;
    keyspace::AppendRowPrefix(kIndexId, &lower);
    std::string upper = lower;
    keyspace::MakeSuccessor(&upper);
    std::vector<Item> entries;
    const auto cursor = store_->NewCursor(lower, upper);
    for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
      const Row row = DecodeRow(cursor->value());
      entries.push_back(Item::Of(row.item));
      CHECK(row.size == ItemSize(row.item));
      const KeyValues key = *KeyInIndex(table_.indexes[0].key, row.item);
      CHECK(cursor->key() == IndexRowKey(kIndexId, key, KeyOfItem(table_.key, row.item)));
    }
    return entries;
  }

 private:
  TableDescription table_;
  std::unique_ptr<Store> store_;
};

using Items = std::vector<Item>;

const Item kItem({{"g", S("group")}, {"n", N("1")}, {"pk", S("p")}, {"x", S("extra")}});

std::string Text(const IndexDelta& delta) {
  return "items " + std::to_string(delta.counters.items) + ", bytes " +
         std::to_string(delta.counters.bytes) + ", size " + std::to_string(delta.old_size) +
         " to " + std::to_string(delta.new_size) + (delta.changed ? ", changed" : "") +
         (delta.moved ? ", moved" : "");
}

// Sizes: "g" 1 + 5, "n" 1 + 2, "pk" 2 + 1, "x" 1 + 5.
TEST_CASE("An entry comes, changes, moves and goes with its item", "[index_maintenance]") {
  IndexFixture index(All());
  CHECK(Text(index.Change(std::nullopt, kItem)) == "items 1, bytes 18, size 0 to 18, changed");
  CHECK(index.Entries() == Items{kItem});

  const Item changed = kItem.With("x", S("ex"));
  CHECK(Text(index.Change(kItem, changed)) == "items 0, bytes -3, size 18 to 15, changed");
  CHECK(index.Entries() == Items{changed});

  const Item moved = changed.With("g", S("other"));
  CHECK(Text(index.Change(changed, moved)) == "items 0, bytes 0, size 15 to 15, changed, moved");
  CHECK(index.Entries() == Items{moved});

  const Item moved_within = moved.With("n", N("1000.5"));
  CHECK(Text(index.Change(moved, moved_within)) ==
        "items 0, bytes 2, size 15 to 17, changed, moved");
  CHECK(index.Entries() == Items{moved_within});

  CHECK(Text(index.Change(moved_within, std::nullopt)) ==
        "items -1, bytes -17, size 17 to 0, changed");
  CHECK(index.Entries().empty());
}

TEST_CASE("An index is sparse", "[index_maintenance]") {
  IndexFixture index(All());
  const Item without = kItem.Without("n");
  CHECK(Text(index.Change(std::nullopt, without)) == "items 0, bytes 0, size 0 to 0");
  CHECK(index.Entries().empty());
  CHECK(Text(index.Change(without, kItem)) == "items 1, bytes 18, size 0 to 18, changed");
  CHECK(index.Entries() == Items{kItem});
  CHECK(Text(index.Change(kItem, without)) == "items -1, bytes -18, size 18 to 0, changed");
  CHECK(index.Entries().empty());
  CHECK(Text(index.Change(without, std::nullopt)) == "items 0, bytes 0, size 0 to 0");
}

TEST_CASE("An entry holds what the index projects", "[index_maintenance]") {
  const Item item = kItem.With("y", N("7"));
  IndexFixture keys_only(KeysOnly());
  CHECK(Text(keys_only.Change(std::nullopt, item)) == "items 1, bytes 12, size 0 to 12, changed");
  CHECK(keys_only.Entries() == Items{item.Only({"g", "n", "pk"})});

  IndexFixture include(Include({"y", "never there"}));
  CHECK(Text(include.Change(std::nullopt, item)) == "items 1, bytes 15, size 0 to 15, changed");
  CHECK(include.Entries() == Items{item.Only({"g", "n", "pk", "y"})});
}

TEST_CASE("An entry is left alone where nothing changes that it holds", "[index_maintenance]") {
  IndexFixture index(Include({"y"}));
  const Item item = kItem.With("y", N("7"));
  index.Change(std::nullopt, item);
  CHECK(Text(index.Change(item, item)) == "items 0, bytes 0, size 15 to 15");
  CHECK(Text(index.Change(item, item.With("x", S("new")).With("z", Null()))) ==
        "items 0, bytes 0, size 15 to 15");
  CHECK(Text(index.Change(item, item.Without("y"))) == "items 0, bytes -3, size 15 to 12, changed");
  CHECK(index.Entries() == Items{item.Only({"g", "n", "pk"})});
}

TEST_CASE("While an index is filled, entries that are not there yet count as missing",
          "[index_maintenance]") {
  IndexFixture index(All());
  index.SetBackfilling(true);
  const Item changed = kItem.With("x", S("ex"));
  CHECK(Text(index.Change(kItem, changed)) == "items 1, bytes 15, size 0 to 15, changed");
  CHECK(Text(index.Change(changed, kItem)) == "items 0, bytes 3, size 15 to 18, changed");
  CHECK(Text(index.Change(kItem, std::nullopt)) == "items -1, bytes -18, size 18 to 0, changed");
  CHECK(Text(index.Change(kItem, std::nullopt)) == "items 0, bytes 0, size 0 to 0");
  CHECK(index.Entries().empty());
}

TEST_CASE("An entry may be of the same partition as its item", "[index_maintenance]") {
  IndexFixture index(All());
  const Item same = kItem.With("g", S("p"));
  index.Change(std::nullopt, same);
  CHECK(index.Entries() == Items{same});
  index.Change(same, kItem);
  CHECK(index.Entries() == Items{kItem});
  index.Change(kItem, same);
  CHECK(index.Entries() == Items{same});
}

TEST_CASE("Items with the same index key are apart", "[index_maintenance]") {
  IndexFixture index(KeysOnly());
  const Item first = kItem;
  const Item second = kItem.With("pk", S("q"));
  index.Change(std::nullopt, first);
  index.Change(std::nullopt, second);
  CHECK(index.Entries() == Items{first.Only({"g", "n", "pk"}), second.Only({"g", "n", "pk"})});
  index.Change(first, std::nullopt);
  CHECK(index.Entries() == Items{second.Only({"g", "n", "pk"})});
}

}  // namespace
}  // namespace pumice::test
