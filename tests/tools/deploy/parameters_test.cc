// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/parameters.h"

#include <catch2/catch.hpp>
#include <map>
#include <string>

namespace pumice::test {
namespace {

using deploy::ReadParameters;
using Parameters = std::map<std::string, std::string>;

TEST_CASE("Parameters are names and values", "[parameters]") {
  CHECK(ReadParameters({"Stage=dev", "Empty=", "Sum=a=b"}) ==
        Parameters{{"Stage", "dev"}, {"Empty", ""}, {"Sum", "a=b"}});
  CHECK(ReadParameters({"a=1", "a=2"}) == Parameters{{"a", "2"}});
  CHECK(ReadParameters({}).empty());
}

TEST_CASE("What is no parameter is refused", "[parameters]") {
  CHECK_THROWS_WITH(ReadParameters({"Stage"}), "\"Stage\" is no parameter: NAME=VALUE is");
  CHECK_THROWS_WITH(ReadParameters({"=x"}), "\"=x\" is no parameter: NAME=VALUE is");
}

}  // namespace
}  // namespace pumice::test
