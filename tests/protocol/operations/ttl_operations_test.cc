// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <string>

#include "tests/support/service.h"

// TTL: UpdateTimeToLive and DescribeTimeToLive (API Reference), and "Using time to live (TTL)"
// (Developer Guide).
namespace pumice::test {
namespace {

constexpr int64_t kNow = 1767225600;  // 2026-01-01, in seconds
constexpr int64_t kYear = 365 * 24 * 60 * 60;

class TtlService {
 public:
  TtlService() {
    service_.Call("CreateTable",
                  "{'TableName':'Sessions','BillingMode':'PAY_PER_REQUEST',"
                  "'AttributeDefinitions':[{'AttributeName':'id','AttributeType':'S'},"
                  "{'AttributeName':'user','AttributeType':'S'}],"
                  "'KeySchema':[{'AttributeName':'id','KeyType':'HASH'}],"
                  "'GlobalSecondaryIndexes':[{'IndexName':'byUser','KeySchema':"
                  "[{'AttributeName':'user','KeyType':'HASH'}],"
                  "'Projection':{'ProjectionType':'ALL'}}]}");
  }

  std::string Enable(bool enabled, const std::string& attribute = "expires") {
    return service_.Call("UpdateTimeToLive",
                         "{'TableName':'Sessions','TimeToLiveSpecification':{'AttributeName':'" +
                             attribute + "','Enabled':" + (enabled ? "true" : "false") + "}}");
  }
  std::string Describe() {
    service_.database().RunDueWork();  // waits for the expiry index
    return service_.Call("DescribeTimeToLive", "{'TableName':'Sessions'}");
  }
  void Put(const std::string& id, const std::string& expires) {
    REQUIRE(service_.Call("PutItem", "{'TableName':'Sessions','Item':{'id':{'S':'" + id +
                                         "'},'user':{'S':'u'},'expires':" + expires + "}}") ==
            "{}");
  }
  void PutNumber(const std::string& id, const std::string& seconds) {
    Put(id, "{'N':'" + seconds + "'}");
  }
  void MoveTo(int64_t seconds) {
    clock_.Set(seconds * 1000);
    service_.database().RunDueWork();
  }
  // How many items the table and its index hold.
  std::string Counts() {
    const auto count = [&](const std::string& index) {
      return service_.Call("Scan", "{'TableName':'Sessions','Select':'COUNT'" + index + "}");
    };
    CHECK(count("") == count(",'IndexName':'byUser'"));
    return count("");
  }
  bool Has(const std::string& id) {
    return service_.Call("GetItem", "{'TableName':'Sessions','Key':{'id':{'S':'" + id + "'}}}") !=
           "{}";
  }

 private:
  ManualClock clock_{kNow * 1000};
  Service service_{ByClock(&clock_)};
};

TEST_CASE("TTL is enabled, described and disabled", "[ttl_operations]") {
  TtlService service;
  const std::string disabled = Json("{'TimeToLiveDescription':{'TimeToLiveStatus':'DISABLED'}}");
  CHECK(service.Describe() == disabled);
  CHECK(service.Enable(false) == "ValidationException: TimeToLive is already disabled");
  CHECK(service.Enable(true) ==
        Json("{'TimeToLiveSpecification':{'Enabled':true,'AttributeName':'expires'}}"));
  CHECK(service.Describe() ==
        Json("{'TimeToLiveDescription':{'TimeToLiveStatus':'ENABLED','AttributeName':'expires'}}"));
  CHECK(service.Enable(true) == "ValidationException: TimeToLive is already enabled");
  CHECK(service.Enable(true, "other") ==
        "ValidationException: TimeToLive is active on a different AttributeName: current "
        "AttributeName is expires");
  const std::string too_soon =
      "ValidationException: Time to live has been modified multiple times within a fixed interval";
  service.MoveTo(kNow + 3599);
  CHECK(service.Enable(false) == too_soon);
  service.MoveTo(kNow + 3600);
  CHECK(service.Enable(false) ==
        Json("{'TimeToLiveSpecification':{'Enabled':false,'AttributeName':'expires'}}"));
  CHECK(service.Describe() == disabled);
}

TEST_CASE("Items are deleted when their time is past, not before", "[ttl_operations]") {
  TtlService service;
  service.Enable(true);
  service.PutNumber("a", std::to_string(kNow + 10));
  service.MoveTo(kNow + 10);
  CHECK(service.Has("a"));
  service.MoveTo(kNow + 11);
  CHECK_FALSE(service.Has("a"));
  CHECK(service.Counts() == Json("{'Count':0,'ScannedCount':0}"));
}

TEST_CASE("Only whole-second numbers of the last five years count", "[ttl_operations]") {
  TtlService service;
  service.Enable(true);
  service.PutNumber("recent", std::to_string(kNow - 1));
  service.PutNumber("fraction", std::to_string(kNow - 2) + ".9");
  service.PutNumber("old", std::to_string(kNow - 5 * kYear - 1));
  service.PutNumber("negative", "-5");
  service.PutNumber("huge", "1e60");
  service.Put("text", "{'S':'" + std::to_string(kNow - 1) + "'}");
  service.MoveTo(kNow);
  CHECK_FALSE(service.Has("recent"));
  CHECK_FALSE(service.Has("fraction"));
  for (const char* kept : {"old", "negative", "huge", "text"}) CHECK(service.Has(kept));
}

TEST_CASE("An item's expiry follows its updates", "[ttl_operations]") {
  TtlService service;
  service.Enable(true);
  service.PutNumber("later", std::to_string(kNow + 10));
  service.PutNumber("later", std::to_string(kNow + 1000));
  service.PutNumber("sooner", std::to_string(kNow + 1000));
  service.PutNumber("sooner", std::to_string(kNow + 10));
  service.PutNumber("never", std::to_string(kNow + 10));
  service.Put("never", "{'NULL':true}");
  service.MoveTo(kNow + 100);
  CHECK(service.Has("later"));
  CHECK_FALSE(service.Has("sooner"));
  CHECK(service.Has("never"));
}

TEST_CASE("Items from before TTL was enabled expire too", "[ttl_operations]") {
  TtlService service;
  for (int i = 0; i < 1000; ++i) {
    service.PutNumber("due " + std::to_string(i), std::to_string(kNow - 100));
    service.PutNumber("not due " + std::to_string(i), std::to_string(kNow + 100));
  }
  service.Enable(true);
  service.MoveTo(kNow + 1);
  CHECK(service.Counts() == Json("{'Count':1000,'ScannedCount':1000}"));
}

TEST_CASE("A disabled TTL deletes nothing, and another attribute counts afterwards",
          "[ttl_operations]") {
  TtlService service;
  service.Enable(true);
  service.PutNumber("a", std::to_string(kNow + 3601));
  service.MoveTo(kNow + 3600);
  service.Enable(false);
  service.MoveTo(kNow + 2 * 3600);
  CHECK(service.Has("a"));
  service.Enable(true, "other");
  service.MoveTo(kNow + 3 * 3600);
  CHECK(service.Has("a"));
}

}  // namespace
}  // namespace pumice::test
