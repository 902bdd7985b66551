// SPDX-License-Identifier: Apache-2.0

#include "engine/database.h"

#include <catch2/catch.hpp>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/engine/access/client.h"
#include "tests/support/item_builder.h"
#include "tests/support/table_builder.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/thrown_error.h"

namespace pumice::test {
namespace {

TableDescription Plain(std::string name) {
  return MakeTable(std::move(name), {{StringKey("pk")}, {}});
}

Item Key(const std::string& pk) { return Item({{"pk", S(pk)}}); }

TEST_CASE("Databases in one process share nothing", "[database]") {
  TestDatabase first;
  TestDatabase second;
  first->CreateTable(Plain("T"));
  CHECK(first->ListTables("", 100) == std::vector<std::string>{"T"});
  CHECK(second->ListTables("", 100).empty());
}

TEST_CASE("Operations on a table that is not there are refused", "[database]") {
  TestDatabase database;
  const Client client(&database, "T");
  const std::string not_found = NotFound("Requested resource not found");
  CHECK(ErrorOf([&] { client.Put(Key("a")); }) == not_found);
  CHECK(ErrorOf([&] { client.Update(Key("a")); }) == not_found);
  CHECK(ErrorOf([&] { client.Delete(Key("a")); }) == not_found);
  CHECK(ErrorOf([&] { client.Get(Key("a")); }) == not_found);
  CHECK(ErrorOf([&] { client.Scan(); }) == not_found);
  CHECK(ErrorOf([&] {
          client.Query({.key_condition = "pk = :p", .values = {{":p", S("a")}}});
        }) == not_found);
  const std::string table_not_found = NotFound("Requested resource not found: Table: T not found");
  CHECK(ErrorOf([&] { client.Describe(); }) == table_not_found);
  CHECK(ErrorOf([&] { database->DeleteTable("T"); }) == table_not_found);
}

TEST_CASE("Tables and items on disk outlive the database", "[database]") {
  TestDatabase database(Storage::kDisk);
  database->CreateTable(Plain("kept"));
  database->CreateTable(Plain("dropped"));
  const Client kept(&database, "kept");
  const Client dropped(&database, "dropped");
  for (int i = 0; i < 100; ++i) {
    kept.Put(Key(std::to_string(i)).With("x", N(i)));
    dropped.Put(Key(std::to_string(i)));
  }
  database->DeleteTable("dropped");
  database.Reopen();
  CHECK(database->ListTables("", 100) == std::vector<std::string>{"kept"});
  CHECK(kept.ScanAll().size() == 100);
  CHECK(kept.Get(Key("42")) == Key("42").With("x", N("42")));
  CHECK(kept.Describe().counters.items == 100);

  database->CreateTable(Plain("dropped"));
  CHECK(dropped.ScanAll().empty());
  CHECK(dropped.Describe().counters.items == 0);
}

TEST_CASE("A database in memory starts empty", "[database]") {
  TestDatabase database(Storage::kMemory);
  database->CreateTable(Plain("T"));
  database.Reopen();
  CHECK(database->ListTables("", 100).empty());
}

TEST_CASE("A directory is open in one database only", "[database]") {
  const TemporaryDirectory directory;
  DatabaseOptions options;
  options.data_dir = directory.string();
  const auto first = Database::Open(options);
  CHECK_THROWS_WITH(Database::Open(options),
                    "data directory " + directory.string() +
                        " is in use by another pumice: stop that one or choose another directory");
  first->CreateTable(Plain("T"));
  CHECK(first->ListTables("", 100) == std::vector<std::string>{"T"});
}

TEST_CASE("A database's time is the clock it is given", "[database]") {
  ManualClock clock(1431379293291);
  DatabaseOptions options;
  options.clock = &clock;
  options.transition_delay = std::chrono::milliseconds(500);
  const auto database = Database::Open(options);
  CHECK(database->clock().NowMillis() == 1431379293291);
  CHECK(database->CreateTable(Plain("T")).description.created_millis == 1431379293291);
  CHECK(database->DescribeTable("T").description.status == Status::kCreating);
  clock.Advance(std::chrono::milliseconds(500));
  CHECK(database->DescribeTable("T").description.status == Status::kActive);
}

TEST_CASE("A table is told by its name alone, not by its like", "[database]") {
  TestDatabase database;
  database->CreateTable(Plain("T"));
  database->CreateTable(Plain("T2"));
  const Client first(&database, "T");
  const Client second(&database, "T2");
  first.Put(Key("a").With("x", S("first")));
  second.Put(Key("a").With("x", S("second")));
  CHECK(first.Get(Key("a")) == Key("a").With("x", S("first")));
  CHECK(second.Get(Key("a")) == Key("a").With("x", S("second")));
  CHECK(first.ScanAll().size() == 1);
  database->DeleteTable("T2");
  CHECK(first.Get(Key("a")) == Key("a").With("x", S("first")));
}

}  // namespace
}  // namespace pumice::test
