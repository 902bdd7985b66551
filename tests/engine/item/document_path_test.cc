// SPDX-License-Identifier: Apache-2.0

#include "engine/item/document_path.h"

#include <catch2/catch.hpp>
#include <optional>
#include <string>

#include "tests/support/item_builder.h"

namespace pumice::test {
namespace {

PathElement Name(std::string_view name) { return PathElement::Attribute(name); }
PathElement At(uint32_t index) { return PathElement::Index(index); }

// The value as text; "nothing" where the path leads nowhere.
std::string Found(const Item& item, const DocumentPath& path) {
  const auto value = FindPath(item, path);
  return value ? Catch::Detail::stringify(Value::Of(*value)) : "nothing";
}

TEST_CASE("A path leads through maps and lists", "[document_path]") {
  const Item item({{"a", M({{"b", L({S("zero"), M({{"c", N("1")}}), L({Bool(true)})})}})},
                   {"a.b", S("dotted")},
                   {"s", SS({"x"})}});
  CHECK(Found(item, {Name("a.b")}) == R"({"S": "dotted"})");
  CHECK(Found(item, {Name("s")}) == R"({"SS": ["x"]})");
  CHECK(Found(item, {Name("a"), Name("b"), At(0)}) == R"({"S": "zero"})");
  CHECK(Found(item, {Name("a"), Name("b"), At(1), Name("c")}) == R"({"N": "1"})");
  CHECK(Found(item, {Name("a"), Name("b"), At(2), At(0)}) == R"({"BOOL": true})");
}

TEST_CASE("A path that leads nowhere finds nothing", "[document_path]") {
  const Item item({{"a", M({{"b", L({S("zero")})}})}, {"s", S("text")}, {"ss", SS({"x"})}});
  CHECK(Found(item, {Name("x")}) == "nothing");
  CHECK(Found(item, {Name("x"), Name("y"), At(3)}) == "nothing");
  CHECK(Found(item, {Name("a"), Name("x")}) == "nothing");
  CHECK(Found(item, {Name("a"), At(0)}) == "nothing");
  CHECK(Found(item, {Name("a"), Name("b"), Name("zero")}) == "nothing");
  CHECK(Found(item, {Name("a"), Name("b"), At(1)}) == "nothing");
  CHECK(Found(item, {Name("s"), Name("x")}) == "nothing");
  CHECK(Found(item, {Name("s"), At(0)}) == "nothing");
  CHECK(Found(item, {Name("ss"), At(0)}) == "nothing");
  CHECK(Found(Item(), {Name("a")}) == "nothing");
}

TEST_CASE("A path is described as a list of its elements", "[document_path]") {
  CHECK(DescribePath(DocumentPath{Name("a")}) == "[a]");
  CHECK(DescribePath(DocumentPath{Name("a"), Name("b"), At(2), At(0), Name("c")}) ==
        "[a, b, [2], [0], c]");
}

}  // namespace
}  // namespace pumice::test
