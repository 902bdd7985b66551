// SPDX-License-Identifier: Apache-2.0

#include "engine/expression/explanation.h"

#include <catch2/catch.hpp>

#include <string>

#include "tests/engine/expression/expression_test.h"

namespace pumice::test {
namespace {

const Request& AnyRequest() {
  static const Request request({{":x", N("9")},
                                {":y", N("20")},
                                {":s", S("text")},
                                {":p", S("te")},
                                {":bool", Bool(true)},
                                {":set", SS({"a"})},
                                {":ns", S("NS")},
                                {":st", S("S")},
                                {":e", S("\xC3\xA9")},
                                {":long", S(std::string(1000, 'x'))}},
                               {{"#n", "n"}, {"#dotted", "y.z"}});
  return request;
}

const Item& AnyItem() {
  static const Item item({{"pk", S("a")},
                          {"n", N("5")},
                          {"s", S("text")},
                          {"b", Bool(true)},
                          {"tags", SS({"a", "b"})},
                          {"l", L({N("1"), M({{"c", S("deep")}})})},
                          {"y.z", N("1")}});
  return item;
}

std::string Of(std::string_view text, const Item& item = AnyItem()) {
  Placeholders placeholders = AnyRequest().Make();
  const BoundCondition condition(ParseCondition(text, ExpressionKind::kCondition), placeholders);
  return Explain(condition, item.view());
}

TEST_CASE("A comparison is told with the values that it saw", "[explanation]") {
  CHECK(Of("n > :x") == "n > :x: 5 > 9 is false");
  CHECK(Of("n >= :x") == "n >= :x: 5 >= 9 is false");
  CHECK(Of(":y < n") == ":y < n: 20 < 5 is false");
  CHECK(Of("n <= :x") == "n <= :x: 5 <= 9 is true");
  CHECK(Of("n = :x") == "n = :x: 5 = 9 is false");
  CHECK(Of("s <> :s") == R"(s <> :s: "text" <> "text" is false)");
  CHECK(Of("n BETWEEN :x AND :y") == "n BETWEEN :x AND :y: 5 BETWEEN 9 AND 20 is false");
  CHECK(Of("n IN (:x, :y)") == "n IN (:x, :y): 5 IN (9, 20) is false");
  CHECK(Of("size(s) > :x") == "size(s) > :x: 4 > 9 is false");
}

TEST_CASE("A function is told with the values that it saw", "[explanation]") {
  CHECK(Of("begins_with(s, :s)") == R"(begins_with(s, :s): begins_with("text", "text") is true)");
  CHECK(Of("begins_with(pk, :p)") == R"(begins_with(pk, :p): begins_with("a", "te") is false)");
  CHECK(Of("contains(tags, :p)") == R"(contains(tags, :p): contains({"a", "b"}, "te") is false)");
  CHECK(Of("attribute_type(tags, :ns)") == "attribute_type(tags, :ns): tags is of type SS, not NS");
}

TEST_CASE("What is there and what is not is told", "[explanation]") {
  CHECK(Of("attribute_not_exists(pk)") == "attribute_not_exists(pk): pk is there");
  CHECK(Of("attribute_exists(z)") == "attribute_exists(z): z is not there");
  CHECK(Of("z > :x") == "z > :x: z is not there");
  CHECK(Of("z = w") == "z = w: z and w are not there");
  CHECK(Of("z BETWEEN w AND v") == "z BETWEEN w AND v: z, w and v are not there");
  CHECK(Of("begins_with(z, :p)") == "begins_with(z, :p): z is not there");
  CHECK(Of("z IN (:x)") == "z IN (:x): z is not there");
  CHECK(Of("size(z) > :x") == "size(z) > :x: z is not there");
  CHECK(Of("l[1].d = :x") == "l[1].d = :x: l[1].d is not there");
  CHECK(Of("attribute_type(z, :ns)") == "attribute_type(z, :ns): z is not there");
}

TEST_CASE("Of what is not there, IN's candidates are nothing", "[explanation]") {
  CHECK(Of("n IN (z, :x)") == "n IN (z, :x): 5 IN (nothing, 9) is false");
}

TEST_CASE("Where there is no item, that is the reason", "[explanation]") {
  CHECK(Of("attribute_exists(pk)", Item()) == "attribute_exists(pk): there is no item");
  CHECK(Of("n > :x", Item()) == "n > :x: there is no item");
  CHECK(Of("size(s) > :x", Item()) == "size(s) > :x: there is no item");
}

TEST_CASE("Types that differ are told", "[explanation]") {
  CHECK(Of("n = :s") == R"(n = :s: 5 = "text" is false, the types are N and S)");
  CHECK(Of("s > :x") == R"(s > :x: "text" > 9 is false, the types are S and N)");
  CHECK(Of("s BETWEEN :x AND :y") ==
        R"(s BETWEEN :x AND :y: "text" BETWEEN 9 AND 20 is false, the types are S, N and N)");
  CHECK(Of("begins_with(n, :p)") ==
        R"(begins_with(n, :p): begins_with(5, "te") is false, the types are N and S)");
  CHECK(Of("contains(s, :x)") ==
        R"(contains(s, :x): contains("text", 9) is false, the types are S and N)");
  CHECK(Of("contains(tags, :x)") == R"(contains(tags, :x): contains({"a", "b"}, 9) is false)");
  CHECK(Of("b < b1", AnyItem().With("b1", Bool(false))) ==
        "b < b1: true < false is false, type BOOL has no order");
  CHECK(Of("size(n) > :x") == "size(n) > :x: n is of type N, which has no size");
}

TEST_CASE("Of AND and OR, the operands that decided are told", "[explanation]") {
  CHECK(Of("n < :x AND s = :p AND n = :x") ==
        R"(s = :p: "text" = "te" is false; n = :x: 5 = 9 is false)");
  CHECK(Of("n > :x OR s = :p") == R"(n > :x: 5 > 9 is false; s = :p: "text" = "te" is false)");
  CHECK(Of("attribute_exists(pk) AND (n > :x OR attribute_not_exists(s))") ==
        "n > :x: 5 > 9 is false; attribute_not_exists(s): s is there");
  CHECK(Of("n < :x OR s = :p") == "n < :x: 5 < 9 is true");
}

// NOT (a OR b) is NOT a AND NOT b.
TEST_CASE("Below NOT, the operands that were true are told, with NOT", "[explanation]") {
  CHECK(Of("NOT n < :x") == "NOT n < :x: 5 < 9 is true");
  CHECK(Of("NOT attribute_exists(s)") == "NOT attribute_exists(s): s is there");
  CHECK(Of("NOT attribute_not_exists(z)") == "NOT attribute_not_exists(z): z is not there");
  CHECK(Of("NOT z <> :x") == "NOT z <> :x: z is not there");
  CHECK(Of("NOT (n > :x OR s = :s)") == R"(NOT s = :s: "text" = "text" is true)");
  CHECK(Of("NOT (n < :x AND attribute_exists(s))") ==
        "NOT n < :x: 5 < 9 is true; NOT attribute_exists(s): s is there");
  CHECK(Of("NOT (NOT n > :x)") == "n > :x: 5 > 9 is false");
  CHECK(Of("NOT attribute_type(s, :st)") == "NOT attribute_type(s, :st): s is of type S");
}

TEST_CASE("Names stand for their placeholders, quoted where they are no words", "[explanation]") {
  CHECK(Of("#n > :x") == "n > :x: 5 > 9 is false");
  CHECK(Of("#dotted > :x") == R"("y.z" > :x: 1 > 9 is false)");
  CHECK(Of("l[1].c = :s") == R"(l[1].c = :s: "deep" = "text" is false)");
}

TEST_CASE("Constants stand for themselves", "[explanation]") {
  auto parsed = std::make_shared<ParsedCondition>();
  const NodeId n = parsed->tree.Attribute("n");
  const NodeId nine = parsed->tree.Constant(N("9").view());
  parsed->root = parsed->tree.Add(Op::kEqual, {n, nine});
  Placeholders none;
  CHECK(Explain(BoundCondition(parsed, none), AnyItem().view()) == "n = 9: 5 = 9 is false");

  auto legacy = std::make_shared<ParsedCondition>();
  const NodeId tags = legacy->tree.Attribute("tags");
  const NodeId a = legacy->tree.Constant(S("a").view());
  legacy->root = legacy->tree.Add(Op::kNotContains, {tags, a});
  CHECK(Explain(BoundCondition(legacy, none), AnyItem().view()) ==
        R"(not contains(tags, "a"): not contains({"a", "b"}, "a") is false)");
}

TEST_CASE("What code added to a condition is told only where it decided alone", "[explanation]") {
  auto parsed = std::make_shared<ParsedCondition>();
  SyntaxTree& tree = parsed->tree;
  parsed->implied = tree.Add(Op::kAttributeExists, {tree.Attribute("pk")});
  const NodeId differs = tree.Add(Op::kNotEqual, {tree.Attribute("n"), tree.Constant(N("5"))});
  parsed->root = tree.Add(Op::kAnd, {*parsed->implied, differs});
  Placeholders none;
  const BoundCondition condition(parsed, none);
  CHECK(Explain(condition, AnyItem().view()) == "n <> 5: 5 <> 5 is false");
  CHECK(Explain(condition, Item().view()) == "attribute_exists(pk): there is no item");
}

TEST_CASE("An explanation is one bounded line of printable ASCII", "[explanation]") {
  CHECK(Of("s = :e") == R"(s = :e: "text" = "\u00e9" is false)");
  const std::string cut = "\"" + std::string(76, 'x') + "...";
  CHECK(Of("s = :long") == "s = :long: \"text\" = " + cut + " is false");
  std::string many = "s = :long";
  for (int i = 0; i < 50; ++i) many += " OR s = :long";
  const std::string one = "s = :long: \"text\" = " + cut + " is false";
  std::string all = one;
  while (all.size() < kMaxExplanationBytes) all += "; " + one;
  CHECK(Of(many) == all.substr(0, kMaxExplanationBytes - 3) + "...");
}

}  // namespace
}  // namespace pumice::test
