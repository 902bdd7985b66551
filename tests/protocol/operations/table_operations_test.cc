// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <vector>

#include "tests/support/service.h"

namespace pumice::test {
namespace {

constexpr char kInUse[] =
    "ResourceInUseException: Attempt to change a resource which is still in use: Table is being "
    "updated: Things";
constexpr char kTable[] =
    "{'TableName':'Things','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':[{'AttributeName'"
    ":'pk'"
    ","
    "'AttributeType':'S'}],'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'}]}";

bool Contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("UpdateTable meets UPDATING with ResourceInUseException", "[table_operations]") {
  ManualClock clock(RealClock().NowMillis());
  DatabaseOptions options = ByClock(&clock);
  options.transition_delay = std::chrono::seconds(2);
  Service service(options);
  service.Call("CreateTable", kTable);
  clock.Advance(std::chrono::seconds(3));
  const std::string protect = "{'TableName':'Things','DeletionProtectionEnabled':true}";
  const std::string allow = "{'TableName':'Things','DeletionProtectionEnabled':false}";
  CHECK(Contains(service.Call("UpdateTable", protect), R"("TableStatus":"UPDATING")"));
  CHECK(service.Call("UpdateTable", allow) == kInUse);
  CHECK(Contains(service.Call("DescribeTable", "{'TableName':'Things'}"),
                 R"("DeletionProtectionEnabled":true)"));
  clock.Advance(std::chrono::seconds(3));
  CHECK(Contains(service.Call("UpdateTable", allow), R"("DeletionProtectionEnabled":false)"));
}

TEST_CASE("Faults of the request itself are told before UPDATING is", "[table_operations]") {
  ManualClock clock(RealClock().NowMillis());
  DatabaseOptions options = ByClock(&clock);
  options.transition_delay = std::chrono::seconds(2);
  Service service(options);
  service.Call("CreateTable", kTable);
  clock.Advance(std::chrono::seconds(3));
  service.Call("UpdateTable", "{'TableName':'Things','DeletionProtectionEnabled':false}");
  CHECK(Contains(
      service.Call("UpdateTable", "{'TableName':'Things','GlobalSecondaryIndexUpdates':[]}"),
      "ValidationException: At least one of"));
}

TEST_CASE("Unused definitions are taken with a warning, if asked", "[table_operations]") {
  constexpr char kUnused[] =
      "{'TableName':'Things','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':[{'"
      "AttributeName':"
      "'pk','AttributeType':'S'},{'AttributeName':'x','AttributeType':'N'}],'KeySchema':[{"
      "'AttributeName':'pk','KeyType':'HASH'}]}";
  CHECK(Contains(Service().Call("CreateTable", kUnused), "Number of attributes in KeySchema"));

  DatabaseOptions options;
  options.lenient_definitions = true;
  std::vector<std::string> warnings;
  options.log = [&](LogLevel, std::string_view text) { warnings.emplace_back(text); };
  Service service(options);
  CHECK(Contains(service.Call("CreateTable", kUnused), R"("TableStatus":"CREATING")"));
  REQUIRE(warnings.size() == 1);
  CHECK(Contains(warnings[0], "the attribute definition of x is ignored"));
  CHECK(Contains(service.Call("UpdateTable",
                              "{'TableName':'Things','AttributeDefinitions':[{'AttributeName':'y',"
                              "'AttributeType':'S'}],'DeletionProtectionEnabled':false}"),
                 R"("TableName":"Things")"));
  REQUIRE(warnings.size() == 2);
  CHECK(Contains(warnings[1], "the attribute definition of y is ignored"));
}

}  // namespace
}  // namespace pumice::test
