// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "tests/support/service.h"
#include "tests/support/temporary_directory.h"

// Resource policies, beyond what conformance cases reach: time and restarts.
namespace pumice::test {
namespace {

constexpr int64_t kNow = 1577836800000;  // 2020-01-01
const std::string kTable = "arn:aws:dynamodb:us-east-1:000000000000:table/Things";
const std::string kStream = kTable + "/stream/2020-01-01T00:00:00.000";
// Escaped, as it stands in a request.
const std::string kDenyScan =
    "{\\'Statement\\':[{\\'Effect\\':\\'Deny\\',\\'Principal\\':\\'*\\',"
    "\\'Action\\':\\'dynamodb:Scan\\',\\'Resource\\':\\'*\\'}]}";
const std::string kDenyRecords =
    "{\\'Statement\\':[{\\'Effect\\':\\'Deny\\',\\'Principal\\':\\'*\\',"
    "\\'Action\\':\\'dynamodb:GetRecords\\',\\'Resource\\':\\'*\\'}]}";

std::string Put(Service* service, const std::string& arn, const std::string& policy) {
  return service->Call("PutResourcePolicy",
                       "{'ResourceArn':'" + arn + "','Policy':'" + policy + "'}");
}
std::string Revision(int64_t millis) {
  return Json("{'RevisionId':'") + std::to_string(millis) + Json("'}");
}
std::string Get(Service* service, const std::string& arn) {
  return service->Call("GetResourcePolicy", "{'ResourceArn':'" + arn + "'}");
}
void Create(Service* service) {
  service->Call("CreateTable",
                "{'TableName':'Things','BillingMode':'PAY_PER_REQUEST',"
                "'AttributeDefinitions':[{'AttributeName':'id','AttributeType':'S'}],"
                "'KeySchema':[{'AttributeName':'id','KeyType':'HASH'}],"
                "'StreamSpecification':{'StreamEnabled':true,'StreamViewType':'KEYS_ONLY'}}");
}

TEST_CASE("Revisions are times, and ascend where time stands", "[policy_operations]") {
  ManualClock clock(kNow);
  Service service(ByClock(&clock));
  Create(&service);
  CHECK(Put(&service, kTable, kDenyScan) == Revision(kNow));
  CHECK(service.Call("DeleteResourcePolicy", "{'ResourceArn':'" + kTable + "'}") == Revision(kNow));
  CHECK(Put(&service, kTable, kDenyScan) == Revision(kNow + 2));
  CHECK(Put(&service, kStream, kDenyRecords) == Revision(kNow));
}

TEST_CASE("Policies of tables and streams survive a restart", "[policy_operations]") {
  const TemporaryDirectory directory;
  ManualClock clock(kNow);
  DatabaseOptions options = ByClock(&clock);
  options.data_dir = directory.path();
  std::string table_policy;
  std::string stream_policy;
  {
    Service service(options);
    Create(&service);
    Put(&service, kTable, kDenyScan);
    Put(&service, kStream, kDenyRecords);
    table_policy = Get(&service, kTable);
    stream_policy = Get(&service, kStream);
    service.database().FlushLog();
  }
  CHECK(table_policy.find("dynamodb:Scan") != std::string::npos);
  CHECK(stream_policy.find("dynamodb:GetRecords") != std::string::npos);
  Service service(options);
  CHECK(Get(&service, kTable) == table_policy);
  CHECK(Get(&service, kStream) == stream_policy);
}

TEST_CASE("A stream keeps its policy when it is disabled and its table is gone",
          "[policy_operations]") {
  ManualClock clock(kNow);
  Service service(ByClock(&clock));
  Create(&service);
  Put(&service, kStream, kDenyRecords);
  const std::string policy = Get(&service, kStream);
  service.Call("UpdateTable",
               "{'TableName':'Things','StreamSpecification':{'StreamEnabled':false}}");
  CHECK(Get(&service, kStream) == policy);
  service.Call("DeleteTable", "{'TableName':'Things'}");
  CHECK(Get(&service, kStream) == policy);
  CHECK(Get(&service, kTable) ==
        "ResourceNotFoundException: Requested resource not found: Table: Things not found");
}

}  // namespace
}  // namespace pumice::test
