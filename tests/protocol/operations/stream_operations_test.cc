// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "protocol/json.h"
#include "tests/support/service.h"

// The wire's side of DynamoDB Streams (API Reference, Amazon DynamoDB Streams).
namespace pumice::test {
namespace {

constexpr int64_t kStart = 1431379293291;  // 2015-05-11T21:21:33.291Z
const std::string kArn =
    "arn:aws:dynamodb:us-east-1:000000000000:table/Music/stream/2015-05-11T21:21:33.291";
// 1431379293291 << 20, and its count.
const std::string kFirstNumber = "101500909973841903616";

struct OnClock {
  ManualClock clock{kStart};
};

// A service on a clock that stands still, with a table "Music" that has a stream.
class StreamService : private OnClock, public Service {
 public:
  explicit StreamService(const std::string& view = "NEW_AND_OLD_IMAGES")
      : Service(OptionsOn(&clock_())) {
    Call("CreateTable",
         "{'TableName':'Music','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':["
         "{'AttributeName':'Artist','AttributeType':'S'},{'AttributeName':'Year','AttributeType':'"
         "N'}],"
         "'KeySchema':[{'AttributeName':'Artist','KeyType':'HASH'},{'AttributeName':'Year',"
         "'KeyType':'RANGE'}],'StreamSpecification':{'StreamEnabled':true,'StreamViewType':'" +
             view + "'}}");
  }

  ManualClock& clock_() { return OnClock::clock; }

  std::string Describe(const std::string& others = "") {
    return Call("DescribeStream", "{'StreamArn':'" + kArn + "'" + others + "}");
  }
  // A member of the first shard of DescribeStream's answer.
  std::string ShardId() {
    const std::string answer = Describe();
    const size_t at = answer.find("shardId-");
    return answer.substr(at, answer.find('"', at) - at);
  }
  std::string GetIterator(const std::string& type, const std::string& others = "") {
    return Call("GetShardIterator", "{'StreamArn':'" + kArn + "','ShardId':'" + ShardId() +
                                        "','ShardIteratorType':'" + type + "'" + others + "}");
  }
  std::string Iterator(const std::string& type = "TRIM_HORIZON") {
    return Member(GetIterator(type), "ShardIterator");
  }
  // The answer's records as they stand there.
  std::string Records(const std::string& iterator, const std::string& others = "") {
    const std::string answer =
        Call("GetRecords", "{'ShardIterator':'" + iterator + "'" + others + "}");
    const size_t next = answer.find(",\"NextShardIterator\"");
    return next == std::string::npos ? answer : answer.substr(0, next) + "}";
  }
  static std::string Member(const std::string& answer, std::string_view name) {
    JsonDocument document;
    if (!document.Parse(answer)) return {};
    return std::string(FindString(document.root(), name).value_or(""));
  }

 private:
  static DatabaseOptions OptionsOn(Clock* clock) {
    DatabaseOptions options;
    options.clock = clock;
    return options;
  }
};

// A record without its eventID.
std::string WithoutIds(std::string records) {
  const std::string begin = "\"eventID\":\"";
  for (size_t at = records.find(begin); at != std::string::npos; at = records.find(begin)) {
    records.erase(at, begin.size() + 32 + 2);
  }
  return records;
}

TEST_CASE("DescribeStream and ListStreams tell of a stream", "[stream_operations]") {
  StreamService service;
  const std::string shard = service.ShardId();
  CHECK(service.Describe() ==
        Json("{'StreamDescription':{'StreamArn':'" + kArn +
             "','StreamLabel':'2015-05-11T21:21:33.291','StreamStatus':'ENABLED',"
             "'StreamViewType':'NEW_AND_OLD_IMAGES','CreationRequestDateTime':1431379293.291,"
             "'TableName':'Music','KeySchema':[{'AttributeName':'Artist','KeyType':'HASH'},"
             "{'AttributeName':'Year','KeyType':'RANGE'}],'Shards':[{'ShardId':'" +
             shard + "','SequenceNumberRange':{'StartingSequenceNumber':'" + kFirstNumber +
             "'}}]}}"));
  CHECK(service.Call("ListStreams", "{}") ==
        Json("{'Streams':[{'StreamArn':'" + kArn +
             "','TableName':'Music','StreamLabel':'2015-05-11T21:21:33.291'}]}"));
  CHECK(service.Call("ListStreams", "{'TableName':'Other'}") == Json("{'Streams':[]}"));
  service.Call("CreateTable",
               "{'TableName':'Next','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':["
               "{'AttributeName':'a','AttributeType':'S'}],'KeySchema':[{'AttributeName':'a',"
               "'KeyType':'HASH'}],'StreamSpecification':{'StreamEnabled':true,'StreamViewType':"
               "'KEYS_ONLY'}}");
  CHECK(service.Call("ListStreams", "{'Limit':1,'ExclusiveStartStreamArn':'" + kArn + "'}") ==
        Json("{'Streams':[{'StreamArn':'arn:aws:dynamodb:us-east-1:000000000000:table/Next/stream/"
             "2015-05-11T21:21:33.291','TableName':'Next','StreamLabel':"
             "'2015-05-11T21:21:33.291'}]}"));
  CHECK(StreamService::Member(service.Call("ListStreams", "{'Limit':1}"),
                              "LastEvaluatedStreamArn") == kArn);
}

TEST_CASE("DescribeStream tells of closed shards, their children and pages",
          "[stream_operations]") {
  StreamService service;
  const std::string first = service.ShardId();
  service.clock_().Advance(std::chrono::hours(5));
  const std::string page = service.Describe(",'Limit':1");
  CHECK(page.find(Json("'Shards':[{'ShardId':'" + first +
                       "','SequenceNumberRange':{'StartingSequenceNumber':'" + kFirstNumber +
                       "','EndingSequenceNumber':'101500925073336303615'}}],"
                       "'LastEvaluatedShardId':'" +
                       first + "'}}")) != std::string::npos);
  const std::string rest = service.Describe(",'ExclusiveStartShardId':'" + first + "'");
  const std::string children =
      service.Describe(",'ShardFilter':{'Type':'CHILD_SHARDS','ShardId':'" + first + "'}");
  CHECK(rest == children);
  CHECK(rest.find(Json("'SequenceNumberRange':{'StartingSequenceNumber':'101500925073336303616'},"
                       "'ParentShardId':'" +
                       first + "'}]}}")) != std::string::npos);
}

TEST_CASE("GetRecords answers records in the service's form", "[stream_operations]") {
  StreamService service;
  const std::string key = "'Artist':{'S':'a'},'Year':{'N':'1'}";
  service.Call("PutItem", "{'TableName':'Music','Item':{" + key + ",'v':{'S':'old'}}}");
  service.clock_().Advance(std::chrono::seconds(2));
  service.Call("UpdateItem", "{'TableName':'Music','Key':{" + key +
                                 "},'UpdateExpression':'SET v = :v',"
                                 "'ExpressionAttributeValues':{':v':{'S':'new'}}}");
  service.Call("DeleteItem", "{'TableName':'Music','Key':{" + key + "}}");
  const std::string old_item = "{" + key + ",'v':{'S':'old'}}";
  const std::string new_item = "{" + key + ",'v':{'S':'new'}}";
  const auto record = [&](const std::string& event, const std::string& seconds,
                          const std::string& images, const std::string& number,
                          const std::string& size) {
    return "{'eventName':'" + event +
           "','eventVersion':'1.1','eventSource':'aws:dynamodb','awsRegion':'us-east-1',"
           "'dynamodb':{'ApproximateCreationDateTime':" +
           seconds + ",'Keys':{" + key + "}," + images + ",'SequenceNumber':'" + number +
           "','SizeBytes':" + size + ",'StreamViewType':'NEW_AND_OLD_IMAGES'}}";
  };
  // Artist a: 7, Year 1: 6, v: 4.
  CHECK(
      WithoutIds(service.Records(service.Iterator())) ==
      Json("{'Records':[" +
           record("INSERT", "1431379293", "'NewImage':" + old_item, kFirstNumber, "30") + "," +
           record("MODIFY", "1431379295", "'NewImage':" + new_item + ",'OldImage':" + old_item,
                  "101500909975939055616", "47") +
           "," +
           record("REMOVE", "1431379295", "'OldImage':" + new_item, "101500909975939055617", "30") +
           "]}"));
  CHECK(WithoutIds(service.Records(service.Iterator(), ",'Limit':1")) ==
        Json("{'Records':[" +
             record("INSERT", "1431379293", "'NewImage':" + old_item, kFirstNumber, "30") + "]}"));
  CHECK(service.Records(service.Iterator("LATEST")) == Json("{'Records':[]}"));
}

TEST_CASE("Iterators for sequence numbers begin there", "[stream_operations]") {
  StreamService service("KEYS_ONLY");
  for (const std::string year : {"1", "2"}) {
    service.Call("PutItem",
                 "{'TableName':'Music','Item':{'Artist':{'S':'a'},'Year':{'N':'" + year + "'}}}");
  }
  const auto years = [&](const std::string& type) {
    const std::string answer =
        service.GetIterator(type, ",'SequenceNumber':'" + kFirstNumber + "'");
    const std::string records = service.Records(StreamService::Member(answer, "ShardIterator"));
    std::string found;
    for (size_t at = records.find("\"N\":"); at != std::string::npos;
         at = records.find("\"N\":", at + 1)) {
      found += records[at + 5];
    }
    return found;
  };
  CHECK(years("AT_SEQUENCE_NUMBER") == "12");
  CHECK(years("AFTER_SEQUENCE_NUMBER") == "2");
}

TEST_CASE("The end of a closed shard has no next iterator", "[stream_operations]") {
  StreamService service;
  service.clock_().Advance(std::chrono::hours(4));
  CHECK(service.Call("GetRecords", "{'ShardIterator':'" + service.Iterator() + "'}") ==
        Json("{'Records':[]}"));
}

TEST_CASE("Faults of the operations on streams are told", "[stream_operations]") {
  StreamService service;
  const std::string other_arn = kArn.substr(0, kArn.size() - 1) + "2";
  const std::string no_stream =
      "ResourceNotFoundException: Requested resource not found: Stream: " + other_arn +
      " not found";
  const std::string no_shard =
      "ResourceNotFoundException: Requested resource not found: Shard does not exist";
  CHECK(service.Call("DescribeStream", "{'StreamArn':'" + other_arn + "'}") == no_stream);
  CHECK(service.Call("GetShardIterator", "{'StreamArn':'" + other_arn + "','ShardId':'" +
                                             service.ShardId() +
                                             "','ShardIteratorType':'LATEST'}") == no_stream);
  CHECK(service.Call("GetShardIterator", "{'StreamArn':'" + kArn +
                                             "','ShardId':'shardId-00000001414576573621-f55eea83',"
                                             "'ShardIteratorType':'LATEST'}") == no_shard);
  CHECK(service.GetIterator("AT_SEQUENCE_NUMBER") ==
        "ValidationException: SequenceNumber must be provided for ShardIteratorType "
        "AT_SEQUENCE_NUMBER");
  CHECK(service.GetIterator("AFTER_SEQUENCE_NUMBER", ",'SequenceNumber':'999999999999999999999'") ==
        "ValidationException: Invalid SequenceNumber");
  CHECK(service.Call("GetRecords", "{'ShardIterator':'none'}") ==
        "ValidationException: Invalid ShardIterator");
  const auto too_many = [](const std::string& limit, const std::string& most) {
    return "ValidationException: 1 validation error detected: Value '" + limit +
           "' at 'limit' failed to satisfy constraint: Member must have value less than or equal "
           "to " +
           most;
  };
  CHECK(service.Records(service.Iterator(), ",'Limit':1001") == too_many("1001", "1000"));
  CHECK(service.Describe(",'Limit':101") == too_many("101", "100"));
  CHECK(service.Call("ListStreams", "{'Limit':101}") == too_many("101", "100"));

  const std::string iterator = service.Iterator();
  service.clock_().Advance(std::chrono::minutes(15));
  CHECK(service.Records(iterator) ==
        "ExpiredIteratorException: The shard iterator has expired and can no longer be used to "
        "retrieve stream records");
}

TEST_CASE("Records of expired items name the service", "[stream_operations]") {
  StreamService service("KEYS_ONLY");
  service.Call("UpdateTimeToLive",
               "{'TableName':'Music','TimeToLiveSpecification':{'AttributeName':"
               "'until','Enabled':true}}");
  service.Call("PutItem",
               "{'TableName':'Music','Item':{'Artist':{'S':'a'},'Year':{'N':'1'},"
               "'until':{'N':'1431379300'}}}");
  service.clock_().Advance(std::chrono::minutes(1));
  service.RunDueWork();
  const std::string records = service.Records(service.Iterator());
  CHECK(records.find(Json("'eventName':'REMOVE'")) != std::string::npos);
  CHECK(records.find(Json("},'userIdentity':{'PrincipalId':'dynamodb.amazonaws.com','Type':"
                          "'Service'}}]")) != std::string::npos);
}

}  // namespace
}  // namespace pumice::test
