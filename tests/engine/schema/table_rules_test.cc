// SPDX-License-Identifier: Apache-2.0

#include "engine/schema/table_rules.h"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "engine/schema/tags.h"
#include "tests/support/table_builder.h"
#include "tests/support/thrown_error.h"

namespace pumice::test {
namespace {

using test::GlobalIndex;
using test::MakeTable;
using test::StringKey;

std::string Invalid(const std::string& what) {
  return test::Validation("One or more parameter values were invalid: " + what);
}

std::string Fault(const TableDescription& table, TableChange change = TableChange::kCreate) {
  return test::ErrorOf([&] { CheckTable(table, change); });
}

TableDescription Indexed() {
  return MakeTable("T", {{StringKey("pk")}, {}}, {GlobalIndex("gix", {{StringKey("g")}, {}})});
}

TEST_CASE("A provisioned table wants throughput for itself and every global index",
          "[table_rules]") {
  TableDescription table = Indexed();
  table.on_demand_billing = false;
  table.throughput = {.read = 1, .write = 1};
  CHECK(Fault(table, TableChange::kUpdate) ==
        Invalid("ProvisionedThroughput must be specified for index: gix"));
  CHECK(Fault(table, TableChange::kCreate) ==
        Invalid("ProvisionedThroughput is not specified for index: gix"));
  table.indexes[0].throughput = {.read = 1, .write = 1};
  CHECK_NOTHROW(CheckTable(table, TableChange::kUpdate));
}

TEST_CASE("Unused definitions are a fault, unless they are dropped first", "[table_rules]") {
  TableDescription table = Indexed();
  table.attribute_definitions.push_back(StringKey("x"));
  CHECK(Fault(table) ==
        Invalid("Some AttributeDefinitions are not used. AttributeDefinitions: [pk, "
                "g, x], keys used: [g, pk]"));
  CHECK(DropUnusedDefinitions(&table) == std::vector<std::string>{"x"});
  CHECK_NOTHROW(CheckTable(table, TableChange::kCreate));
  CHECK(DropUnusedDefinitions(&table).empty());
}

TEST_CASE("Tags have letters, numbers, white space and a few special characters", "[table_rules]") {
  for (const char* text : {"", "aZ09", "a b", "+-=._:/@", "Größe", "日本語", "Ωμέγα", "١٢٣"}) {
    CHECK(IsTagText(text));
  }
  for (const char* text : {"!", "a%", "\"", "a,b", "#", "<", "😀", "→", "©", "×", "“a”"}) {
    CHECK_FALSE(IsTagText(text));
  }
}

}  // namespace
}  // namespace pumice::test
