// SPDX-License-Identifier: Apache-2.0

#include "pumice/space.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "pumice/clock.h"
#include "pumice/emulator.h"

namespace pumice::test {
namespace {

constexpr std::string_view kThings = R"({"TableName":"Things","BillingMode":"PAY_PER_REQUEST",
  "AttributeDefinitions":[{"AttributeName":"Id","AttributeType":"S"}],
  "KeySchema":[{"AttributeName":"Id","KeyType":"HASH"}],
  "StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"}})";

constexpr int64_t kStart = 1767225600000;  // 2026-01-01

// Collects records, and waits for them.
class Records {
 public:
  Space::RecordCallback Sink() {
    return [this](std::string_view record) {
      const std::lock_guard lock(mutex_);
      records_.emplace_back(record);
      changed_.notify_all();
    };
  }
  // The new images, in the order in which they came, once there are so many.
  std::vector<std::string> Await(size_t count) {
    std::unique_lock lock(mutex_);
    REQUIRE(changed_.wait_for(lock, std::chrono::seconds(60),
                              [&] { return records_.size() >= count; }));
    std::vector<std::string> images;
    for (const std::string& record : records_) {
      const size_t start = record.find(R"("NewImage":)") + 11;
      images.push_back(record.substr(start, record.find(R"(,"SequenceNumber")") - start));
    }
    return images;
  }
  size_t size() {
    const std::lock_guard lock(mutex_);
    return records_.size();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> records_;
};

TEST_CASE("A space is called without HTTP", "[space]") {
  const auto emulator = Emulator::Open();
  const Space space = emulator->Space("test");
  CHECK(space.name() == "test");
  space.CreateTable(kThings);
  space.PutItems("Things", R"([{"Id":{"S":"a"},"N":{"N":"1"}},{"Id":{"S":"b"}}])");
  CHECK(space.Call("GetItem", R"({"TableName":"Things","Key":{"Id":{"S":"a"}}})") ==
        R"({"Item":{"Id":{"S":"a"},"N":{"N":"1"}}})");
  CHECK(space.Call("Scan", R"({"TableName":"Things","Select":"COUNT"})") ==
        R"({"Count":2,"ScannedCount":2})");
  CHECK(emulator->Space("other").Call("ListTables", "{}") == R"({"TableNames":[]})");
  CHECK(emulator->Space().Call("ListTables", "{}") == R"({"TableNames":[]})");
}

TEST_CASE("A whole answer is returned, whatever it says", "[space]") {
  const auto emulator = Emulator::Open();
  const Space space = emulator->Space("test");
  const HttpResponse listed = space.Answer("ListTables", "{}");
  CHECK(listed.status == 200);
  CHECK(listed.body == R"({"TableNames":[]})");
  CHECK(listed.Header("Content-Type") == "application/x-amz-json-1.0");
  const HttpResponse refused = space.Answer("DescribeTable", R"({"TableName":"None"})");
  CHECK(refused.status == 400);
  CHECK(refused.body == R"({"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",)"
                        R"("message":"Requested resource not found: Table: None not found"})");
}

TEST_CASE("A space is copied, emptied and removed by methods", "[space]") {
  const auto emulator = Emulator::Open();
  const Space space = emulator->Space("fixture");
  space.CreateTable(kThings);
  space.PutItems("Things", R"([{"Id":{"S":"a"}}])");
  const Space copy = space.Fork("copy");
  CHECK(copy.name() == "copy");
  copy.PutItems("Things", R"([{"Id":{"S":"b"}}])");
  const auto count = [](const Space& counted) {
    return counted.Call("Scan", R"({"TableName":"Things","Select":"COUNT"})");
  };
  CHECK(count(copy) == R"({"Count":2,"ScannedCount":2})");
  CHECK(count(space) == R"({"Count":1,"ScannedCount":1})");
  CHECK_THROWS_AS(space.Fork("copy"), std::invalid_argument);
  CHECK_THROWS_AS(space.Fork("no name"), std::invalid_argument);
  CHECK_THROWS_AS(emulator->Space("nobody").Fork("other"), std::invalid_argument);

  copy.Reset();
  CHECK(copy.Call("ListTables", "{}") == R"({"TableNames":[]})");
  CHECK(count(space) == R"({"Count":1,"ScannedCount":1})");
  space.Delete();
  CHECK_THROWS_AS(space.Delete(), std::invalid_argument);
  CHECK(space.Call("ListTables", "{}") == R"({"TableNames":[]})");
}

TEST_CASE("Snapshots are those of their space", "[space]") {
  const auto emulator = Emulator::Open();
  const Space first = emulator->Space("first");
  const Space second = emulator->Space("second");
  first.CreateTable(kThings);
  second.CreateTable(kThings);
  CHECK(first.TakeSnapshot("fixture").name == "fixture");
  CHECK(second.ListSnapshots().empty());
  for (const Space* space : {&first, &second}) {
    space->PutItems("Things", R"([{"Id":{"S":"a"}}])");
  }
  CHECK(first.RestoreSnapshot("fixture").name == "fixture");
  CHECK(first.Call("Scan", R"({"TableName":"Things","Select":"COUNT"})") ==
        R"({"Count":0,"ScannedCount":0})");
  CHECK(second.Call("Scan", R"({"TableName":"Things","Select":"COUNT"})") ==
        R"({"Count":1,"ScannedCount":1})");
  CHECK_THROWS_AS(second.RestoreSnapshot("fixture"), std::invalid_argument);
  CHECK(first.DeleteSnapshot("fixture").name == "fixture");
  CHECK_THROWS_AS(first.DeleteSnapshot("fixture"), std::invalid_argument);
}

TEST_CASE("A table is ACTIVE when CreateTable of a space returns", "[space]") {
  EmulatorOptions options;
  options.transition_delay = std::chrono::milliseconds(50);
  const auto emulator = Emulator::Open(options);
  const Space space = emulator->Space("test");
  space.CreateTable(kThings);
  space.PutItems("Things", R"([{"Id":{"S":"a"}}])");
  CHECK(space.Call("Scan", R"({"TableName":"Things"})") ==
        R"({"Items":[{"Id":{"S":"a"}}],"Count":1,"ScannedCount":1})");
}

// "name: message" of the error that a call throws.
template <typename Call>
std::string ErrorOf(Call call) {
  try {
    call();
  } catch (const ServiceError& error) {
    return error.name() + ": " + error.what();
  }
  return "none";
}

TEST_CASE("A space's errors are thrown", "[space]") {
  const auto emulator = Emulator::Open();
  const Space space = emulator->Space("test");
  CHECK(ErrorOf([&] { space.Call("GetItem", R"({"TableName":"Things","Key":{}})"); }) ==
        "ResourceNotFoundException: Requested resource not found");
  CHECK(ErrorOf([&] { space.PutItems("Things", "{}"); }) ==
        "SerializationException: the items are no JSON array");
  space.CreateTable(kThings);
  CHECK(ErrorOf([&] { space.CreateTable(kThings); }) ==
        "ResourceInUseException: Table already exists: Things");
  CHECK(ErrorOf([&] { (void)space.OnRecord("Nothing", {}); }) ==
        "ResourceNotFoundException: Requested resource not found: Table: Nothing not found");
  CHECK_THROWS_AS(emulator->Space("a b"), std::invalid_argument);
  CHECK_THROWS_AS(emulator->Space(""), std::invalid_argument);
}

TEST_CASE("Records of a stream are handed to a callback", "[space]") {
  ManualClock clock(kStart);
  EmulatorOptions options;
  options.clock = &clock;
  options.stream_shards = GENERATE(as<uint16_t>(), 1, 4);
  options.log = [](LogLevel, std::string_view line) { FAIL_CHECK(line); };
  const auto emulator = Emulator::Open(options);
  const Space space = emulator->Space("test");
  space.CreateTable(kThings);
  space.PutItems("Things", R"([{"Id":{"S":"before"}}])");
  Records records;
  Records others;
  auto feed = space.OnRecord("Things", records.Sink());
  const auto other_feed = space.OnRecord("Things", others.Sink());
  for (const char* n : {"1", "2", "3"}) {
    space.PutItems("Things", R"([{"Id":{"S":"a"},"N":{"N":")" + std::string(n) + R"("}}])");
  }
  const std::vector<std::string> images = {R"({"Id":{"S":"a"},"N":{"N":"1"}})",
                                           R"({"Id":{"S":"a"},"N":{"N":"2"}})",
                                           R"({"Id":{"S":"a"},"N":{"N":"3"}})"};
  CHECK(records.Await(3) == images);
  CHECK(others.Await(3) == images);
  // Longer than an iterator lives, and into another shard.
  clock.Advance(std::chrono::hours(30));
  space.PutItems("Things", R"([{"Id":{"S":"a"},"N":{"N":"4"}}])");
  CHECK(records.Await(4).back() == R"({"Id":{"S":"a"},"N":{"N":"4"}})");
  feed.reset();
  space.PutItems("Things", R"([{"Id":{"S":"a"},"N":{"N":"5"}}])");
  CHECK(others.Await(5).back() == R"({"Id":{"S":"a"},"N":{"N":"5"}})");
  CHECK(records.size() == 4);
}

TEST_CASE("A callback may use its space, and end its feed", "[space]") {
  const auto emulator = Emulator::Open();
  const Space space = emulator->Space("test");
  space.CreateTable(kThings);
  std::shared_ptr<void> feed;
  Records records;
  const auto sink = records.Sink();
  feed = space.OnRecord("Things", [&](std::string_view record) {
    if (record.find(R"("copy")") != std::string_view::npos) {
      feed.reset();
      sink(record);  // the last step: the test then ends, and the feed's handle with it
      return;
    }
    space.PutItems("Things", R"([{"Id":{"S":"copy"}}])");
  });
  space.PutItems("Things", R"([{"Id":{"S":"a"}}])");
  CHECK(records.Await(1) == std::vector<std::string>{R"({"Id":{"S":"copy"}})"});
}

}  // namespace
}  // namespace pumice::test
