// SPDX-License-Identifier: Apache-2.0

#include "engine/expression/placeholders.h"

#include <catch2/catch.hpp>

#include "tests/engine/expression/expression_test.h"

namespace pumice::test {
namespace {

std::string FaultOfNames(std::vector<Placeholders::Name> names) {
  return MessageOf([&] { Placeholders::CheckNames(names); });
}

TEST_CASE("Placeholders of names are checked", "[placeholders]") {
  CHECK(FaultOfNames({}) == "ExpressionAttributeNames must not be empty");
  CHECK(FaultOfNames({{"#a", "x"}, {"#1_Z", "y"}}) == "");
  for (const std::string key : {"a", "#", "", "#a-b", ":a", "#a b"}) {
    CHECK(FaultOfNames({{key, "x"}}) ==
          "ExpressionAttributeNames contains invalid key: Syntax error; key: \"" + key + "\"");
  }
  CHECK(FaultOfNames({{"#x", ""}}) ==
        "ExpressionAttributeNames contains invalid value: Empty attribute name for key #x");
  const std::string longest(65535, 'a');
  CHECK(FaultOfNames({{"#x", longest}}) == "");
  CHECK(FaultOfNames({{"#x", longest + "a"}}) ==
        "ExpressionAttributeNames contains invalid value: Attribute name is too large, must be "
        "less than 65536 bytes for key #x");
  CHECK(FaultOfNames({{"#" + std::string(254, 'a'), "x"}}) == "");
  CHECK(FaultOfNames({{"#" + std::string(255, 'a'), "x"}}) ==
        "ExpressionAttributeNames contains invalid key: The expression attribute map contains a "
        "key that is too long; size of key: 256");
}

TEST_CASE("Placeholders of values are checked", "[placeholders]") {
  const Value value = S("x");
  CHECK(MessageOf([] { Placeholders::CheckValues({}); }) ==
        "ExpressionAttributeValues must not be empty");
  CHECK(MessageOf([&] {
          Placeholders::CheckValues({{"#a", value.view()}});
        }) == "ExpressionAttributeValues contains invalid key: Syntax error; key: \"#a\"");
  CHECK(MessageOf([&] { Placeholders::CheckValues({{":a", value.view()}}); }) == "");
}

TEST_CASE("Unused placeholders are named, names before values", "[placeholders]") {
  const Value value = S("x");
  Placeholders placeholders({{"#b", "b"}, {"#a", "a"}, {"#c", "c"}},
                            {{":v", value.view()}, {":w", value.view()}});
  CHECK(*placeholders.UseName("#c") == "c");
  CHECK(placeholders.UseName("#d") == nullptr);
  CHECK(placeholders.UseValue(":x") == nullptr);
  CHECK(MessageOf([&] { placeholders.CheckAllUsed(); }) ==
        "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #b}");
  placeholders.UseName("#a");
  placeholders.UseName("#b");
  CHECK(MessageOf([&] { placeholders.CheckAllUsed(); }) ==
        "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v, :w}");
  placeholders.UseValue(":v");
  placeholders.UseValue(":w");
  CHECK(MessageOf([&] { placeholders.CheckAllUsed(); }) == "");
}

TEST_CASE("Of a repeated placeholder the last counts", "[placeholders]") {
  Placeholders placeholders({{"#a", "first"}, {"#a", "last"}}, {});
  CHECK(*placeholders.UseName("#a") == "last");
  CHECK(MessageOf([&] { placeholders.CheckAllUsed(); }) == "");
}

TEST_CASE("Names and values together have a limit", "[placeholders]") {
  // ":a" and its value fill 2 MB.
  const Value largest = S(std::string(2 * 1024 * 1024 - 2, 'x'));
  CHECK(MessageOf([&] { Placeholders({}, {{":a", largest.view()}}); }) == "");
  CHECK(MessageOf([&] {
          Placeholders({{"#a", "b"}}, {{":a", largest.view()}});
        }) == "ExpressionAttributeValues exceeds max size");
  CHECK(MessageOf([&] {
          Placeholders({{"#a", std::string(2 * 1024 * 1024 - 1, 'x')}}, {});
        }) == "ExpressionAttributeNames exceeds max size");
}

}  // namespace
}  // namespace pumice::test
