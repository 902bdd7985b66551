// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>

#include <chrono>
#include <limits>
#include <stdexcept>
#include <string>

#include "protocol/json.h"
#include "tests/support/service.h"

// At the ends of the times that a clock may tell, and beyond them.
namespace pumice::test {
namespace {

// A clock of somebody else, which may say anything.
class AnyClock : public Clock {
 public:
  explicit AnyClock(int64_t now) : now_(now) {}
  int64_t NowMillis() const override { return now_; }

 private:
  int64_t now_;
};

// A member of an answer, or the whole answer where there is none.
std::string Member(const std::string& answer, std::string_view name) {
  const std::string start = "\"" + std::string(name) + "\":\"";
  const size_t at = answer.find(start);
  if (at == std::string::npos) return answer;
  const size_t from = at + start.size();
  return answer.substr(from, answer.find('"', from) - from);
}

// What the service tells of a table with a stream and TTL, to which two items were written, one in
// a transaction.
std::string Story(Clock* clock) {
  Service service(ByClock(clock));
  const std::string created = service.Call(
      "CreateTable",
      "{'TableName':'Tab','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':[{'AttributeName':"
      "'pk','AttributeType':'S'}],'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'}],"
      "'StreamSpecification':{'StreamEnabled':true,'StreamViewType':'KEYS_ONLY'}}");
  const std::string arn = Member(created, "LatestStreamArn");
  service.Call(
      "UpdateTimeToLive",
      "{'TableName':'Tab','TimeToLiveSpecification':{'AttributeName':'e','Enabled':true}}");
  std::string story = Member(created, "LatestStreamLabel") + "\n";
  story += service.Call("PutItem", "{'TableName':'Tab','Item':{'pk':{'S':'a'},'e':{'N':'0'}}}");
  const std::string put =
      "{'ClientRequestToken':'t','TransactItems':[{'Put':{'TableName':'Tab','Item':{'pk':{'S':'b'}}"
      "}}]}";
  story += service.Call("TransactWriteItems", put) + service.Call("TransactWriteItems", put) + "\n";
  service.RunDueWork();
  story += service.Call("Scan", "{'TableName':'Tab','Select':'COUNT'}") + "\n";
  const std::string shard =
      Member(service.Call("DescribeStream", "{'StreamArn':'" + arn + "'}"), "ShardId");
  for (const char* type : {"TRIM_HORIZON", "LATEST"}) {
    const std::string iterator =
        Member(service.Call("GetShardIterator", "{'StreamArn':'" + arn + "','ShardId':'" + shard +
                                                    "','ShardIteratorType':'" + type + "'}"),
               "ShardIterator");
    const std::string records = service.Call("GetRecords", "{'ShardIterator':'" + iterator + "'}");
    size_t count = 0;
    for (size_t at = 0; (at = records.find("\"eventID\"", at)) != std::string::npos; ++at) ++count;
    story += std::to_string(count) +
             (records.find("NextShardIterator") != std::string::npos ? " and on\n" : "\n");
  }
  return story;
}

std::string Expected(const std::string& label) {
  return label + "\n{}{}{}\n" + Json("{'Count':2,'ScannedCount':2}") + "\n2 and on\n0 and on\n";
}

TEST_CASE("Everything works at the ends of a clock's times", "[clock_range]") {
  ManualClock first(kFirstClockMillis);
  CHECK(Story(&first) == Expected("1970-01-01T00:00:00.000"));
  ManualClock last(kLastClockMillis);
  CHECK(Story(&last) == Expected("2499-12-31T23:59:59.999"));
}

TEST_CASE("Another's clock beyond them stands at the nearest end", "[clock_range]") {
  for (const int64_t millis :
       {int64_t{-1}, int64_t{-600000}, std::numeric_limits<int64_t>::min()}) {
    CAPTURE(millis);
    AnyClock clock(millis);
    CHECK(Story(&clock) == Expected("1970-01-01T00:00:00.000"));
  }
  for (const int64_t millis : {kLastClockMillis + 1, std::numeric_limits<int64_t>::max()}) {
    CAPTURE(millis);
    AnyClock clock(millis);
    CHECK(Story(&clock) == Expected("2499-12-31T23:59:59.999"));
  }
}

TEST_CASE("A manual clock stays within them", "[clock_range]") {
  using std::chrono::milliseconds;
  ManualClock clock(1000);
  for (const int64_t millis :
       {int64_t{-1}, kLastClockMillis + 1, std::numeric_limits<int64_t>::min(),
        std::numeric_limits<int64_t>::max()}) {
    CAPTURE(millis);
    CHECK_THROWS_AS(ManualClock(millis), std::out_of_range);
    CHECK_THROWS_AS(clock.Set(millis), std::out_of_range);
  }
  for (const milliseconds by : {milliseconds(-1001), milliseconds(kLastClockMillis),
                                milliseconds::min(), milliseconds::max()}) {
    CAPTURE(by.count());
    CHECK_THROWS_AS(clock.Advance(by), std::out_of_range);
  }
  CHECK(clock.NowMillis() == 1000);
  clock.Advance(milliseconds(-1000));
  CHECK(clock.NowMillis() == 0);
  clock.Advance(milliseconds(kLastClockMillis));
  CHECK(clock.NowMillis() == kLastClockMillis);
}

}  // namespace
}  // namespace pumice::test
