// SPDX-License-Identifier: Apache-2.0

// Tables that are changed between two chunks of a walk over them, whatever the walk is for.

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "engine/access/expiry_index.h"
#include "engine/access/index_maintenance.h"
#include "engine/access/row.h"
#include "engine/storage/keyspace.h"
#include "tests/support/engine_parts.h"
#include "tests/support/table_builder.h"
#include "tests/support/thrown_error.h"

namespace pumice::test {
namespace {

using std::chrono::hours;

constexpr int64_t kNowSeconds = EngineParts::kStart / 1000;
constexpr int64_t kYearSeconds = 365 * 24 * 60 * 60;

// Seven items. By "expires" the first four are due from the start, by "other" the last four; "keep"
// is due by neither.
std::vector<Item> Items() {
  std::vector<Item> items;
  for (int64_t i = 0; i < 7; ++i) {
    const bool keep = i == 3;
    const int64_t in_a_year = kNowSeconds + kYearSeconds + i;
    const int64_t past = kNowSeconds - 100 + i;
    items.push_back(Item({{"pk", S(keep ? "keep" : "item " + std::to_string(i))},
                          {"owner", S("owner " + std::to_string(i % 3))},
                          {"expires", N(i < 4 && !keep ? past : in_a_year)},
                          {"other", N(i >= 3 && !keep ? past : in_a_year)}}));
  }
  return items;
}

IndexSchema ByOwner(std::string name) {
  return GlobalIndex(std::move(name), {{StringKey("owner")}, {}}, KeysOnly());
}

void CreateTable(EngineParts& parts, const std::string& name) {
  TableDescription table = MakeTable(name, {{StringKey("pk")}, {}}, {ByOwner("by-owner")});
  table.stream = StreamSettings{StreamView::kNewAndOldImages, ""};
  parts.catalog().Create(std::move(table));
  parts.Put(name, Items());
}

void UpdateTable(EngineParts& parts, const TableUpdate& update) {
  uint32_t new_index = 0;
  parts.catalog().UpdateTable("T", update, &new_index);
}

void CreateIndex(EngineParts& parts, const std::string& name) {
  TableUpdate update;
  update.attribute_definitions = {StringKey("owner")};
  update.create_indexes = {ByOwner(name)};
  UpdateTable(parts, update);
}

void DeleteIndex(EngineParts& parts, const std::string& name) {
  TableUpdate update;
  update.delete_indexes = {name};
  UpdateTable(parts, update);
}

void SetStream(EngineParts& parts, bool enabled) {
  TableUpdate update;
  update.stream_enabled = enabled;
  update.stream_view = StreamView::kKeysOnly;
  UpdateTable(parts, update);
}

void SetTtl(EngineParts& parts, const std::string& table, const std::string& attribute,
            bool enabled) {
  parts.Advance(hours(1));
  parts.catalog().UpdateTimeToLive(table, attribute, enabled);
}

// Whatever of it the table's state allows.
void Try(const std::function<void()>& change) {
  try {
    change();
  } catch (const ApiError& error) {
    if (error.code() == ErrorCode::kInternal) throw;
  }
}

// A table that fills an index cannot be deleted, but that index can.
void DeleteTable(EngineParts& parts) {
  Try([&] { DeleteIndex(parts, "new"); });
  parts.catalog().Delete("T");
}

struct Step {
  std::string name;
  std::function<void(EngineParts&)> run;
};

// What a walk is for; each leaves T with something to walk over.
const std::vector<Step> kWalks = {
    {"sweeping",
     [](EngineParts& parts) {
       SetTtl(parts, "T", "expires", true);
       parts.Fill();
     }},
    {"filling the expiry index", [](EngineParts& parts) { SetTtl(parts, "T", "expires", true); }},
    {"filling an index", [](EngineParts& parts) { CreateIndex(parts, "new"); }},
};

// What happens in the middle of it.
const std::vector<Step> kChanges = {
    {"nothing", [](EngineParts&) {}},
    {"the table is deleted", DeleteTable},
    {"the table is created again",
     [](EngineParts& parts) {
       DeleteTable(parts);
       CreateTable(parts, "T");
     }},
    {"the table is created again, with TTL by another attribute",
     [](EngineParts& parts) {
       DeleteTable(parts);
       CreateTable(parts, "T");
       SetTtl(parts, "T", "other", true);
     }},
    {"the table is created again in the same moment, with TTL by another attribute",
     [](EngineParts& parts) {
       DeleteTable(parts);
       CreateTable(parts, "T");
       parts.catalog().UpdateTimeToLive("T", "other", true);
     }},
    {"the table is created again, with an index to be filled",
     [](EngineParts& parts) {
       DeleteTable(parts);
       CreateTable(parts, "T");
       CreateIndex(parts, "new");
     }},
    {"TTL is disabled",
     [](EngineParts& parts) { Try([&] { SetTtl(parts, "T", "expires", false); }); }},
    {"TTL is enabled", [](EngineParts& parts) { Try([&] { SetTtl(parts, "T", "other", true); }); }},
    {"TTL is enabled again",
     [](EngineParts& parts) {
       Try([&] { SetTtl(parts, "T", "expires", false); });
       Try([&] { SetTtl(parts, "T", "expires", true); });
     }},
    {"TTL is enabled by another attribute",
     [](EngineParts& parts) {
       Try([&] { SetTtl(parts, "T", "expires", false); });
       Try([&] { SetTtl(parts, "T", "other", true); });
     }},
    {"an index is created", [](EngineParts& parts) { Try([&] { CreateIndex(parts, "more"); }); }},
    {"an index is deleted",
     [](EngineParts& parts) { Try([&] { DeleteIndex(parts, "by-owner"); }); }},
    {"an index is deleted and created again",
     [](EngineParts& parts) {
       Try([&] { DeleteIndex(parts, "new"); });
       Try([&] { CreateIndex(parts, "new"); });
     }},
    {"the stream is disabled", [](EngineParts& parts) { Try([&] { SetStream(parts, false); }); }},
    {"the stream is enabled again",
     [](EngineParts& parts) {
       Try([&] { SetStream(parts, false); });
       Try([&] { SetStream(parts, true); });
     }},
    {"items are written",
     [](EngineParts& parts) {
       const std::vector<Item> items = Items();
       parts.Put("T", {items[1].With("owner", S("someone new")), items[6], items[3]});
       parts.Write("T", ItemWrite::Kind::kDelete, {Item({{"pk", S("item 2")}})});
     }},
};

std::vector<Item> ItemsOf(EngineParts& parts, const TableDescription& table) {
  std::string lower;
  keyspace::AppendRowPrefix(table.id, &lower);
  std::string upper = lower;
  keyspace::MakeSuccessor(&upper);
  std::vector<Item> items;
  for (const auto& [key, row] : parts.Read(lower, upper)) {
    items.push_back(Item::Of(DecodeRow(row).item));
  }
  return items;
}

EngineParts::Rows IndexOf(EngineParts& parts, const TableDescription& table,
                          const IndexSchema& index) {
  EngineParts::Rows rows;
  for (const Item& item : ItemsOf(parts, table)) {
    const KeyValues key = KeyOfItem(table.key, item.view());
    std::string projected;
    AppendProjection(table, index, item.view(), &projected);
    std::string row(RowHead(ItemSize(ItemView(projected))));
    rows.emplace(IndexRowKey(index.id, *KeyInIndex(index.key, item.view()), key),
                 row.append(ItemView(projected).payload()));
  }
  return rows;
}

EngineParts::Rows ExpiriesOf(EngineParts& parts, const TableDescription& table) {
  EngineParts::Rows rows;
  for (const Item& item : ItemsOf(parts, table)) {
    const auto expiry = ExpiryOf(table, item.view());
    if (!expiry) continue;
    rows.emplace(
        keyspace::ExpiryKey(*expiry, TableRowKey(table.id, KeyOfItem(table.key, item.view()))), "");
  }
  return rows;
}

// Whether indexes and counters say what the table says, and nothing is left that is due.
void CheckTable(EngineParts& parts, const std::string& name) {
  CAPTURE(name);
  const TableInfo info = parts.catalog().Describe(name);
  const TableDescription& table = info.description;
  const std::vector<Item> items = ItemsOf(parts, table);
  CHECK(info.counters.items == static_cast<int64_t>(items.size()));
  for (size_t i = 0; i < table.indexes.size(); ++i) {
    const IndexSchema& index = table.indexes[i];
    CAPTURE(index.name);
    std::string lower;
    keyspace::AppendRowPrefix(index.id, &lower);
    std::string upper = lower;
    keyspace::MakeSuccessor(&upper);
    CHECK(!index.backfilling);
    CHECK(parts.Read(lower, upper) == IndexOf(parts, table, index));
    CHECK(info.index_counters[i].items == static_cast<int64_t>(items.size()));
  }
  CHECK(parts.Read(keyspace::ExpiryStart(table.id, 0), keyspace::ExpiryStart(table.id + 1, 0)) ==
        ExpiriesOf(parts, table));
  bool kept = false;
  for (const Item& item : items) {
    const auto expiry = ExpiryOf(table, item.view());
    CHECK(!(expiry && IsDue(*expiry, parts.clock().NowMillis())));
    kept = kept || item.at("pk") == S("keep");
  }
  CHECK(kept);
}

bool IsThere(EngineParts& parts, const std::string& name) {
  for (const std::string& other : parts.catalog().List("", 100)) {
    if (other == name) return true;
  }
  return false;
}

// Runs a walk with a change in its middle, behind chunk number `chunk`. Returns whether there was
// such a chunk.
bool RunInterrupted(const Step& walk, const Step& change, size_t chunk_keys, int chunk) {
  CAPTURE(walk.name, change.name, chunk_keys, chunk);
  int chunks = 0;
  bool watching = false;
  bool interrupted = false;
  EngineParts* running = nullptr;
  EngineParts parts({.walk = {chunk_keys, [&] {
                                if (!watching || ++chunks != chunk) return;
                                watching = false;
                                interrupted = true;
                                change.run(*running);
                              }}});
  running = &parts;
  // The neighbours expire too, and one of them lies between T and a table that is created later.
  for (const char* name : {"A", "T", "Z"}) CreateTable(parts, name);
  for (const char* name : {"A", "Z"}) SetTtl(parts, name, "other", true);
  parts.Fill();
  parts.Sweep();
  walk.run(parts);
  watching = true;
  parts.Fill();
  parts.Sweep();
  watching = false;
  if (!interrupted) return false;

  parts.Fill();
  CHECK(!HasUnfilled(parts.catalog()));
  parts.Sweep();
  for (const char* name : {"A", "Z"}) CheckTable(parts, name);
  if (IsThere(parts, "T")) CheckTable(parts, "T");

  // All items are due in the end.
  parts.Advance(hours(24 * 366));
  parts.Sweep();
  for (const char* name : {"A", "Z", "T"}) {
    if (!IsThere(parts, name)) continue;
    const TableInfo info = parts.catalog().Describe(name);
    if (info.description.ttl.enabled) CHECK(info.counters.items == 0);
  }
  return true;
}

TEST_CASE("A table may change while something walks over it", "[interleaving]") {
  const size_t chunk_keys = GENERATE(size_t{1}, size_t{2});
  for (const Step& walk : kWalks) {
    for (const Step& change : kChanges) {
      int chunk = 1;
      while (RunInterrupted(walk, change, chunk_keys, chunk)) ++chunk;
      CHECK(chunk > 1);
    }
  }
}

}  // namespace
}  // namespace pumice::test
