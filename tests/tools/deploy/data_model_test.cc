// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/data_model.h"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/deploy/desired_tables.h"
#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"

namespace pumice::test {
namespace {

using deploy::AddDataModel;
using deploy::DesiredCall;
using deploy::DesiredTables;
using deploy::IsDataModel;
using deploy::ReadDocument;
using deploy::TemplateError;

DesiredTables Read(std::string_view text) {
  DesiredTables desired;
  AddDataModel(ReadDocument(text, "m.json"), &desired);
  return desired;
}

std::string Fault(std::string_view text) {
  try {
    return "no fault: " + std::to_string(Read(text).tables.size());
  } catch (const TemplateError& error) {
    return error.what();
  }
}

// A model as NoSQL Workbench 3 exports it: facets, an index, sample data, capacity with scaling.
constexpr std::string_view kModel = R"({
  "ModelName": "Shop",
  "ModelMetadata": {"Author": "", "AWSService": "Amazon DynamoDB", "Version": "3.0"},
  "DataModel": [{
    "TableName": "Shop",
    "KeyAttributes": {"PartitionKey": {"AttributeName": "PK", "AttributeType": "S"},
                      "SortKey": {"AttributeName": "SK", "AttributeType": "S"}},
    "NonKeyAttributes": [{"AttributeName": "total", "AttributeType": "N"}],
    "TableFacets": [{"FacetName": "Orders",
      "KeyAttributeAlias": {"PartitionKeyAlias": "Customer", "SortKeyAlias": "Order"},
      "TableData": [{"PK": {"S": "c1"}, "SK": {"S": "o1"}}, {"PK": {"S": "c1"}, "SK": {"S": "o2"}}],
      "NonKeyAttributes": ["total"]}],
    "GlobalSecondaryIndexes": [{"IndexName": "ByTotal",
      "KeyAttributes": {"PartitionKey": {"AttributeName": "SK", "AttributeType": "S"},
                        "SortKey": {"AttributeName": "total", "AttributeType": "N"}},
      "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["PK"]}}],
    "TableData": [{"PK": {"S": "c1"}, "SK": {"S": "o1"}}],
    "DataAccess": {"MySql": {}},
    "BillingMode": "PROVISIONED",
    "ProvisionedCapacitySettings": {
      "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 6},
      "AutoScalingRead": {
        "ScalableTargetRequest": {"MinCapacity": 1, "MaxCapacity": 10, "ServiceRole": "r"},
        "ScalingPolicyConfiguration": {"TargetValue": 70}}}}]})";

TEST_CASE("A data model becomes a table with its indexes", "[data_model]") {
  const DesiredTables desired = Read(kModel);
  REQUIRE(desired.tables.size() == 1);
  CHECK(desired.tables[0].name == "Shop");
  CHECK(desired.tables[0].mark.Text() == "m.json:4:17");
  CHECK(NodeJson(desired.tables[0].create) ==
        R"({"TableName":"Shop","KeySchema":[{"AttributeName":"PK","KeyType":"HASH"},)"
        R"({"AttributeName":"SK","KeyType":"RANGE"}],"BillingMode":"PROVISIONED",)"
        R"("ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":6},)"
        R"("GlobalSecondaryIndexes":[{"IndexName":"ByTotal",)"
        R"("KeySchema":[{"AttributeName":"SK","KeyType":"HASH"},)"
        R"({"AttributeName":"total","KeyType":"RANGE"}],)"
        R"("Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["PK"]},)"
        R"("ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":6}}],)"
        R"("AttributeDefinitions":[{"AttributeName":"PK","AttributeType":"S"},)"
        R"({"AttributeName":"SK","AttributeType":"S"},)"
        R"({"AttributeName":"total","AttributeType":"N"}]})");
}

TEST_CASE("Sample data of table and facets is put once", "[data_model]") {
  const DesiredTables desired = Read(kModel);
  const auto& items = desired.tables.at(0).items;
  REQUIRE(items.size() == 2);
  CHECK(NodeJson(items[0]) == R"({"PK":{"S":"c1"},"SK":{"S":"o1"}})");
  CHECK(NodeJson(items[1]) == R"({"PK":{"S":"c1"},"SK":{"S":"o2"}})");
}

TEST_CASE("Auto scaling becomes calls", "[data_model]") {
  const std::vector<DesiredCall> calls = Read(kModel).calls;
  REQUIRE(calls.size() == 2);
  CHECK(calls[0].service + " " + calls[0].operation ==
        "application-autoscaling RegisterScalableTarget");
  CHECK(NodeJson(calls[0].input) ==
        R"({"ServiceNamespace":"dynamodb","ResourceId":"table/Shop",)"
        R"("ScalableDimension":"dynamodb:table:ReadCapacityUnits","MinCapacity":1,)"
        R"("MaxCapacity":10})");
  CHECK(calls[1].service + " " + calls[1].operation == "application-autoscaling PutScalingPolicy");
  CHECK(NodeJson(calls[1].input) ==
        R"({"ServiceNamespace":"dynamodb","ResourceId":"table/Shop",)"
        R"("ScalableDimension":"dynamodb:table:ReadCapacityUnits",)"
        R"("PolicyName":"Shop-Read-scaling-policy","PolicyType":"TargetTrackingScaling",)"
        R"("TargetTrackingScalingPolicyConfiguration":{"TargetValue":70,)"
        R"("PredefinedMetricSpecification":{"PredefinedMetricType":)"
        R"("DynamoDBReadCapacityUtilization"}}})");
}

TEST_CASE("A model of the first version has on-demand tables", "[data_model]") {
  const DesiredTables desired =
      Read(R"({"ModelName": "A", "ModelMetadata": {"Version": "1.0"}, "DataModel": [)"
           R"({"TableName": "A", "KeyAttributes": {"PartitionKey": {"AttributeName": "k",)"
           R"("AttributeType": "N"}}, "NonKeyAttributes": [], "TableData": []}]})");
  CHECK(NodeJson(desired.tables.at(0).create) ==
        R"({"TableName":"A","KeySchema":[{"AttributeName":"k","KeyType":"HASH"}],)"
        R"("BillingMode":"PAY_PER_REQUEST",)"
        R"("AttributeDefinitions":[{"AttributeName":"k","AttributeType":"N"}]})");
}

TEST_CASE("Faults of models name their place", "[data_model]") {
  CHECK(Fault(R"({"DataModel": [5]})") == "m.json:1:16: DataModel: holds tables");
  CHECK(Fault(R"({"DataModel": [{}]})") == "m.json:1:16: TableName: is missing");
  CHECK(Fault(R"({"DataModel": [{"TableName": "A"}]})") ==
        "m.json:1:16: A.KeyAttributes.PartitionKey: is missing");
  CHECK(Fault(R"({"DataModel": [{"TableName": "A", "KeyAttributes": {"PartitionKey":)"
              R"( {"AttributeName": "k", "AttributeType": "BOOL"}}}]})") ==
        "m.json:1:109: A.AttributeDefinitions[0].AttributeType: must be one of B, N, S, not "
        "\"BOOL\"");
}

TEST_CASE("A model is told by its list of tables", "[data_model]") {
  CHECK(IsDataModel(ReadDocument("{\"DataModel\": []}", "")));
  CHECK(!IsDataModel(ReadDocument("{\"DataModel\": 1}", "")));
  CHECK(!IsDataModel(ReadDocument("[]", "")));
}

}  // namespace
}  // namespace pumice::test
