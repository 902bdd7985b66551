// SPDX-License-Identifier: Apache-2.0

// A change is one commit: where it fails, memory and disk are as they were, and a later try
// succeeds.

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "engine/storage/keyspace.h"
#include "tests/engine/catalog/description_text.h"
#include "tests/support/engine_parts.h"
#include "tests/support/table_builder.h"
#include "tests/support/thrown_error.h"

namespace pumice::test {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

constexpr int64_t kTransition = 5000;

Item MakeItem(const std::string& key, const std::string& owner) {
  return Item(
      {{"pk", S(key)}, {"owner", S(owner)}, {"expires", N(EngineParts::kStart / 1000 - 1)}});
}

TableDescription Described(const std::string& name) {
  TableDescription table = MakeTable(name, {{StringKey("pk")}, {}},
                                     {GlobalIndex("by-owner", {{StringKey("owner")}, {}})});
  table.stream = StreamSettings{StreamView::kNewAndOldImages, ""};
  return table;
}

TableUpdate CreateIndex() {
  TableUpdate update;
  update.attribute_definitions = {StringKey("owner")};
  update.create_indexes = {GlobalIndex("another", {{StringKey("owner")}, {}})};
  return update;
}

TableUpdate DeleteIndex() {
  TableUpdate update;
  update.delete_indexes = {"by-owner"};
  return update;
}

TableUpdate SetStream(bool enabled) {
  TableUpdate update;
  update.stream_enabled = enabled;
  update.stream_view = StreamView::kKeysOnly;
  return update;
}

void UpdateTable(EngineParts& parts, const TableUpdate& update) {
  uint32_t new_index = 0;
  parts.catalog().UpdateTable("T", update, &new_index);
}

void SetTtl(EngineParts& parts, bool enabled) {
  parts.catalog().UpdateTimeToLive("T", "expires", enabled);
  if (!enabled) return;
  parts.Fill();
  parts.Advance(hours(1));
}

// A table with an index, a stream and two items.
void Prepare(EngineParts& parts) {
  parts.catalog().Create(Described("T"));
  parts.Advance(milliseconds(kTransition));
  parts.Put("T", {MakeItem("a", "x"), MakeItem("b", "y")});
}

void Transact(EngineParts& parts) {
  TransactionTokens::Hold hold(&parts.tokens(), "default", "token");
  std::vector<size_t> sizes;
  if (hold.IsRepeated(7, &sizes)) throw ApiError(ErrorCode::kInternal, "it is remembered");
  WriteGroup group = {.operation = GroupOperation::kBatch};
  group.add_to_batch = [&](WriteBatch* batch) { hold.Remember(7, {}, batch); };
  parts.Write("T", ItemWrite::Kind::kPut, {MakeItem("c", "x"), MakeItem("d", "z")}, group);
}

struct Case {
  std::string name;
  std::function<void(EngineParts&)> prepare;
  std::function<void(EngineParts&)> change;
};

const std::vector<Case> kCases = {
    {"CreateTable", Prepare, [](EngineParts& parts) { parts.catalog().Create(Described("U")); }},
    {"DeleteTable", Prepare, [](EngineParts& parts) { parts.catalog().Delete("T"); }},
    {"UpdateDescription", Prepare,
     [](EngineParts& parts) {
       parts.catalog().Update("T", [](TableDescription* table) { table->tags = {{"a", "b"}}; });
     }},
    {"an index created", Prepare, [](EngineParts& parts) { UpdateTable(parts, CreateIndex()); }},
    {"an index deleted", Prepare, [](EngineParts& parts) { UpdateTable(parts, DeleteIndex()); }},
    {"a stream disabled", Prepare,
     [](EngineParts& parts) { UpdateTable(parts, SetStream(false)); }},
    {"a stream enabled",
     [](EngineParts& parts) {
       Prepare(parts);
       UpdateTable(parts, SetStream(false));
       parts.Advance(milliseconds(kTransition));
     },
     [](EngineParts& parts) { UpdateTable(parts, SetStream(true)); }},
    {"TTL enabled", Prepare,
     [](EngineParts& parts) { parts.catalog().UpdateTimeToLive("T", "expires", true); }},
    {"TTL disabled",
     [](EngineParts& parts) {
       Prepare(parts);
       SetTtl(parts, true);
     },
     [](EngineParts& parts) { SetTtl(parts, false); }},
    {"a table of no items filled",
     [](EngineParts& parts) {
       Prepare(parts);
       parts.Write("T", ItemWrite::Kind::kDelete, {Item({{"pk", S("a")}}), Item({{"pk", S("b")}})});
       UpdateTable(parts, CreateIndex());
     },
     [](EngineParts& parts) { parts.Fill(); }},
    {"an item written", Prepare, [](EngineParts& parts) { parts.Put("T", {MakeItem("a", "z")}); }},
    {"a transaction", Prepare, Transact},
    {"an item expired",
     [](EngineParts& parts) {
       Prepare(parts);
       SetTtl(parts, true);
       parts.Write("T", ItemWrite::Kind::kDelete, {Item({{"pk", S("a")}})});
     },
     [](EngineParts& parts) { parts.Sweep(); }},
    {"a stream trimmed",
     [](EngineParts& parts) {
       Prepare(parts);
       parts.catalog().Delete("T");
       parts.Advance(milliseconds(kTransition));
       parts.catalog().List("", 10);
       parts.Advance(hours(25));
     },
     [](EngineParts& parts) { parts.streams().Trim(); }},
};

std::string Text(const ItemCounters& counters) {
  return std::to_string(counters.items) + " items, " + std::to_string(counters.bytes) + " bytes\n";
}

std::string Text(Stream& stream) {
  const StreamDescription description = stream.Describe();
  std::string text = description.arn;
  if (description.end) {
    text += " until " + std::to_string(description.end->sequence);
  } else if (stream.ReadableEnd(0, kNoSequenceEnd) != stream.Next(0)) {
    text += " has a number pending";
  }
  return text + '\n';
}

// What is in memory, as everybody sees it.
std::string MemoryOf(EngineParts& parts) {
  std::string text;
  for (const std::string& name : parts.catalog().List("", 100)) {
    const TableInfo info = parts.catalog().Describe(name);
    text += DescriptionText(info.description) + Text(info.counters);
    for (const ItemCounters& counters : info.index_counters) text += Text(counters);
  }
  parts.catalog().ForEach([&](const TableDescription& table) {
    text += table.name + (table.stream ? " writes to " + table.stream->label : " has no stream");
  });
  for (const auto& stream : parts.streams().List("", "", 100)) text += Text(*stream);
  return text;
}

// What is on disk. Ids may be reserved without being used.
EngineParts::Rows DiskOf(const EngineParts& parts) {
  EngineParts::Rows rows = parts.Read(std::string(1, '\0'), "\xff");
  std::erase_if(rows, [](const auto& row) { return row.first.front() == keyspace::kMeta; });
  return rows;
}

// Counters of what is not there any more.
size_t CountOrphans(EngineParts& parts) {
  EngineParts::Rows counters =
      parts.Read(std::string(1, keyspace::kCounters), std::string(1, keyspace::kCounters + 1));
  parts.catalog().ForEach([&](const TableDescription& table) {
    counters.erase(keyspace::CounterKey(table.id));
    for (const IndexSchema& index : table.indexes) counters.erase(keyspace::CounterKey(index.id));
  });
  return counters.size();
}

const std::string kFault = ErrorText(ErrorCode::kInternal, "no space");

TEST_CASE("A change whose commit fails has not happened, and happens when it is tried again",
          "[failed_commit]") {
  const int64_t transition = GENERATE(int64_t{0}, kTransition);
  const bool reopen = GENERATE(false, true);
  for (const Case& tested : kCases) {
    CAPTURE(tested.name, transition, reopen);
    EngineParts parts({.on_disk = true, .transition_millis = transition});
    tested.prepare(parts);
    const std::string memory = MemoryOf(parts);
    const EngineParts::Rows disk = DiskOf(parts);
    // Its only commit; or one that reserves ids, before it.
    int64_t commits = 0;
    while (true) {
      parts.FailCommitAfter(commits);
      const std::string error = ErrorOf([&] { tested.change(parts); });
      if (error == "none") break;
      ++commits;
      CHECK(error == kFault);
      CHECK(MemoryOf(parts) == memory);
      CHECK(DiskOf(parts) == disk);
      if (reopen) parts.Reopen();
      CHECK(MemoryOf(parts) == memory);
      REQUIRE(commits <= 2);
    }
    CHECK(commits >= 1);
    parts.FailNoCommit();
    CHECK(DiskOf(parts) != disk);
    CHECK(CountOrphans(parts) == 0);
    const std::string changed = MemoryOf(parts);
    parts.Reopen();
    CHECK(MemoryOf(parts) == changed);
  }
}

TEST_CASE("A deletion that is due and fails is made up for, and holds up no read",
          "[failed_commit]") {
  EngineParts parts({.on_disk = true, .transition_millis = kTransition});
  for (const char* name : {"T", "U"}) parts.catalog().Create(Described(name));
  parts.Advance(milliseconds(kTransition));
  for (const char* name : {"T", "U"}) parts.catalog().Delete(name);
  parts.Advance(milliseconds(kTransition));
  parts.FailCommitAfter(1);
  CHECK(parts.catalog().List("", 10) == std::vector<std::string>{"U"});
  CHECK(parts.catalog().List("", 10).empty());
  parts.Reopen();
  CHECK(parts.catalog().List("", 10).empty());
}

TEST_CASE("An index is filled whichever commit of the filling failed", "[failed_commit]") {
  for (int64_t others = 0; others < 6; ++others) {
    CAPTURE(others);
    EngineParts parts({.on_disk = true});
    Prepare(parts);
    UpdateTable(parts, CreateIndex());
    parts.catalog().UpdateTimeToLive("T", "expires", true);
    parts.FailCommitAfter(others);
    CHECK(ErrorOf([&] { parts.Fill(); }) == kFault);
    CHECK(HasUnfilled(parts.catalog()));
    parts.Fill();
    CHECK(!HasUnfilled(parts.catalog()));
    const TableInfo info = parts.catalog().Describe("T");
    for (const ItemCounters& counters : info.index_counters) CHECK(counters.items == 2);
    CHECK(parts.Sweep().deleted == 2);
    const ItemCounters left = parts.catalog().Describe("T").index_counters.back();
    CHECK(Text(left) == Text(ItemCounters()));
  }
}

TEST_CASE("The counters of a deleted index are deleted", "[failed_commit]") {
  EngineParts parts({.on_disk = true});
  Prepare(parts);
  const uint32_t id = parts.catalog().Describe("T").description.indexes.front().id;
  CHECK(parts.store().Contains(keyspace::CounterKey(id)));
  UpdateTable(parts, DeleteIndex());
  CHECK(!parts.store().Contains(keyspace::CounterKey(id)));
}

}  // namespace
}  // namespace pumice::test
