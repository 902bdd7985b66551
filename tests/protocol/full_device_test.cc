// SPDX-License-Identifier: Apache-2.0

#include "tests/support/full_device.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/service.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

constexpr std::string_view kRefused =
    "InternalServerError: The request processing has failed because of an unknown error, exception "
    "or failure.";

TEST_CASE("On a full device reads go on, and writes when there is room", "[full_device]") {
  const TemporaryDirectory directory;
  FullDevice device;
  std::mutex mutex;
  std::vector<std::string> lines;
  DatabaseOptions options;
  options.data_dir = directory.string();
  options.env = device.env();
  options.log = [&](LogLevel, std::string_view line) {
    const std::lock_guard lock(mutex);
    lines.emplace_back(line);
  };
  Service service(options);
  service.Call(
      "CreateTable",
      "{'TableName': 'Tab', 'AttributeDefinitions': [{'AttributeName': 'k', 'AttributeType': 'S'}],"
      " 'KeySchema': [{'AttributeName': 'k', 'KeyType': 'HASH'}], 'BillingMode': "
      "'PAY_PER_REQUEST'}");
  const auto put = [&](const std::string& key) {
    return service.Call("PutItem", "{'TableName': 'Tab', 'Item': {'k': {'S': '" + key + "'}}}");
  };
  const auto get = [&](const std::string& key) {
    return service.Call("GetItem", "{'TableName': 'Tab', 'Key': {'k': {'S': '" + key + "'}}}");
  };
  REQUIRE(put("a") == "{}");

  device.SetRoom(0);
  for (int i = 0; i < 10; ++i) {
    CHECK(put("b") == kRefused);
    CHECK(get("a") == Json("{'Item':{'k':{'S':'a'}}}"));
    CHECK(service.Call("ListTables", "{}") == Json("{'TableNames':['Tab']}"));
    CHECK(service.Call("ExecuteStatement", "{'Statement': 'SELECT k FROM Tab'}")
              .starts_with("{\"Items\":[{"));
  }
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].starts_with("writes are refused: IO error: No space left on device"));

  device.SetRoom(FullDevice::kUnlimited);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(1);
  while (put("c") != "{}") {
    REQUIRE(std::chrono::steady_clock::now() < deadline);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  CHECK(get("a") == Json("{'Item':{'k':{'S':'a'}}}"));
  CHECK(get("c") == Json("{'Item':{'k':{'S':'c'}}}"));
  REQUIRE(lines.size() == 2);
  CHECK(lines[1] == "writes are accepted again");
}

}  // namespace
}  // namespace pumice::test
