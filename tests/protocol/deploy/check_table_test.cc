// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/check_table.h"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"

namespace pumice::test {
namespace {

using deploy::CheckDesiredTable;
using deploy::DesiredTable;
using deploy::ReadDocument;
using deploy::TemplateError;
using deploy::UnusedDefinitions;

std::string Check(std::string_view members, UnusedDefinitions unused) {
  DesiredTable table;
  table.logical_id = "Music";
  table.create = ReadDocument("{\"BillingMode\": \"PAY_PER_REQUEST\", " + std::string(members) +
                                  ", \"KeySchema\": [{\"AttributeName\": \"a\", "
                                  "\"KeyType\": \"HASH\"}]}",
                              "t.json");
  table.mark = table.create.mark();
  try {
    CheckDesiredTable(table, unused);
    return "good";
  } catch (const TemplateError& error) {
    return error.what();
  }
}

constexpr std::string_view kOne =
    R"("TableName": "music", "AttributeDefinitions": [{"AttributeName": "a", "AttributeType": "S"}])";
constexpr std::string_view kTwo =
    R"("TableName": "music", "AttributeDefinitions": [{"AttributeName": "a", "AttributeType": "S"},
       {"AttributeName": "b", "AttributeType": "S"}])";
constexpr std::string_view kOther =
    R"("TableName": "music", "AttributeDefinitions": [{"AttributeName": "b", "AttributeType": "S"}])";
constexpr std::string_view kShort =
    R"("TableName": "ab", "AttributeDefinitions": [{"AttributeName": "a", "AttributeType": "S"}])";

TEST_CASE("A table that CreateTable refuses is told with its place", "[check_table]") {
  CHECK(Check(kOne, UnusedDefinitions::kRefused) == "good");
  const std::string other = Check(kOther, UnusedDefinitions::kAllowed);
  CHECK(other.starts_with("t.json:1:1: Music: "));
  const std::string name = Check(kShort, UnusedDefinitions::kAllowed);
  CHECK(name.starts_with("t.json:1:1: Music: 1 validation error detected: Value 'ab'"));
}

TEST_CASE("Unused definitions are refused only where that is asked for", "[check_table]") {
  CHECK(Check(kTwo, UnusedDefinitions::kAllowed) == "good");
  CHECK(Check(kTwo, UnusedDefinitions::kRefused).starts_with("t.json:1:1: Music: "));
}

}  // namespace
}  // namespace pumice::test
