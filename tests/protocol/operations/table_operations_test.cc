// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/service.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

constexpr char kInUse[] =
    "ResourceInUseException: Attempt to change a resource which is still in use: Table is being "
    "updated: Things";
constexpr char kTable[] =
    "{'TableName':'Things','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':[{'AttributeName'"
    ":'pk'"
    ","
    "'AttributeType':'S'}],'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'}]}";

bool Contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("UpdateTable meets UPDATING with ResourceInUseException", "[table_operations]") {
  ManualClock clock(RealClock().NowMillis());
  DatabaseOptions options = ByClock(&clock);
  options.transition_delay = std::chrono::seconds(2);
  Service service(options);
  service.Call("CreateTable", kTable);
  clock.Advance(std::chrono::seconds(3));
  const std::string protect = "{'TableName':'Things','DeletionProtectionEnabled':true}";
  const std::string allow = "{'TableName':'Things','DeletionProtectionEnabled':false}";
  CHECK(Contains(service.Call("UpdateTable", protect), R"("TableStatus":"UPDATING")"));
  CHECK(service.Call("UpdateTable", allow) == kInUse);
  CHECK(Contains(service.Call("DescribeTable", "{'TableName':'Things'}"),
                 R"("DeletionProtectionEnabled":true)"));
  clock.Advance(std::chrono::seconds(3));
  CHECK(Contains(service.Call("UpdateTable", allow), R"("DeletionProtectionEnabled":false)"));
}

TEST_CASE("Faults of the request itself are told before UPDATING is", "[table_operations]") {
  ManualClock clock(RealClock().NowMillis());
  DatabaseOptions options = ByClock(&clock);
  options.transition_delay = std::chrono::seconds(2);
  Service service(options);
  service.Call("CreateTable", kTable);
  clock.Advance(std::chrono::seconds(3));
  service.Call("UpdateTable", "{'TableName':'Things','DeletionProtectionEnabled':false}");
  CHECK(Contains(
      service.Call("UpdateTable", "{'TableName':'Things','GlobalSecondaryIndexUpdates':[]}"),
      "ValidationException: At least one of"));
}

// The units that DescribeTable tells of the table and of its index, with their states.
std::string Told(Service* service) {
  const TableInfo info = service->database().DescribeTable("Units");
  const IndexSchema& index = info.description.indexes[0];
  const auto units = [](const Throughput& throughput) {
    return std::to_string(throughput.read) + '/' + std::to_string(throughput.write);
  };
  const auto state = [](Status status) { return status == Status::kActive ? " " : " UPDATING "; };
  return units(info.description.throughput) + state(info.description.status) +
         units(index.throughput) + state(index.status);
}

TEST_CASE("A table has its throughput from before until it is ACTIVE", "[table_operations]") {
  ManualClock clock(RealClock().NowMillis());
  const TemporaryDirectory directory;
  DatabaseOptions options = ByClock(&clock);
  options.transition_delay = std::chrono::seconds(2);
  options.data_dir = directory.path();
  const auto call = [](Service* service, std::string_view operation, const std::string& request) {
    const std::string answer = service->Call(operation, request);
    CAPTURE(answer);
    CHECK_FALSE(Contains(answer, "Exception: "));
    return answer;
  };
  {
    Service service(options);
    call(&service, "CreateTable",
         "{'TableName':'Units','AttributeDefinitions':[{'AttributeName':'pk','AttributeType':'S'}],"
         "'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'}],"
         "'ProvisionedThroughput':{'ReadCapacityUnits':5,'WriteCapacityUnits':6},"
         "'GlobalSecondaryIndexes':[{'IndexName':'gix','Projection':{'ProjectionType':'ALL'},"
         "'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'}],"
         "'ProvisionedThroughput':{'ReadCapacityUnits':7,'WriteCapacityUnits':8}}]}");
    clock.Advance(std::chrono::seconds(2));
    CHECK(Told(&service) == "5/6 7/8 ");
    call(&service, "UpdateTable",
         "{'TableName':'Units','ProvisionedThroughput':"
         "{'ReadCapacityUnits':10,'WriteCapacityUnits':2},'GlobalSecondaryIndexUpdates':[{'Update':"
         "{'IndexName':'gix','ProvisionedThroughput':"
         "{'ReadCapacityUnits':9,'WriteCapacityUnits':8}}}]}");
    CHECK(Told(&service) == "5/6 UPDATING 7/8 UPDATING ");
  }
  Service service(options);
  clock.Advance(std::chrono::milliseconds(1999));
  CHECK(Told(&service) == "5/6 UPDATING 7/8 UPDATING ");
  clock.Advance(std::chrono::milliseconds(1));
  CHECK(Told(&service) == "10/2 9/8 ");
  // What the next update does not change is told as it is.
  call(&service, "UpdateTable",
       "{'TableName':'Units','ProvisionedThroughput':"
       "{'ReadCapacityUnits':11,'WriteCapacityUnits':2}}");
  CHECK(Told(&service) == "10/2 UPDATING 9/8 ");
  clock.Advance(std::chrono::seconds(2));
  CHECK(Told(&service) == "11/2 9/8 ");
}

// What DescribeTable tells of the states: "UPDATING, ByA DELETING".
std::string ToldStates(Service* service) {
  const auto name = [](Status status) {
    constexpr const char* kNames[] = {"CREATING", "UPDATING", "ACTIVE", "DELETING"};
    return std::string(kNames[static_cast<size_t>(status)]);
  };
  const TableInfo info = service->database().DescribeTable("Things");
  std::string told = name(info.description.status);
  for (size_t i = 0; i < info.description.indexes.size(); ++i) {
    const IndexSchema& index = info.description.indexes[i];
    told += ", " + index.name + ' ' + name(index.status) + ' ' +
            std::to_string(info.index_counters.at(i).items);
  }
  return told;
}

// "DELETING: The index is currently being deleted, and can no longer be used" (Developer Guide,
// "Managing Global Secondary Indexes"). What is said of the table while it is UPDATING holds too
// (UpdateTable, DeleteTable, API Reference).
TEST_CASE("A deleted index is DELETING until the table is ACTIVE", "[table_operations]") {
  ManualClock clock(RealClock().NowMillis());
  const TemporaryDirectory directory;
  DatabaseOptions options = ByClock(&clock);
  options.transition_delay = std::chrono::seconds(2);
  options.data_dir = directory.path();
  const auto index = [](const std::string& name) {
    return "{'IndexName':'" + name +
           "','Projection':{'ProjectionType':'ALL'},"
           "'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'}]}";
  };
  const auto remove = [](const std::string& name) {
    return "{'TableName':'Things','GlobalSecondaryIndexUpdates':[{'Delete':{'IndexName':'" + name +
           "'}}]}";
  };
  const std::string query =
      "{'TableName':'Things','IndexName':'ByA','KeyConditionExpression':'pk = :p',"
      "'ExpressionAttributeValues':{':p':{'S':'a'}}}";
  {
    Service service(options);
    service.Call("CreateTable", std::string(kTable, sizeof(kTable) - 2) +
                                    ",'GlobalSecondaryIndexes':[" + index("ByA") + ',' +
                                    index("ByB") + "]}");
    clock.Advance(std::chrono::seconds(2));
    CHECK(service.Call("PutItem", "{'TableName':'Things','Item':{'pk':{'S':'a'}}}") == "{}");
    CHECK(ToldStates(&service) == "ACTIVE, ByA ACTIVE 1, ByB ACTIVE 1");
    CHECK(Contains(service.Call("UpdateTable", remove("ByA")), R"("IndexStatus":"DELETING")"));
    CHECK(ToldStates(&service) == "UPDATING, ByB ACTIVE 1, ByA DELETING 0");
    CHECK(service.Call("Query", query) ==
          "ValidationException: The table does not have the specified index: ByA");
    CHECK(service.Call("UpdateTable", remove("ByB")) == kInUse);
    CHECK(service.Call("DeleteTable", "{'TableName':'Things'}") == kInUse);
    CHECK(service.Call("PutItem", "{'TableName':'Things','Item':{'pk':{'S':'b'}}}") == "{}");
  }
  Service service(options);
  clock.Advance(std::chrono::milliseconds(1999));
  CHECK(ToldStates(&service) == "UPDATING, ByB ACTIVE 2, ByA DELETING 0");
  clock.Advance(std::chrono::milliseconds(1));
  CHECK(ToldStates(&service) == "ACTIVE, ByB ACTIVE 2");
  // The next update tells only of what it deletes itself.
  service.Call("UpdateTable", "{'TableName':'Things','DeletionProtectionEnabled':false}");
  CHECK(ToldStates(&service) == "UPDATING, ByB ACTIVE 2");
}

// The answers to what is asked for while an index is being filled.
struct WhileFilling {
  std::string delete_table;
  std::string describe;
  std::string other_index;
  std::string change;
};

std::string IndexUpdate(const std::string& update) {
  return "{'TableName':'Things','AttributeDefinitions':[{'AttributeName':'pk','AttributeType':'S'}"
         "],'GlobalSecondaryIndexUpdates':[" +
         update + "]}";
}

std::string NewIndex(const std::string& name) {
  return IndexUpdate("{'Create':{'IndexName':'" + name +
                     "','Projection':{'ProjectionType':'ALL'},"
                     "'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'}]}}");
}

// "While the index is backfilling, you cannot delete its parent table, and you cannot add or delete
// other indexes on the table. However, you can still delete the index that is being built, or
// modify the provisioned throughput of the table" (Developer Guide, "Phases of index creation").
TEST_CASE("A table that fills an index stays, and changes no other index", "[table_operations]") {
  DatabaseOptions options;
  Service* running = nullptr;
  bool asked = false;
  WhileFilling told;
  options.walk = {1, [&] {
                    if (running == nullptr || std::exchange(asked, true)) return;
                    const std::string table = "{'TableName':'Things'}";
                    told.describe = running->Call("DescribeTable", table);
                    told.delete_table = running->Call("DeleteTable", table);
                    told.other_index = running->Call("UpdateTable", NewIndex("other"));
                    told.change = running->Call(
                        "UpdateTable", "{'TableName':'Things','DeletionProtectionEnabled':false}");
                  }};
  Service service(options);
  service.Call("CreateTable", kTable);
  for (const char* const key : {"a", "b", "c"}) {
    service.Call("PutItem",
                 std::string("{'TableName':'Things','Item':{'pk':{'S':'") + key + "'}}}");
  }
  running = &service;
  const std::string answer = service.Call("UpdateTable", NewIndex("gix"));
  CHECK(Contains(answer, R"("TableStatus":"UPDATING")"));
  CHECK(Contains(answer, R"("IndexStatus":"CREATING","Backfilling":false)"));
  service.RunDueWork();
  REQUIRE(asked);
  CHECK(Contains(told.describe, R"("TableStatus":"ACTIVE")"));
  CHECK(Contains(told.describe, R"("IndexStatus":"CREATING","Backfilling":true)"));
  CHECK(told.delete_table == kInUse);
  CHECK(told.other_index ==
        "LimitExceededException: Subscriber limit exceeded: Only 1 online index can be created or "
        "deleted simultaneously per table");
  CHECK(Contains(told.change, R"("TableStatus":"UPDATING")"));
  CHECK(Contains(service.Call("DescribeTable", "{'TableName':'Things'}"),
                 R"("IndexStatus":"ACTIVE","ProvisionedThroughput")"));
  CHECK(Contains(service.Call("DeleteTable", "{'TableName':'Things'}"), "DELETING"));
}

TEST_CASE("Unused definitions are taken with a warning, if asked", "[table_operations]") {
  constexpr char kUnused[] =
      "{'TableName':'Things','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':[{'"
      "AttributeName':"
      "'pk','AttributeType':'S'},{'AttributeName':'x','AttributeType':'N'}],'KeySchema':[{"
      "'AttributeName':'pk','KeyType':'HASH'}]}";
  CHECK(Contains(Service().Call("CreateTable", kUnused), "Number of attributes in KeySchema"));

  DatabaseOptions options;
  options.lenient_definitions = true;
  std::vector<std::string> warnings;
  options.log = [&](LogLevel, std::string_view text) { warnings.emplace_back(text); };
  Service service(options);
  CHECK(Contains(service.Call("CreateTable", kUnused), R"("TableStatus":"CREATING")"));
  REQUIRE(warnings.size() == 1);
  CHECK(Contains(warnings[0], "the attribute definition of x is ignored"));
  CHECK(Contains(service.Call("UpdateTable",
                              "{'TableName':'Things','AttributeDefinitions':[{'AttributeName':'y',"
                              "'AttributeType':'S'}],'DeletionProtectionEnabled':false}"),
                 R"("TableName":"Things")"));
  REQUIRE(warnings.size() == 2);
  CHECK(Contains(warnings[1], "the attribute definition of y is ignored"));
}

}  // namespace
}  // namespace pumice::test
