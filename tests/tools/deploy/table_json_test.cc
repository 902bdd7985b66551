// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/table_json.h"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "protocol/deploy/desired_tables.h"
#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"
#include "tests/support/service.h"

namespace pumice::test {
namespace {

using deploy::AddTableJson;
using deploy::DesiredTable;
using deploy::DesiredTables;
using deploy::IsTableJson;
using deploy::Node;
using deploy::ReadDocument;
using deploy::TemplateError;

DesiredTables Read(std::string_view text) {
  DesiredTables desired;
  AddTableJson(ReadDocument(text, "t.json"), &desired);
  return desired;
}

// CreateTable's input of the one table.
std::string Create(std::string_view text) {
  const DesiredTables desired = Read(text);
  REQUIRE(desired.tables.size() == 1);
  return NodeJson(desired.tables[0].create);
}

std::string Fault(std::string_view text) {
  try {
    return "no fault: " + Create(text);
  } catch (const TemplateError& error) {
    return error.what();
  }
}

// As the service itself describes a table that was made so.
std::string Described(const std::string& create) {
  Service service;
  service.Call("CreateTable", create);
  return service.Call("DescribeTable", "{'TableName':'Tab'}");
}

constexpr std::string_view kPlain =
    R"({"TableName":"T","AttributeDefinitions":[{"AttributeName":"a","AttributeType":"S"}],)"
    R"("KeySchema":[{"AttributeName":"a","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"})";

TEST_CASE("CreateTable's input is taken as it is", "[table_json]") {
  CHECK(Create(kPlain) == kPlain);
  const DesiredTables desired = Read("[" + std::string(kPlain) + "," + std::string(kPlain) + "]");
  CHECK(desired.tables.size() == 2);
  CHECK(desired.tables[1].name == "T");
  CHECK(desired.tables[1].mark.Text() == "t.json:1:" + std::to_string(kPlain.size() + 3));
}

TEST_CASE("Numbers that were written as text are numbers", "[table_json]") {
  CHECK(Create("TableName: T\nProvisionedThroughput: {ReadCapacityUnits: '5', "
               "WriteCapacityUnits: 6}\nKeySchema: []\nAttributeDefinitions: []") ==
        R"({"TableName":"T","ProvisionedThroughput":{"ReadCapacityUnits":5,)"
        R"("WriteCapacityUnits":6},"KeySchema":[],"AttributeDefinitions":[]})");
}

TEST_CASE("TTL and recovery may stand beside CreateTable's members", "[table_json]") {
  const DesiredTables desired = Read(
      "TableName: T\nTimeToLiveSpecification: {AttributeName: x, Enabled: 'true'}\n"
      "PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}");
  CHECK(NodeJson(desired.tables[0].create) == R"({"TableName":"T"})");
  CHECK(NodeJson(desired.tables[0].time_to_live) == R"({"AttributeName":"x","Enabled":true})");
  CHECK(NodeJson(desired.tables[0].continuous_backups) == R"({"PointInTimeRecoveryEnabled":true})");
}

TEST_CASE("A description becomes the input that makes such a table", "[table_json]") {
  const std::string on_demand =
      R"({"TableName":"Tab","AttributeDefinitions":[{"AttributeName":"a","AttributeType":"S"},)"
      R"({"AttributeName":"b","AttributeType":"N"}],)"
      R"("KeySchema":[{"AttributeName":"a","KeyType":"HASH"},{"AttributeName":"b","KeyType":"RANGE"}],)"
      R"("BillingMode":"PAY_PER_REQUEST",)"
      R"("OnDemandThroughput":{"MaxReadRequestUnits":7,"MaxWriteRequestUnits":8},)"
      R"("LocalSecondaryIndexes":[{"IndexName":"Local","KeySchema":[{"AttributeName":"a","KeyType":"HASH"},)"
      R"({"AttributeName":"b","KeyType":"RANGE"}],"Projection":{"ProjectionType":"ALL"}}],)"
      R"("StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"},)"
      R"("SSESpecification":{"Enabled":true,"SSEType":"KMS","KMSMasterKeyId":"arn:aws:kms:us-east-1:000000000000:alias/k"},)"
      R"("TableClass":"STANDARD_INFREQUENT_ACCESS","DeletionProtectionEnabled":true})";
  CHECK(Create(Described(on_demand)) == on_demand);
  const std::string provisioned =
      R"({"TableName":"Tab","AttributeDefinitions":[{"AttributeName":"a","AttributeType":"S"}],)"
      R"("KeySchema":[{"AttributeName":"a","KeyType":"HASH"}],)"
      R"("ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":2},)"
      R"("GlobalSecondaryIndexes":[{"IndexName":"Global","KeySchema":[{"AttributeName":"a","KeyType":"HASH"}],)"
      R"("Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["x"]},)"
      R"("ProvisionedThroughput":{"ReadCapacityUnits":3,"WriteCapacityUnits":4}}],)"
      R"("DeletionProtectionEnabled":false})";
  CHECK(Create(Described(provisioned)) == provisioned);
  // create-table's answer, and the Table alone.
  Service service;
  const std::string created = service.Call("CreateTable", provisioned);
  CHECK(created.starts_with(R"({"TableDescription":)"));
  CHECK(Create(created) == provisioned);
  CHECK(Create(NodeJson(*ReadDocument(created, "").Find("TableDescription"))) == provisioned);
}

TEST_CASE("What is written into a description by hand counts, or is told", "[table_json]") {
  const DesiredTables desired = Read(
      "Table:\n  TableName: T\n  TableStatus: ACTIVE\n  ItemCount: 5\n"
      "  BillingMode: PAY_PER_REQUEST\n  TableClas: STANDARD\n"
      "  Tags: [{Key: a, Value: b}]\n"
      "  TimeToLiveSpecification: {AttributeName: x, Enabled: true}\n"
      "  GlobalSecondaryIndexes:\n  - IndexName: I\n    IndexStatus: ACTIVE\n    KeySchema: []\n"
      "    Projection: {ProjectionType: ALL}\n    Project: ALL\n");
  CHECK(desired.notes ==
        std::vector<std::string>{
            "t.json:14:14: T.GlobalSecondaryIndexes.Project: is not known, and left out",
            "t.json:6:14: T.TableClas: is not known, and left out"});
  CHECK(NodeJson(desired.tables[0].create) ==
        R"({"TableName":"T","BillingMode":"PAY_PER_REQUEST","GlobalSecondaryIndexes":[)"
        R"({"IndexName":"I","KeySchema":[],"Projection":{"ProjectionType":"ALL"}}],)"
        R"("Tags":[{"Key":"a","Value":"b"}]})");
  CHECK(NodeJson(desired.tables[0].time_to_live) == R"({"AttributeName":"x","Enabled":true})");
}

TEST_CASE("Replicas of a description are told", "[table_json]") {
  const DesiredTables desired = Read(R"({"Table": {"TableName": "T", "TableStatus": "ACTIVE",)"
                                     "\n"
                                     R"("Replicas": [{"RegionName": "eu-west-1"}]}})");
  CHECK(desired.notes == std::vector<std::string>{
                             "t.json:2:14: T.Replicas: eu-west-1: only the table itself is made"});
}

TEST_CASE("Faults of tables name their place", "[table_json]") {
  CHECK(Fault("[{}]") == "t.json:1:2: TableName: is missing");
  CHECK(Fault("[5]") == "t.json:1:2: a table is a map, not a number");
  CHECK(Fault("TableName: T\nKeySchemas: []") ==
        "t.json:2:13: T.KeySchemas: there is no such member");
  CHECK(Fault("TableName: T\nKeySchema: [{AttributeName: a, KeyType: WHAT}]") ==
        "t.json:2:41: T.KeySchema[0].KeyType: must be one of HASH, RANGE, not \"WHAT\"");
}

TEST_CASE("What describes a table is told from what does not", "[table_json]") {
  CHECK(IsTableJson(ReadDocument("[]", "")));
  CHECK(IsTableJson(ReadDocument("{\"TableName\": \"T\"}", "")));
  CHECK(IsTableJson(ReadDocument("{\"Table\": {}}", "")));
  CHECK(!IsTableJson(ReadDocument("{\"Table\": \"T\"}", "")));
  CHECK(!IsTableJson(ReadDocument("{\"Resources\": {}}", "")));
}

}  // namespace
}  // namespace pumice::test
