// SPDX-License-Identifier: Apache-2.0

// How a C++ project tests against DynamoDB without a server, a network or a Java machine: pumice in
// the test's own process. Every test gets an empty database of its own in a few milliseconds.
#define CATCH_CONFIG_MAIN
#include <pumice/emulator.h>

#include <catch2/catch.hpp>
#include <string>

namespace {

// One call of DynamoDB's JSON protocol. With an SDK, its endpoint would be "http://127.0.0.1:" +
// the port that emulator->Listen() returns.
std::string Call(pumice::Emulator& emulator, const std::string& operation,
                 const std::string& body) {
  const std::string target = "DynamoDB_20120810." + operation;
  const pumice::HttpRequest request{
      .method = "POST",
      .target = "/",
      .headers = {{"Content-Type", "application/x-amz-json-1.0"},
                  {"X-Amz-Target", target},
                  {"X-Amz-Date", "20240101T000000Z"},
                  {"Authorization",
                   "AWS4-HMAC-SHA256 Credential=test/20240101/us-east-1/dynamodb/aws4_request, "
                   "SignedHeaders=host;x-amz-date;x-amz-target, Signature=any"}},
      .body = body};
  const pumice::HttpResponse response = emulator.Handle(request);
  CAPTURE(operation, response.body);
  REQUIRE(response.status == 200);
  return response.body;
}

void CreateGreetings(pumice::Emulator& emulator) {
  Call(emulator, "CreateTable", R"({
    "TableName": "Greetings", "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [{"AttributeName": "Name", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "Name", "KeyType": "HASH"}]})");
}

}  // namespace

TEST_CASE("what was put is got") {
  const auto emulator = pumice::Emulator::Open();
  CreateGreetings(*emulator);
  Call(
      *emulator, "PutItem",
      R"({"TableName": "Greetings", "Item": {"Name": {"S": "Ada"}, "Text": {"S": "Hello, Ada"}}})");
  CHECK(Call(*emulator, "GetItem",
             R"({"TableName": "Greetings", "Key": {"Name": {"S": "Ada"}},
                 "ProjectionExpression": "#text", "ExpressionAttributeNames": {"#text": "Text"}})") ==
        R"({"Item":{"Text":{"S":"Hello, Ada"}}})");
}

TEST_CASE("two emulators share nothing") {
  const auto one = pumice::Emulator::Open();
  const auto other = pumice::Emulator::Open();
  CreateGreetings(*one);
  CHECK(Call(*one, "ListTables", "{}") == R"({"TableNames":["Greetings"]})");
  CHECK(Call(*other, "ListTables", "{}") == R"({"TableNames":[]})");
}

TEST_CASE("it serves SDKs on a free port") {
  const auto emulator = pumice::Emulator::Open();
  CHECK(emulator->Listen() != 0);
  emulator->Close();
}
