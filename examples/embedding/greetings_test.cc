// SPDX-License-Identifier: Apache-2.0

// How a C++ project tests against DynamoDB without a server, a network or a Java machine: pumice in
// the test's own process. Every test gets tables of its own in well under a millisecond.
#define CATCH_CONFIG_MAIN
#include <pumice/emulator.h>

#include <catch2/catch.hpp>

// Opened by the first test, not before main: RocksDB has global objects of its own.
pumice::Emulator& TheEmulator() {
  static const auto emulator = pumice::Emulator::Open();
  return *emulator;
}

constexpr char kGreetings[] = R"({"TableName": "Greetings", "BillingMode": "PAY_PER_REQUEST",
  "AttributeDefinitions": [{"AttributeName": "Name", "AttributeType": "S"}],
  "KeySchema": [{"AttributeName": "Name", "KeyType": "HASH"}]})";

TEST_CASE("what was put is got") {
  const pumice::Space space = TheEmulator().Space("put");
  space.CreateTable(kGreetings);
  space.PutItems("Greetings", R"([{"Name": {"S": "Ada"}, "Text": {"S": "Hello, Ada"}}])");
  CHECK(space.Call("GetItem", R"({"TableName": "Greetings", "Key": {"Name": {"S": "Ada"}}})") ==
        R"({"Item":{"Name":{"S":"Ada"},"Text":{"S":"Hello, Ada"}}})");
}

TEST_CASE("two spaces share no tables") {
  TheEmulator().Space("one").CreateTable(kGreetings);
  CHECK(TheEmulator().Space("other").Call("ListTables", "{}") == R"({"TableNames":[]})");
}

TEST_CASE("an error is thrown") {
  CHECK_THROWS_WITH(TheEmulator().Space("empty").Call("GetItem", R"({"TableName": "Greetings",
                        "Key": {"Name": {"S": "Ada"}}})"),
                    "Requested resource not found");
}

TEST_CASE("it serves SDKs on a free port") {
  CHECK(TheEmulator().Listen() != 0);  // endpoint http://127.0.0.1:<port>
}
