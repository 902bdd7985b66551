// SPDX-License-Identifier: Apache-2.0

#include "engine/history/history.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/engine_parts.h"
#include "tests/support/table_builder.h"

namespace pumice::test {
namespace {

using std::chrono::hours;

void KeepHistory(EngineParts& parts, const std::string& table) {
  parts.catalog().Update(table,
                         [](TableDescription* changed) { changed->recovery.enabled = true; });
}

test::Item Key(std::string_view pk) { return test::Item({{"pk", test::S(pk)}}); }

struct Entry {
  HistoryPoint point;
  bool was_there;
};

std::vector<Entry> Entries(EngineParts& parts, const std::string& table) {
  std::vector<Entry> entries;
  const uint32_t id = parts.catalog().Describe(table).description.id;
  const auto cursor = HistoryFrom(parts.store(), id, {0, 0});
  for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
    const HistoryEntry entry = DecodeHistory(cursor->key(), cursor->value());
    entries.push_back({entry.point, !entry.row.empty()});
  }
  return entries;
}

TEST_CASE("The history keeps what rows were, of tables that ask for it", "[history]") {
  EngineParts parts({});
  parts.catalog().Create(test::MakeTable("Kept", {{test::StringKey("pk")}, {}}));
  parts.catalog().Create(test::MakeTable("Plain", {{test::StringKey("pk")}, {}}));
  KeepHistory(parts, "Kept");
  const auto item = [](const std::string& value) {
    return test::Item({{"pk", test::S("a")}, {"v", test::S(value)}});
  };
  for (const std::string table : {"Kept", "Plain"}) {
    parts.Put(table, {item("1")});
    parts.Put(table, {item("1")});  // changes nothing
    parts.Put(table, {item("2")});
    parts.Write(table, ItemWrite::Kind::kDelete, {Key("a")});
  }

  CHECK(Entries(parts, "Plain").empty());
  const std::vector<Entry> kept = Entries(parts, "Kept");
  REQUIRE(kept.size() == 3);
  CHECK_FALSE(kept[0].was_there);
  CHECK(kept[1].was_there);
  CHECK(kept[2].was_there);
}

TEST_CASE("One commit has one time and numbers that follow each other", "[history]") {
  EngineParts parts({});
  parts.catalog().Create(test::MakeTable("Kept", {{test::StringKey("pk")}, {}}));
  KeepHistory(parts, "Kept");
  parts.Put("Kept", {Key("a"), Key("b"), Key("c")});

  const std::vector<Entry> kept = Entries(parts, "Kept");
  REQUIRE(kept.size() == 3);
  CHECK(kept[0].point.millis == EngineParts::kStart);
  CHECK(kept[2].point.millis == EngineParts::kStart);
  CHECK(kept[2].point.sequence == kept[0].point.sequence + 2);
}

TEST_CASE("Points rise over restarts and with a clock that stands still or goes back",
          "[history]") {
  EngineParts parts({.on_disk = true});
  parts.catalog().Create(test::MakeTable("Kept", {{test::StringKey("pk")}, {}}));
  KeepHistory(parts, "Kept");
  const auto put = [&](const std::string& value) {
    parts.Put("Kept", {test::Item({{"pk", test::S("a")}, {"v", test::S(value)}})});
  };
  put("1");
  parts.Reopen();
  put("2");
  parts.Advance(-hours(1));
  put("3");
  parts.Reopen();
  put("4");
  parts.Advance(hours(2));
  put("5");

  const std::vector<Entry> kept = Entries(parts, "Kept");
  REQUIRE(kept.size() == 5);
  for (size_t i = 1; i < kept.size(); ++i) CHECK(kept[i - 1].point < kept[i].point);
  CHECK_FALSE(kept[0].was_there);
  CHECK(kept[3].point.millis == EngineParts::kStart);
  CHECK(kept[4].point.millis == EngineParts::kStart + 3600 * 1000);
}

TEST_CASE("The next point is not below any entry, nor above a later one", "[history]") {
  EngineParts parts({});
  History& history = parts.history();
  const HistoryPoint first = history.Assign(3);
  const HistoryPoint next = history.Next();
  CHECK(next == HistoryPoint{first.millis, first.sequence + 3});
  parts.Advance(-hours(1));
  CHECK(history.Assign(1) == next);
}

TEST_CASE("A write that fails leaves no history", "[history]") {
  EngineParts parts({});
  parts.catalog().Create(test::MakeTable("Kept", {{test::StringKey("pk")}, {}}));
  KeepHistory(parts, "Kept");
  parts.FailCommitAfter(0);
  CHECK_THROWS(parts.Put("Kept", {Key("a")}));
  CHECK(Entries(parts, "Kept").empty());
  parts.Put("Kept", {Key("a")});
  CHECK(Entries(parts, "Kept").size() == 1);
}

}  // namespace
}  // namespace pumice::test
