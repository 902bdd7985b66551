// SPDX-License-Identifier: Apache-2.0

#include "engine/expression/projection.h"

#include <catch2/catch.hpp>

#include "tests/engine/expression/expression_test.h"

namespace pumice::test {
namespace {

const Request& Names() {
  static const Request request({}, {{"#a", "a"}, {"#b", "a"}, {"#dotted", "x.y"}});
  return request;
}

std::string Fault(std::string_view text) {
  return MessageOf([&] {
    Placeholders placeholders = Names().Make();
    BoundProjection(ParseProjection(text), placeholders);
  });
}

std::string Overlap(const std::string& one, const std::string& two,
                    const std::string& fault = "overlap") {
  return "Invalid ProjectionExpression: Two document paths " + fault +
         " with each other; must remove or rewrite one of these paths; path one: " + one +
         ", path two: " + two;
}

TEST_CASE("Projections are checked", "[projection]") {
  const std::string syntax = "Invalid ProjectionExpression: Syntax error; token: ";
  CHECK(Fault("") == "Invalid ProjectionExpression: The expression can not be empty;");
  CHECK(Fault("a,") == syntax + "\"<EOF>\", near: \",\"");
  CHECK(Fault("a b") == syntax + "\"b\", near: \"a b\"");
  CHECK(Fault(":a") == syntax + "\":a\", near: \":a\"");
  CHECK(Fault("size(a)") == syntax + "\"(\", near: \"size(a\"");
  CHECK(Fault("(a)") == syntax + "\"(\", near: \"(a\"");
  CHECK(Fault("a,,b") == syntax + "\",\", near: \",,b\"");
  CHECK(Fault("#x,abort") ==
        "Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: "
        "abort");
  CHECK(Fault("#x,a") ==
        "Invalid ProjectionExpression: An expression attribute name used in the document path is "
        "not defined; attribute name: #x");
  CHECK(Fault(Repeat("a", 33, ".")) ==
        "Invalid ProjectionExpression: The document path has too many nesting levels; nesting "
        "levels: 33");
}

TEST_CASE("Projected paths must not clash", "[projection]") {
  CHECK(Fault("a,a") == Overlap("[a]", "[a]"));
  CHECK(Fault("#a,#b") == Overlap("[a]", "[a]"));
  CHECK(Fault("a,a.b") == Overlap("[a]", "[a, b]"));
  CHECK(Fault("a.b,a") == Overlap("[a, b]", "[a]"));
  CHECK(Fault("a.b,c,a.b.c") == Overlap("[a, b]", "[a, b, c]"));
  CHECK(Fault("a[0],a[0][1]") == Overlap("[a, [0]]", "[a, [0], [1]]"));
  CHECK(Fault("a[0],a[1],a") == Overlap("[a, [1]]", "[a]"));
  CHECK(Fault("a.b,a[0]") == Overlap("[a, b]", "[a, [0]]", "conflict"));
  CHECK(Fault("a[0],a.b") == Overlap("[a, [0]]", "[a, b]", "conflict"));
  CHECK(Fault("a.b.c,a.b[1]") == Overlap("[a, b, c]", "[a, b, [1]]", "conflict"));
  CHECK(Fault("a.b,a.c,b[0],b[1]") == "");
  CHECK(Fault("#x,a,a") == Overlap("[a]", "[a]"));
}

std::string Project(std::string_view text, const Attributes& attributes) {
  Placeholders placeholders = Names().Make();
  const BoundProjection projection(ParseProjection(text), placeholders);
  const Item item(attributes);
  std::string out;
  projection.Apply(ItemView(item), &out);
  return PrintAttributes(ItemView(out));
}

const Attributes& Sample() {
  static const Attributes attributes = {
      {"id", S("1")},
      {"l", L({S("p"), S("q"), M({{"k", S("v")}, {"x", N("1")}}), S("r")})},
      {"m", M({{"a", N("1")}, {"b", L({N("5"), N("6")})}, {"none_in", M({})}})},
      {"x.y", Bool(true)}};
  return attributes;
}

TEST_CASE("A projection takes attributes, nested ones and elements", "[projection]") {
  CHECK(Project("id", Sample()) == "{id: \"1\"}");
  CHECK(Project("l[3], l[0], l[9]", Sample()) == "{l: [\"p\", \"r\"]}");
  CHECK(Project("m.b[1], id, l[2].k", Sample()) == "{id: \"1\", l: [{k: \"v\"}], m: {b: [6]}}");
  CHECK(Project("m.none_in", Sample()) == "{m: {none_in: {}}}");
  CHECK(Project("#dotted", Sample()) == "{x.y: true}");
  CHECK(Project("m", Sample()) == "{m: {a: 1, b: [5, 6], none_in: {}}}");
}

TEST_CASE("What a projection does not find leaves no trace", "[projection]") {
  CHECK(Project("absent, zzz", Sample()) == "{}");
  CHECK(Project("m.absent", Sample()) == "{}");
  CHECK(Project("l[7]", Sample()) == "{}");
  CHECK(Project("l[0].k, m[0], id.x", Sample()) == "{}");
  CHECK(Project("m.absent.deeper, m.a", Sample()) == "{m: {a: 1}}");
  CHECK(Project("id", {}) == "{}");
}

TEST_CASE("A projection onto attributes is built without text", "[projection]") {
  const std::vector<std::string_view> names = {"x.y", "id"};
  Placeholders none;
  const BoundProjection projection(ProjectAttributes(names), none);
  const Item item(Sample());
  std::string out;
  projection.Apply(ItemView(item), &out);
  CHECK(PrintAttributes(ItemView(out)) == "{id: \"1\", x.y: true}");
  REQUIRE(projection.path_count() == 2);
  CHECK(DescribePath(projection.path(0)) == "[x.y]");
}

}  // namespace
}  // namespace pumice::test
