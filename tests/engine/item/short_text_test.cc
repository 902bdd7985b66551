// SPDX-License-Identifier: Apache-2.0

#include "engine/item/short_text.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/support/item_builder.h"

namespace pumice::test {
namespace {

std::string Short(const Value& value, size_t max_bytes = 80) {
  return ShortValue(value.view(), max_bytes);
}

std::string Escape(std::string_view bytes) {
  ShortText text(80);
  text.AppendEscaped(bytes);
  return text.Take();
}

TEST_CASE("Each type of value has its own form", "[short_text]") {
  CHECK(Short(S("text")) == R"("text")");
  CHECK(Short(S("")) == R"("")");
  CHECK(Short(N("12.50")) == "12.5");
  CHECK(Short(N("-0.001")) == "-0.001");
  CHECK(Short(B(std::string("\0\xFF", 2))) == "0x00ff");
  CHECK(Short(B("")) == "0x");
  CHECK(Short(Bool(true)) == "true");
  CHECK(Short(Bool(false)) == "false");
  CHECK(Short(Null()) == "null");
  CHECK(Short(SS({"b", "a"})) == R"({"a", "b"})");
  CHECK(Short(NS({"2", "10"})) == "{2, 10}");
  CHECK(Short(BS({"a"})) == "{0x61}");
  CHECK(Short(L({})) == "[]");
  CHECK(Short(L({N("1"), S("two"), L({Null()})})) == R"([1, "two", [null]])");
  CHECK(Short(M({})) == "{}");
  CHECK(Short(M({{"a", S("x")}, {"b c", M({{"d", N("1")}})}})) == R"({a: "x", "b c": {d: 1}})");
}

TEST_CASE("What is not printable ASCII is escaped", "[short_text]") {
  CHECK(Escape("a\"b\\c") == R"(a\"b\\c)");
  CHECK(Escape("a\nb\rc\td") == R"(a\nb\rc\td)");
  CHECK(Escape(std::string("\0\x1B\x7F", 3)) == R"(\u0000\u001b\u007f)");
  CHECK(Escape("\xC3\xA9\xE2\x82\xAC") == R"(\u00e9\u20ac)");
  CHECK(Escape("\xF0\x9F\x98\x80") == R"(\ud83d\ude00)");  // U+1F600 as UTF-16 has it
  CHECK(Escape("\xFF"
               "a\xC3"
               "b\xE2\x82") == R"(\xffa\xc3b\xe2\x82)");
}

TEST_CASE("What is long is cut at the size", "[short_text]") {
  CHECK(Short(S("12345678"), 10) == R"("12345678")");
  CHECK(Short(S("123456789"), 10) == R"("123456...)");
  CHECK(Short(S(std::string(400'000, 'x')), 10) == R"("xxxxxx...)");
  CHECK(Short(N("1E125"), 10) == "1000000...");
  CHECK(Short(L(std::vector<Value>(1000, N("1"))), 12) == "[1, 1, 1,...");
  CHECK(Short(SS({"aaaa", "bbbb"}), 2) == "..");
}

TEST_CASE("A path is as expressions write it", "[short_text]") {
  const std::vector<PathElement> path = {PathElement::Attribute("a"), PathElement::Attribute("b"),
                                         PathElement::Index(2), PathElement::Attribute("c-d")};
  CHECK(ShortPath(path, 80) == "a.b[2].c-d");
  CHECK(ShortPath(path, 7) == "a.b[...");
  const std::vector<PathElement> odd = {PathElement::Attribute("a.b"),
                                        PathElement::Attribute("\xC3\xA9"),
                                        PathElement::Attribute("")};
  CHECK(ShortPath(odd, 80) == R"("a.b"."\u00e9"."")");
}

}  // namespace
}  // namespace pumice::test
