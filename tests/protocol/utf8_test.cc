// SPDX-License-Identifier: Apache-2.0

#include "protocol/utf8.h"

#include <catch2/catch.hpp>

#include <string>

namespace pumice::test {
namespace {

const std::string kReplacement = "\xEF\xBF\xBD";

TEST_CASE("A character's first byte tells its size", "[utf8]") {
  CHECK(CharacterSize("a") == 1);
  CHECK(CharacterSize(std::string_view("\0", 1)) == 1);
  CHECK(CharacterSize("\xC3\xA9!") == 2);
  CHECK(CharacterSize("\xE2\x82\xAC!") == 3);
  CHECK(CharacterSize("\xF0\x9F\x98\x80!") == 4);
}

TEST_CASE("Bytes that are no character have no size", "[utf8]") {
  for (const char* text :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC3", "\xC3(", "\xE2\x82", "\xE2(\xAC",
        "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80", "\xF0\x9F\x98", "\xFF"}) {
    CAPTURE(text);
    CHECK(CharacterSize(text) == 0);
    CHECK(ValidUtf8Size(text) == 0);
    // Wherever it stands, also at the borders of the words that are looked at together.
    for (size_t before = 0; before < 20; ++before) {
      for (size_t after = 0; after < 20; after += 3) {
        const std::string whole = std::string(before, 'a') + text + std::string(after, 'b');
        CHECK(ValidUtf8Size(whole) == before);
      }
    }
  }
}

TEST_CASE("Valid text is taken as it is", "[utf8]") {
  for (size_t size = 0; size < 40; ++size) {
    const std::string ascii(size, 'a');
    CHECK(ValidUtf8Size(ascii) == size);
    CHECK(ValidUtf8Size(ascii + "\xC3\xA9") == size + 2);
    CHECK(ValidUtf8Size("\xF4\x8F\xBF\xBF" + ascii + "\xED\x9F\xBF") == size + 7);
    CHECK(RepairUtf8(ascii + "\xC3\xA9" + ascii) == ascii + "\xC3\xA9" + ascii);
  }
}

TEST_CASE("Each byte of no character is replaced", "[utf8]") {
  CHECK(RepairUtf8("") == "");
  CHECK(RepairUtf8("a\xC3") == "a" + kReplacement);
  CHECK(RepairUtf8("\xE2\x82z\xFF") == kReplacement + kReplacement + "z" + kReplacement);
  CHECK(RepairUtf8("\xC3\xA9\xED\xA0\x80") ==
        "\xC3\xA9" + kReplacement + kReplacement + kReplacement);
}

}  // namespace
}  // namespace pumice::test
