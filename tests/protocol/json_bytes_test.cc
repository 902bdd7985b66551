// SPDX-License-Identifier: Apache-2.0

#include "protocol/json_bytes.h"

#include <catch2/catch.hpp>

#include <string>

#include "protocol/json.h"

namespace pumice::test {
namespace {

bool Parses(std::string_view text) {
  JsonDocument document;
  return document.Parse(text);
}

// Padded as InspectJson wants it.
JsonBytes Inspect(std::string text) {
  const size_t size = text.size();
  text.append(kJsonBlock, '\0');
  return InspectJson(text.data(), size);
}

TEST_CASE("A control character in a string is refused wherever it stands", "[json_bytes]") {
  for (size_t length = 1; length <= 40; ++length) {
    for (size_t at = 0; at < length; ++at) {
      for (char control = 1; control < 0x20; ++control) {
        std::string text(length, 'a');
        text[at] = control;
        CAPTURE(length, at, static_cast<int>(control));
        CHECK_FALSE(Parses("\"" + text + "\""));
        CHECK_FALSE(Parses("\"\xC3\xA9" + text + "\""));
      }
    }
  }
}

TEST_CASE("A pass over the bytes finds each kind at each place", "[json_bytes]") {
  for (size_t at = 0; at < 40; ++at) {
    const auto with = [&](char c) {
      return Inspect(std::string(at, 'a') + c + std::string(39 - at, '{'));
    };
    CAPTURE(at);
    CHECK(with('\x80').has_non_ascii);
    CHECK(with('\\').has_escapes);
    CHECK(with('\x18').has_controls);
    CHECK(with('\x1F').has_controls);
    const JsonBytes plain = with('\n');
    CHECK_FALSE((plain.has_non_ascii || plain.has_escapes || plain.has_controls));
    CHECK_FALSE(with('\x20').has_controls);
    CHECK_FALSE(with('\x98').has_controls);
  }
}

TEST_CASE("A surrogate alone is refused, a pair is one character", "[json_bytes]") {
  for (const std::string unit :
       {"\\udc00", "\\uDFFF", "\\ud800", "\\uDBFF", "\\udc00\\ud83d", "\\ud83d\\ude00\\ude00"}) {
    for (const std::string before : {"", "a", "\\\\", "\\n", "\\u00e9", "\xC3\xA9"}) {
      CAPTURE(unit, before);
      CHECK_FALSE(Parses("\"" + before + unit + "\""));
      CHECK_FALSE(Parses("{\"" + before + unit + "\":1}"));
    }
  }
  JsonDocument document;
  REQUIRE(document.Parse(R"(["\ud83d\ude00", "\\udc00", "\\\\udfff"])"));
  CHECK(JsonText(document.root()[0]) == "\xF0\x9F\x98\x80");
  CHECK(JsonText(document.root()[1]) == "\\udc00");
  CHECK(JsonText(document.root()[2]) == "\\\\udfff");
}

TEST_CASE("A number beyond every double is refused, however it is written", "[json_bytes]") {
  CHECK(Parses("1.7976931348623157e308"));
  CHECK_FALSE(Parses("1e309"));
  CHECK_FALSE(Parses("21e308"));
  CHECK_FALSE(Parses("-21e308"));
  CHECK_FALSE(Parses("999999999e300"));
}

}  // namespace
}  // namespace pumice::test
