#include "pumice/emulator.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/server/raw_client.h"

namespace pumice {
namespace {

constexpr std::string_view kAuthorization =
    "AWS4-HMAC-SHA256 Credential=test/20240101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host;x-amz-date;x-amz-target, Signature=any";

std::string Headers(const std::string& operation) {
  return "Content-Type: application/x-amz-json-1.0\r\nX-Amz-Date: 20240101T000000Z\r\n"
         "Authorization: " +
         std::string(kAuthorization) + "\r\nX-Amz-Target: DynamoDB_20120810." + operation + "\r\n";
}

std::string Body(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }

HttpResponse Call(Emulator& emulator, const std::string& operation, std::string_view body) {
  const std::string target = "DynamoDB_20120810." + operation;
  return emulator.Handle({"POST",
                          "/",
                          {{"Content-Type", "application/x-amz-json-1.0"},
                           {"X-Amz-Date", "20240101T000000Z"},
                           {"Authorization", kAuthorization},
                           {"X-Amz-Target", target}},
                          body});
}

constexpr std::string_view kCreateTable = R"({"TableName":"Things","BillingMode":"PAY_PER_REQUEST",
  "AttributeDefinitions":[{"AttributeName":"Id","AttributeType":"S"}],
  "KeySchema":[{"AttributeName":"Id","KeyType":"HASH"}]})";

}  // namespace

TEST_CASE("a socket and Handle reach the same data") {
  const auto emulator = Emulator::Open();
  RawClient client(emulator->Listen());
  CHECK(Call(*emulator, "CreateTable", kCreateTable).status == 200);
  client.Send(Post("{}", Headers("ListTables")));
  CHECK(Body(client.ReadAnswer()) == R"({"TableNames":["Things"]})");
}

TEST_CASE("emulators in one process share nothing") {
  const auto one = Emulator::Open();
  const auto other = Emulator::Open();
  RawClient to_one(one->Listen());
  RawClient to_other(other->Listen());
  CHECK(Call(*one, "CreateTable", kCreateTable).status == 200);
  to_one.Send(Post("{}", Headers("ListTables")));
  CHECK(Body(to_one.ReadAnswer()) == R"({"TableNames":["Things"]})");
  to_other.Send(Post("{}", Headers("ListTables")));
  CHECK(Body(to_other.ReadAnswer()) == R"({"TableNames":[]})");
}

TEST_CASE("an emulator serves on several ports") {
  const auto emulator = Emulator::Open();
  RawClient one(emulator->Listen());
  RawClient other(emulator->Listen());
  one.Send(Post(kCreateTable, Headers("CreateTable")));
  CHECK(one.ReadAnswer().substr(0, 15) == "HTTP/1.1 200 OK");
  other.Send(Post("{}", Headers("ListTables")));
  CHECK(Body(other.ReadAnswer()) == R"({"TableNames":["Things"]})");
}

TEST_CASE("a taken port is said to be taken, and the emulator goes on") {
  const auto emulator = Emulator::Open();
  ListenOptions options;
  options.port = emulator->Listen();
  CHECK_THROWS_WITH(emulator->Listen(options),
                    Catch::StartsWith("cannot listen on 127.0.0.1:" + std::to_string(options.port) +
                                      ": the port is taken"));
  CHECK(Call(*emulator, "ListTables", "{}").body == R"({"TableNames":[]})");
}

TEST_CASE("closing ends the servers; closing again does nothing") {
  const auto emulator = Emulator::Open();
  const uint16_t port = emulator->Listen();
  RawClient client(port);
  // What is answered is accepted: a connection that still waits for that is reset.
  client.Send(Post("{}", Headers("ListTables")));
  CHECK(Body(client.ReadAnswer()) == R"({"TableNames":[]})");
  emulator->Close();
  CHECK(client.ReadToEnd().empty());
  CHECK_THROWS_WITH(RawClient(port), "connect: Connection refused");
  emulator->Close();
}

}  // namespace pumice
