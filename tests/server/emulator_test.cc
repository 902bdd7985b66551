// SPDX-License-Identifier: Apache-2.0

#include "pumice/emulator.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>

#include "tests/server/raw_client.h"

namespace pumice::test {
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

TEST_CASE("A socket and Handle reach the same data", "[emulator]") {
  const auto emulator = Emulator::Open();
  RawClient client(emulator->Listen());
  CHECK(Call(*emulator, "CreateTable", kCreateTable).status == 200);
  client.Send(Post("{}", Headers("ListTables")));
  CHECK(Body(client.ReadAnswer()) == R"({"TableNames":["Things"]})");
}

TEST_CASE("Requests are told of, those over sockets and others", "[emulator]") {
  std::promise<RequestRecord> told;
  EmulatorOptions options;
  options.recorded_body_bytes = 100;
  options.on_request = [&](const RequestRecord& record) { told.set_value(record); };
  const auto emulator = Emulator::Open(options);
  const auto take = [&] {
    const RequestRecord record = told.get_future().get();
    told = {};
    return record.operation + " " + std::to_string(record.status) + " " + record.request_body.text +
           " " + record.answer_body.text;
  };
  RawClient client(emulator->Listen());
  client.Send(Post("{}", Headers("ListTables")));
  client.ReadAnswer();
  CHECK(take() == R"(ListTables 200 {} {"TableNames":[]})");
  Call(*emulator, "ListTables", "{}");
  CHECK(take() == R"(ListTables 200 {} {"TableNames":[]})");
}

TEST_CASE("Emulators in one process share nothing", "[emulator]") {
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

TEST_CASE("An emulator serves on several ports", "[emulator]") {
  const auto emulator = Emulator::Open();
  RawClient one(emulator->Listen());
  RawClient other(emulator->Listen());
  one.Send(Post(kCreateTable, Headers("CreateTable")));
  CHECK(one.ReadAnswer().substr(0, 15) == "HTTP/1.1 200 OK");
  other.Send(Post("{}", Headers("ListTables")));
  CHECK(Body(other.ReadAnswer()) == R"({"TableNames":["Things"]})");
}

// A PutItem of 100 KB under this key.
int PutLarge(Emulator& emulator, int key) {
  const std::string body = R"({"TableName":"Things","Item":{"Id":{"S":")" + std::to_string(key) +
                           R"("},"Text":{"S":")" + std::string(100'000, 'x') + R"("}}})";
  return Call(emulator, "PutItem", body).status;
}

// Puts until there is no room for a small change either; how many were put. What is refused makes
// the store look in the background for memory to give back: more may fit a moment later.
int Fill(Emulator& emulator, const std::string& small_change, HttpResponse* refused) {
  constexpr int kMax = 100'000;
  int put = 0;
  do {
    while (put < kMax && PutLarge(emulator, put) == 200) ++put;
    *refused = Call(emulator, "UpdateItem", small_change);
  } while (put < kMax && refused->status == 200);
  return put;
}

// How many can be put within a minute, trying again what is refused: room is given back in the
// background.
int FillAgain(Emulator& emulator, int wanted) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  int put = 0;
  while (put < wanted && std::chrono::steady_clock::now() < end) {
    if (PutLarge(emulator, put) == 200) {
      ++put;
    } else {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }
  return put;
}

TEST_CASE("A full memory refuses what needs more, and is read and emptied", "[emulator]") {
  EmulatorOptions options;
  options.max_memory = 64 << 20;
  const auto emulator = Emulator::Open(options);
  REQUIRE(Call(*emulator, "CreateTable", kCreateTable).status == 200);
  const std::string key = R"({"TableName":"Things","Key":{"Id":{"S":"7"}}})";
  HttpResponse answer;
  const int put = Fill(*emulator, key, &answer);
  CHECK(put > 200);
  CHECK(put < 500);
  CHECK(answer.status == 503);
  CHECK(answer.body ==
        R"({"__type":"com.amazon.coral.service#ServiceUnavailableException","message":)"
        R"("Out of memory: the limit of 64 MiB is reached (--max-memory). )"
        R"(Delete items or tables, or send less at a time"})");
  CHECK(Call(*emulator, "GetItem", key).body.size() > 100'000);
  SECTION("items are deleted") {
    for (int i = 0; i < put; ++i) {
      const std::string name = std::to_string(i);
      REQUIRE(Call(*emulator, "DeleteItem",
                   R"({"TableName":"Things","Key":{"Id":{"S":")" + name + R"("}}})")
                  .status == 200);
    }
  }
  SECTION("the table is deleted") {
    REQUIRE(Call(*emulator, "DeleteTable", R"({"TableName":"Things"})").status == 200);
    REQUIRE(Call(*emulator, "CreateTable", kCreateTable).status == 200);
  }
  CHECK(FillAgain(*emulator, 200) == 200);
}

TEST_CASE("A taken port is said to be taken, and the emulator goes on", "[emulator]") {
  const auto emulator = Emulator::Open();
  ListenOptions options;
  options.port = emulator->Listen();
  CHECK_THROWS_WITH(emulator->Listen(options),
                    Catch::StartsWith("cannot listen on 127.0.0.1:" + std::to_string(options.port) +
                                      ": the port is taken"));
  CHECK(Call(*emulator, "ListTables", "{}").body == R"({"TableNames":[]})");
}

TEST_CASE("Closing ends the servers; closing again does nothing", "[emulator]") {
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

TEST_CASE("Snapshots are taken, restored, listed and deleted by methods", "[emulator]") {
  ManualClock clock(1767225600000);
  EmulatorOptions options;
  options.clock = &clock;
  const auto emulator = Emulator::Open(options);
  CHECK(emulator->TakeSnapshot("empty").created_millis == 1767225600000);
  CHECK(Call(*emulator, "CreateTable", kCreateTable).status == 200);
  clock.Advance(std::chrono::hours(1));
  CHECK(emulator->RestoreSnapshot("empty").name == "empty");
  CHECK(clock.NowMillis() == 1767225600000);
  CHECK(Call(*emulator, "ListTables", "{}").body == R"({"TableNames":[]})");
  REQUIRE(emulator->ListSnapshots().size() == 1);
  CHECK(emulator->ListSnapshots()[0].name == "empty");
  CHECK(emulator->DeleteSnapshot("empty").name == "empty");
  CHECK(emulator->ListSnapshots().empty());
  CHECK(Call(*emulator, "CreateTable", kCreateTable).status == 200);
  emulator->Reset();
  CHECK(Call(*emulator, "ListTables", "{}").body == R"({"TableNames":[]})");
}

TEST_CASE("Methods on snapshots say what is wrong", "[emulator]") {
  const auto emulator = Emulator::Open();
  emulator->TakeSnapshot("fixture");
  CHECK_THROWS_WITH(emulator->TakeSnapshot("fixture"),
                    "there is a snapshot fixture already: delete it first, or choose another name");
  CHECK_THROWS_AS(emulator->TakeSnapshot(""), std::invalid_argument);
  CHECK_THROWS_WITH(emulator->RestoreSnapshot("other"), "there is no snapshot other");
  CHECK_THROWS_AS(emulator->DeleteSnapshot("other"), std::invalid_argument);
}

}  // namespace
}  // namespace pumice::test
