// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/serverless/dotenv.h"

#include <catch2/catch.hpp>
#include <map>
#include <string>

namespace pumice::test {
namespace {

TEST_CASE("Lines of a .env file are variables", "[dotenv]") {
  const std::map<std::string, std::string> expected{{"A", "1"}, {"B", "two words"}, {"C", "x # y"},
                                                    {"D", "z"}, {"E", ""},          {"F", "a=b"}};
  CHECK(deploy::ParseDotenv("# comment\nA=1\r\nexport B = two words # why\nC='x # y'\nD=\"z\" \n\n"
                            "no variable\nE=\nF=a=b") == expected);
  CHECK(deploy::ParseDotenv("").empty());
}

}  // namespace
}  // namespace pumice::test
