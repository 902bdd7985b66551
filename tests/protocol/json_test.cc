// SPDX-License-Identifier: Apache-2.0

#include "protocol/json.h"

#include <catch2/catch.hpp>

#include <string>

namespace pumice::test {
namespace {

bool Parses(std::string_view text) {
  JsonDocument document;
  return document.Parse(text);
}

std::string Nested(int depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST_CASE("JSON parses into values that the document owns", "[json]") {
  std::string text = R"({"Name":"a\u00e9\n","Count":3,"Flag":true,"Nothing":null})";
  JsonDocument document;
  REQUIRE(document.Parse(text));
  text.assign(text.size(), 'x');
  CHECK(FindString(document.root(), "Name") == "a\u00e9\n");
  CHECK(FindInteger(document.root(), "Count") == 3);
  CHECK(FindBool(document.root(), "Flag") == true);
  CHECK(FindMember(document.root(), "Nothing") == nullptr);
  CHECK(FindMember(document.root(), "Missing") == nullptr);
}

TEST_CASE("Of members of one name the last counts", "[json]") {
  JsonDocument document;
  REQUIRE(document.Parse(R"({"A":"1","B":"x","A":"2","B":null})"));
  CHECK(FindString(document.root(), "A") == "2");
  CHECK(FindString(document.root(), "B") == std::nullopt);
}

TEST_CASE("A text longer than the document's own memory parses", "[json]") {
  std::string text = "[";
  for (int i = 0; i < 20000; ++i) text += "\"element\",";
  text += "1]";
  JsonDocument document;
  REQUIRE(document.Parse(text));
  CHECK(document.root().Size() == 20001);
  CHECK(JsonText(document.root()[19999]) == "element");
}

TEST_CASE("What is not one JSON value in UTF-8 is refused", "[json]") {
  CHECK_FALSE(Parses(""));
  CHECK_FALSE(Parses("{"));
  CHECK_FALSE(Parses("{} {}"));
  CHECK_FALSE(Parses("{'a':1}"));
  CHECK_FALSE(Parses("[1,]"));
  CHECK_FALSE(Parses("\"\xff\""));
  CHECK_FALSE(Parses("1e999"));
  // Halves of surrogate pairs.
  CHECK_FALSE(Parses(R"("\uD800")"));
  CHECK_FALSE(Parses(R"("\uDC00")"));
  CHECK_FALSE(Parses(R"({"\udfff":1})"));
  CHECK_FALSE(Parses(R"("\uDC00\uD800")"));
  CHECK_FALSE(Parses("\"\xC3\xA9\\uDC00\""));
  CHECK(Parses(R"("\uD83D\uDE00 \u00e9 \\uDC00")"));
  CHECK_FALSE(Parses(std::string_view("{}\0", 3)));
  CHECK(Parses(" {} "));
}

TEST_CASE("JSON nests only so deep", "[json]") {
  CHECK(Parses(Nested(kMaxJsonDepth)));
  CHECK_FALSE(Parses(Nested(kMaxJsonDepth + 1)));
  CHECK_FALSE(Parses(std::string(1000000, '[')));
}

std::string Repeat(std::string_view first, std::string_view repeated, size_t times,
                   std::string_view last) {
  std::string text(first);
  for (size_t i = 0; i < times; ++i) text += repeated;
  return text.append(last);
}

TEST_CASE("A text of more values than its length justifies is refused", "[json]") {
  constexpr size_t kLong = 16 << 20;
  CHECK_FALSE(Parses(Repeat("[0", ",0", kLong / 2, "]")));
  CHECK_FALSE(Parses(Repeat("[\"\"", ",\"\"", kLong / 3, "]")));
  CHECK_FALSE(Parses(Repeat("{\"\":0", ",\"\":0", kLong / 5, "}")));
  CHECK_FALSE(Parses(Repeat("[[]", ",[]", kLong / 3, "]")));
}

TEST_CASE("The densest requests that are valid parse", "[json]") {
  // One item of 400 KB, and a batch of such items as long as a body may be: lists of empty strings,
  // and maps.
  const std::string list = Repeat(R"({"L":[{"S":""})", R"(,{"S":""})", 400 * 1024, "]}");
  CHECK(Parses(list));
  CHECK(Parses(Repeat("[" + list, "," + list, (16 << 20) / list.size() - 1, "]")));
  std::string map = R"({"M":{"":{"S":""})";
  for (int i = 0; i < 100'000; ++i) map += ",\"" + std::to_string(i) + R"(":{"S":""})";
  map += "}}";
  CHECK(Parses(map));
  CHECK(Parses(Repeat("[" + map, "," + map, (16 << 20) / map.size() - 1, "]")));
  const std::string set = Repeat(R"({"NS":["1")", R"(,"12")", 200'000, "]}");
  CHECK(Parses(set));
}

TEST_CASE("Integers drop fractions and saturate", "[json]") {
  auto integer = [](std::string_view text) {
    JsonDocument document;
    REQUIRE(document.Parse(text));
    return JsonInteger(document.root());
  };
  CHECK(integer("7") == 7);
  CHECK(integer("-3") == -3);
  CHECK(integer("2.9") == 2);
  CHECK(integer("-2.9") == -2);
  CHECK(integer("9223372036854775807") == INT64_MAX);
  CHECK(integer("18446744073709551615") == INT64_MAX);
  CHECK(integer("1e300") == INT64_MAX);
  CHECK(integer("-1e300") == INT64_MIN);
}

}  // namespace
}  // namespace pumice::test
