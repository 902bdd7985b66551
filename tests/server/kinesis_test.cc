// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "protocol/base64.h"
#include "protocol/json.h"
#include "pumice/emulator.h"
#include "server/listener.h"
#include "tests/support/service.h"
#include "tests/support/temporary_directory.h"

// Changes of tables, delivered to a Kinesis endpoint of the test's own over HTTP.
namespace pumice::test {
namespace {

constexpr int64_t kNow = 1577836800123;  // 2020-01-01
const std::string kStreamArn = "arn:aws:kinesis:eu-central-1:000000000000:stream/changes";

// As much of Kinesis as PutRecords needs.
class KinesisEndpoint {
 public:
  explicit KinesisEndpoint(uint16_t port = 0)
      : listener_(Options(port), [this](const HttpRequest& request) { return Put(request); }) {}

  std::string url() const { return "http://127.0.0.1:" + std::to_string(listener_.port()); }
  uint16_t port() const { return listener_.port(); }

  // Records that were taken, in the order in which they were. Waits for that many.
  std::vector<std::string> WaitFor(size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(30), [&] { return records_.size() >= count; });
    return records_;
  }
  std::string last_head() {
    const std::lock_guard lock(mutex_);
    return head_;
  }
  // How many of the next records are refused, one by one, as throttled.
  void Throttle(size_t count) {
    const std::lock_guard lock(mutex_);
    throttle_ = count;
  }

 private:
  static ListenOptions Options(uint16_t port) {
    ListenOptions options;
    options.port = port;
    options.threads = 1;
    return options;
  }

  HttpResponse Put(const HttpRequest& request) {
    JsonDocument document;
    REQUIRE(document.Parse(request.body));
    const std::lock_guard lock(mutex_);
    head_ = std::string(request.Header("X-Amz-Target")) + "|" +
            std::string(request.Header("Content-Type")) + "|" +
            std::string(request.Header("Authorization")) + "|" +
            std::string(*FindString(document.root(), "StreamARN"));
    HttpResponse response;
    response.body = "{\"Records\":[";
    for (const JsonValue& record : FindMember(document.root(), "Records")->GetArray()) {
      if (response.body.back() != '[') response.body += ",";
      if (throttle_ > 0) {
        --throttle_;
        response.body += R"({"ErrorCode":"ProvisionedThroughputExceededException"})";
        continue;
      }
      CHECK(FindString(record, "PartitionKey")->size() == 32);
      records_.emplace_back();
      AppendDecodedBase64(*FindString(record, "Data"), &records_.back());
      response.body += R"({"SequenceNumber":"1","ShardId":"shardId-000000000000"})";
    }
    response.body += "]}";
    changed_.notify_all();
    return response;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> records_;
  std::string head_;
  size_t throttle_ = 0;
  Listener listener_;
};

class Pumice {
 public:
  explicit Pumice(EmulatorOptions options) : emulator_(Emulator::Open(options)) {}

  std::string Call(const std::string& operation, const std::string& input) {
    const std::string target = "DynamoDB_20120810." + operation;
    const std::string body = Json(input);
    HttpRequest request;
    request.method = "POST";
    request.target = "/";
    request.headers = {
        {"Host", "localhost"},
        {"Content-Type", "application/x-amz-json-1.0"},
        {"X-Amz-Target", target},
        {"X-Amz-Date", "20240101T000000Z"},
        {"Authorization",
         "AWS4-HMAC-SHA256 Credential=AKID/20240101/us-east-1/dynamodb/aws4_request, "
         "SignedHeaders=host;x-amz-date, Signature=ab"}};
    request.body = body;
    return emulator_->Handle(request).body;
  }
  void CreateTable() {
    Call("CreateTable",
         "{'TableName':'Orders','BillingMode':'PAY_PER_REQUEST',"
         "'AttributeDefinitions':[{'AttributeName':'id','AttributeType':'S'}],"
         "'KeySchema':[{'AttributeName':'id','KeyType':'HASH'}]}");
  }
  std::string Enable(const std::string& more = "") {
    return Call("EnableKinesisStreamingDestination",
                "{'TableName':'Orders','StreamArn':'" + kStreamArn + "'" + more + "}");
  }
  std::string Describe() {
    return Call("DescribeKinesisStreamingDestination", "{'TableName':'Orders'}");
  }
  void Put(const std::string& id, const std::string& attribute) {
    Call("PutItem",
         "{'TableName':'Orders','Item':{'id':{'S':'" + id + "'},'v':" + attribute + "}}");
  }

 private:
  std::unique_ptr<Emulator> emulator_;
};

std::string Destination(const std::string& status, const std::string& more = "") {
  return Json("{'TableName':'Orders','KinesisDataStreamDestinations':[{'StreamArn':'" + kStreamArn +
              "','DestinationStatus':'" + status + "'" + more + "}]}");
}

// The record without what differs each time: its event's id.
std::string WithoutId(std::string record) {
  const std::string key = Json("'eventID':'");
  const size_t at = record.find(key);
  if (at != std::string::npos) record.replace(at + key.size(), 36, "ID");
  return record;
}

EmulatorOptions To(const KinesisEndpoint& kinesis, Clock* clock) {
  EmulatorOptions options;
  options.clock = clock;
  options.kinesis_endpoint = kinesis.url();
  return options;
}

TEST_CASE("A change is delivered as DynamoDB's record, signed", "[kinesis]") {
  KinesisEndpoint kinesis;
  ManualClock clock(kNow);
  Pumice pumice(To(kinesis, &clock));
  pumice.CreateTable();
  CHECK(pumice.Enable() ==
        Json("{'TableName':'Orders','StreamArn':'" + kStreamArn +
             "','DestinationStatus':'ENABLING','EnableKinesisStreamingConfiguration':{}}"));
  CHECK(pumice.Describe() == Destination("ACTIVE"));
  pumice.Put("a", "{'B':'3q2+7w=='}");
  pumice.Put("a", "{'N':'2'}");
  pumice.Put("a", "{'N':'2'}");  // changes nothing
  pumice.Call("DeleteItem", "{'TableName':'Orders','Key':{'id':{'S':'a'}}}");
  const std::vector<std::string> records = kinesis.WaitFor(3);
  REQUIRE(records.size() == 3);
  const std::string head = "{'awsRegion':'us-east-1','eventID':'ID','eventName':";
  const std::string middle =
      ",'userIdentity':null,'recordFormat':'application/json','tableName':'Orders','dynamodb':"
      "{'ApproximateCreationDateTime':1577836800123,'Keys':{'id':{'S':'a'}},";
  const std::string tail = "},'eventSource':'aws:dynamodb'}";
  CHECK(WithoutId(records[0]) ==
        Json(head + "'INSERT'" + middle +
             "'NewImage':{'id':{'S':'a'},'v':{'B':'3q2+7w=='}},'SizeBytes':11" + tail));
  CHECK(WithoutId(records[1]) ==
        Json(head + "'MODIFY'" + middle +
             "'NewImage':{'id':{'S':'a'},'v':{'N':'2'}},"
             "'OldImage':{'id':{'S':'a'},'v':{'B':'3q2+7w=='}},'SizeBytes':17" +
             tail));
  CHECK(WithoutId(records[2]) ==
        Json(head + "'REMOVE'" + middle +
             "'OldImage':{'id':{'S':'a'},'v':{'N':'2'}},'SizeBytes':9" + tail));
  const std::string last = kinesis.last_head();
  CHECK(
      last.starts_with("Kinesis_20131202.PutRecords|application/x-amz-json-1.1|"
                       "AWS4-HMAC-SHA256 Credential=pumice/"));
  CHECK(last.find("/eu-central-1/kinesis/aws4_request, "
                  "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=") !=
        std::string::npos);
  CHECK(last.ends_with("|" + kStreamArn));
}

TEST_CASE("Microseconds, from the update on", "[kinesis]") {
  KinesisEndpoint kinesis;
  ManualClock clock(kNow);
  Pumice pumice(To(kinesis, &clock));
  pumice.CreateTable();
  pumice.Enable();
  const std::string update =
      "{'TableName':'Orders','StreamArn':'" + kStreamArn +
      "','UpdateKinesisStreamingConfiguration':{'ApproximateCreationDateTimePrecision':"
      "'MICROSECOND'}}";
  CHECK(pumice.Call("UpdateKinesisStreamingDestination", update) ==
        Json("{'TableName':'Orders','StreamArn':'" + kStreamArn +
             "','DestinationStatus':'UPDATING','UpdateKinesisStreamingConfiguration':"
             "{'ApproximateCreationDateTimePrecision':'MICROSECOND'}}"));
  CHECK(pumice.Describe() ==
        Destination("ACTIVE", ",'ApproximateCreationDateTimePrecision':'MICROSECOND'"));
  CHECK(pumice.Call("UpdateKinesisStreamingDestination", update)
            .find("Invalid Request: Precision is already set to the desired value of MICROSECOND "
                  "for tableId: ") != std::string::npos);
  clock.Advance(std::chrono::seconds(1));
  pumice.Put("a", "{'N':'1'}");
  const std::vector<std::string> records = kinesis.WaitFor(1);
  REQUIRE(records.size() == 1);
  CHECK(records[0].find(Json("'ApproximateCreationDateTime':1577836801123000,")) !=
        std::string::npos);
  CHECK(records[0].find(Json("'SizeBytes':9,'ApproximateCreationDateTimePrecision':"
                             "'MICROSECOND'")) != std::string::npos);
}

TEST_CASE("After Disable nothing is delivered, and it can be enabled again", "[kinesis]") {
  KinesisEndpoint kinesis;
  ManualClock clock(kNow);
  Pumice pumice(To(kinesis, &clock));
  pumice.CreateTable();
  pumice.Enable();
  CHECK(pumice.Enable().find("EnableKinesisStreamingDestination must be DISABLED or "
                             "ENABLE_FAILED") != std::string::npos);
  pumice.Put("a", "{'N':'1'}");
  CHECK(pumice.Call("DisableKinesisStreamingDestination",
                    "{'TableName':'Orders','StreamArn':'" + kStreamArn + "'}") ==
        Json("{'TableName':'Orders','StreamArn':'" + kStreamArn +
             "','DestinationStatus':'DISABLING'}"));
  CHECK(pumice.Describe() == Destination("DISABLED"));
  pumice.Put("b", "{'N':'1'}");
  pumice.Enable();
  pumice.Put("c", "{'N':'1'}");
  const std::vector<std::string> records = kinesis.WaitFor(2);
  REQUIRE(records.size() == 2);
  CHECK(records[0].find(Json("'Keys':{'id':{'S':'a'}}")) != std::string::npos);
  CHECK(records[1].find(Json("'Keys':{'id':{'S':'c'}}")) != std::string::npos);
}

TEST_CASE("States step by the clock", "[kinesis]") {
  KinesisEndpoint kinesis;
  ManualClock clock(kNow);
  EmulatorOptions options = To(kinesis, &clock);
  options.transition_delay = std::chrono::seconds(2);
  Pumice pumice(options);
  pumice.CreateTable();
  clock.Advance(std::chrono::seconds(2));
  pumice.Enable();
  CHECK(pumice.Describe() == Destination("ENABLING"));
  clock.Advance(std::chrono::seconds(2));
  CHECK(pumice.Describe() == Destination("ACTIVE"));
}

TEST_CASE("What Kinesis throttles comes again", "[kinesis]") {
  KinesisEndpoint kinesis;
  ManualClock clock(kNow);
  Pumice pumice(To(kinesis, &clock));
  pumice.CreateTable();
  pumice.Enable();
  kinesis.Throttle(2);
  for (const char* id : {"a", "b", "c"}) pumice.Put(id, "{'N':'1'}");
  CHECK(kinesis.WaitFor(3).size() == 3);
}

TEST_CASE("Changes wait for an endpoint that is not there, through a restart", "[kinesis]") {
  const TemporaryDirectory directory;
  ManualClock clock(kNow);
  auto kinesis = std::make_unique<KinesisEndpoint>();
  const uint16_t port = kinesis->port();
  EmulatorOptions options = To(*kinesis, &clock);
  options.data_dir = directory.path();
  {
    Pumice pumice(options);
    pumice.CreateTable();
    pumice.Enable();
    pumice.Put("first", "{'N':'1'}");
    REQUIRE(kinesis->WaitFor(1).size() == 1);
    kinesis.reset();
    for (int i = 0; i < 600; ++i) pumice.Put("item" + std::to_string(i), "{'N':'1'}");
  }
  kinesis = std::make_unique<KinesisEndpoint>(port);
  Pumice pumice(options);
  const std::vector<std::string> records = kinesis->WaitFor(600);
  REQUIRE(records.size() >= 600);
  // At least once, and in order.
  CHECK(records.back().find("item599") != std::string::npos);
}

TEST_CASE("A table that is gone has its last changes delivered", "[kinesis]") {
  KinesisEndpoint kinesis;
  ManualClock clock(kNow);
  Pumice pumice(To(kinesis, &clock));
  pumice.CreateTable();
  pumice.Enable();
  kinesis.Throttle(3);
  pumice.Put("a", "{'N':'1'}");
  pumice.Call("DeleteTable", "{'TableName':'Orders'}");
  CHECK(kinesis.WaitFor(1).size() == 1);
}

TEST_CASE("Change logs are no streams of the API's", "[kinesis]") {
  KinesisEndpoint kinesis;
  ManualClock clock(kNow);
  Pumice pumice(To(kinesis, &clock));
  pumice.CreateTable();
  pumice.Enable();
  CHECK(pumice.Call("ListStreams", "{}").find("changes") == std::string::npos);
}

}  // namespace
}  // namespace pumice::test
