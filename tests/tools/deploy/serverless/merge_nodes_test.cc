// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/serverless/merge_nodes.h"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "protocol/deploy/read_document.h"

namespace pumice::test {
namespace {

std::string Merged(std::string_view into, std::string_view from) {
  deploy::Node node = deploy::ReadDocument(into, "");
  deploy::MergeNodes(&node, deploy::ReadDocument(from, ""));
  return NodeJson(node);
}

TEST_CASE("Maps and lists are merged in depth", "[merge_nodes]") {
  CHECK(Merged(R"({"a":{"b":1,"c":2}})", R"({"a":{"c":3,"d":4},"e":5})") ==
        R"({"a":{"b":1,"c":3,"d":4},"e":5})");
  CHECK(Merged(R"([{"a":1},2])", R"([{"b":3},4,5])") == R"([{"a":1,"b":3},4,5])");
  CHECK(Merged(R"({"a":[1]})", R"({"a":{"b":1}})") == R"({"a":{"b":1}})");
}

}  // namespace
}  // namespace pumice::test
