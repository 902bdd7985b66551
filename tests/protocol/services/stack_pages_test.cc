// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "tests/protocol/services/stack_client.h"

namespace pumice::test {
namespace {

size_t Count(std::string_view text, std::string_view part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// `count` queues, each with an export of its own.
std::string Queues(int count) {
  std::string resources;
  std::string outputs;
  for (int i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    const std::string comma = i == 0 ? "" : ",";
    resources += comma + "\"Q" + number + R"(":{"Type":"AWS::SQS::Queue"})";
    outputs += comma + "\"O" + number + R"(":{"Value":"v","Export":{"Name":"e)" + number + "\"}}";
  }
  return Template(resources, outputs);
}

TEST_CASE("A token that no page ended with is refused", "[stack_pages]") {
  Stacks stacks;
  const std::string body =
      Template(TableResource("Music", "artist", kMusic),
               R"("Name":{"Value":{"Ref":"Music"},"Export":{"Name":"music"}})");
  stacks.Create("shop", body);
  stacks.Create("user", Template(TableResource("Other", "id"),
                                 R"("Used":{"Value":{"Fn::ImportValue":"music"}})"));
  for (const char* const action :
       {"DescribeStacks", "ListStacks", "DescribeStackEvents&StackName=shop",
        "ListStackResources&StackName=shop", "ListChangeSets&StackName=shop", "ListExports",
        "ListImports&ExportName=music"}) {
    for (const char* const token : {"stale", "zzzz", "shop", "arn:aws:cloudformation:stack/no/1"}) {
      CAPTURE(action, token);
      CHECK(stacks.Call("Action=" + std::string(action) + "&NextToken=" + token) ==
            "ValidationError: The specified token is not valid");
    }
  }
}

TEST_CASE("Resources, exports and events come in pages of a hundred", "[stack_pages]") {
  Stacks stacks;
  const int most = 150;
  stacks.Create("shop", Queues(most));
  REQUIRE(stacks.Status("shop") == "CREATE_COMPLETE");
  const auto pages = [&](const std::string& action, const std::string& element) {
    std::string sizes;
    std::string token;
    do {
      const std::string page = stacks.Call("Action=" + action + token);
      sizes += std::to_string(Count(page, "<" + element + ">")) + ' ';
      const std::string next = TextsOf(page, "NextToken");
      token = next.empty() ? "" : "&NextToken=" + Encoded(next);
    } while (!token.empty());
    return sizes;
  };
  CHECK(pages("ListStackResources&StackName=shop", "LogicalResourceId") == "100 50 ");
  CHECK(pages("ListExports", "Name") == "100 50 ");
  // Two events a resource, and two of the stack.
  CHECK(pages("DescribeStackEvents&StackName=shop", "EventId") == "100 100 100 2 ");
  CHECK(Count(stacks.Call("Action=DescribeStackResources&StackName=shop"), "<ResourceStatus>") ==
        100);
}

TEST_CASE("Who uses an export is listed", "[stack_pages]") {
  Stacks stacks;
  const std::string exporting = Template(TableResource("Music", "artist", kMusic),
                                         R"("Name":{"Value":"one","Export":{"Name":"exp-x"}})");
  stacks.Create("first", exporting);
  const auto list = [&] { return stacks.Call("Action=ListImports&ExportName=exp-x"); };
  CHECK(list() == "ValidationError: Export 'exp-x' is not imported by any stack.");
  stacks.Create("imp", Template(TableResource("Other", "id"),
                                R"("Used":{"Value":{"Fn::ImportValue":"exp-x"}})"));
  CHECK(list() == "<Imports><member>imp</member></Imports>");
}

}  // namespace
}  // namespace pumice::test
