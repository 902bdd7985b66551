// SPDX-License-Identifier: Apache-2.0

#include "protocol/page_token.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/support/thrown_error.h"

namespace pumice::test {
namespace {

const TokenSeal kSeal(SipHashKey{1, 2});

TEST_CASE("A page token holds its position", "[page_token]") {
  for (const std::string position : {"", "10", "some/longer name"}) {
    CHECK(ParsePageToken(PageToken("ListTags a", position, kSeal), "ListTags a", kSeal) ==
          position);
  }
}

TEST_CASE("A page token is of one list, one data and unchanged", "[page_token]") {
  const std::string text = PageToken("ListTags a", "10", kSeal);
  const std::string invalid = Validation("Invalid NextToken");
  const auto error = [&](std::string_view token, std::string_view list, const TokenSeal& seal) {
    return ErrorOf([&] { ParsePageToken(token, list, seal); });
  };
  CHECK(error(text, "ListTags b", kSeal) == invalid);
  CHECK(error(text, "ListTags a", TokenSeal(SipHashKey{1, 3})) == invalid);
  for (size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    CAPTURE(i);
    CHECK(error(other, "ListTags a", kSeal) == invalid);
    CHECK(error(text.substr(0, i), "ListTags a", kSeal) == invalid);
  }
  CHECK(error("10", "ListTags a", kSeal) == invalid);
}

}  // namespace
}  // namespace pumice::test
