// SPDX-License-Identifier: Apache-2.0

#include "engine/access/capacity.h"

#include <catch2/catch.hpp>
#include <sstream>
#include <string>

#include "tests/support/table_builder.h"

namespace pumice::test {
namespace {

TableDescription Table() {
  return MakeTable("T", {{StringKey("pk")}, {}},
                   {LocalIndex("local", {{StringKey("pk")}, {NumberKey("n")}}),
                    GlobalIndex("global", {{StringKey("g")}, {}})});
}

std::string Text(const ConsumedCapacity& capacity) {
  std::ostringstream text;
  text << capacity.table_name << ' ' << capacity.table;
  for (const ConsumedCapacity::Index& index : capacity.indexes) {
    text << ", " << index.name << (index.global ? " global " : " local ") << index.units;
  }
  text << ", total " << capacity.Total();
  return text.str();
}

IndexDelta Delta(size_t old_size, size_t new_size, bool moved = false) {
  IndexDelta delta;
  delta.old_size = old_size;
  delta.new_size = new_size;
  delta.changed = true;
  delta.moved = moved;
  return delta;
}

// "DynamoDB read and write operations", Developer Guide.
TEST_CASE("A unit of reading is 4 KB", "[capacity]") {
  CHECK(ReadUnits(0, true) == 1);
  CHECK(ReadUnits(0, false) == 0.5);
  CHECK(ReadUnits(4096, true) == 1);
  CHECK(ReadUnits(4097, true) == 2);
  CHECK(ReadUnits(4097, false) == 1);
  CHECK(ReadUnits(400 * 1024, false) == 50);
}

TEST_CASE("A unit of writing is 1 KB", "[capacity]") {
  CHECK(WriteUnits(0) == 1);
  CHECK(WriteUnits(1024) == 1);
  CHECK(WriteUnits(1025) == 2);
  CHECK(WriteUnits(400 * 1024) == 400);
}

TEST_CASE("A read's capacity follows from its size and consistency", "[capacity]") {
  CHECK(Text(CapacityOfGet(Table(), 5000, true)) == "T 2, total 2");
  CHECK(Text(CapacityOfGet(Table(), 0, false)) == "T 0.5, total 0.5");

  PageResult page;
  page.read_bytes = 10000;
  page.fetched_units = 1.5;
  PageRequest request;
  CHECK(Text(CapacityOfPage(Table(), request, page)) == "T 1.5, total 1.5");
  request.consistent = true;
  request.index = "local";
  CHECK(Text(CapacityOfPage(Table(), request, page)) == "T 1.5, local local 3, total 4.5");
}

TEST_CASE("A write's capacity counts the table and its indexes", "[capacity]") {
  WriteOutcome outcome;
  outcome.old_size = 3000;
  outcome.new_size = 500;
  CHECK(Text(CapacityOfWrite(Table(), outcome)) == "T 3, total 3");

  outcome.indexes = {IndexDelta(), Delta(0, 1500)};
  CHECK(Text(CapacityOfWrite(Table(), outcome)) == "T 3, global global 2, total 5");
  outcome.indexes = {Delta(1500, 100), Delta(1500, 100, true)};
  CHECK(Text(CapacityOfWrite(Table(), outcome)) == "T 3, local local 2, global global 3, total 8");
}

TEST_CASE("Capacities add up, index by index", "[capacity]") {
  ConsumedCapacity sum;
  sum.Add({"T", 1, {{"local", false, 2}}});
  sum.Add({"T", 2, {{"global", true, 1}, {"local", false, 3}}});
  CHECK(Text(sum) == "T 3, local local 5, global global 1, total 9");
}

}  // namespace
}  // namespace pumice::test
