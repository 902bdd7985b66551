// SPDX-License-Identifier: Apache-2.0

// The Terraform module of a seed system, as it is written there.

#include <catch2/catch.hpp>
#include <string>

#include "tests/tools/deploy/terraform/evaluation.h"

namespace pumice::test {
namespace {

const std::string kFolder = PUMICE_SEED_FOLDER;

std::string Sessions(const std::string& environment) {
  return R"(table module.dynamodb.aws_dynamodb_table.sessions {"TableName":")" + environment +
         R"(-sessions","KeySchema":[{"AttributeName":"session_id","KeyType":"HASH"}],)"
         R"("AttributeDefinitions":[{"AttributeName":"session_id","AttributeType":"S"}],)"
         R"("BillingMode":"PAY_PER_REQUEST","SSESpecification":{"Enabled":true,"SSEType":"KMS"},)"
         R"("TableClass":"STANDARD","Tags":[{"Key":"Environment","Value":")" +
         environment + R"("},{"Key":"Name","Value":")" + environment +
         R"(-sessions-table"},{"Key":"Type","Value":"DynamoDB"}]})"
         "\n"
         R"(  ttl {"Enabled":true,"AttributeName":"expires_at"})"
         "\n"
         R"(  backups {"PointInTimeRecoveryEnabled":true})"
         "\n";
}

std::string Products(const std::string& environment) {
  return R"(table module.dynamodb.aws_dynamodb_table.products {"TableName":")" + environment +
         R"(-products","KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],)"
         R"("AttributeDefinitions":[{"AttributeName":"id","AttributeType":"N"},)"
         R"({"AttributeName":"category","AttributeType":"S"},)"
         R"({"AttributeName":"created_at","AttributeType":"S"}],"BillingMode":"PAY_PER_REQUEST",)"
         R"("GlobalSecondaryIndexes":[{"IndexName":"CategoryIndex",)"
         R"("KeySchema":[{"AttributeName":"category","KeyType":"HASH"},)"
         R"({"AttributeName":"created_at","KeyType":"RANGE"}],)"
         R"("Projection":{"ProjectionType":"ALL"}}],)"
         R"("SSESpecification":{"Enabled":true,"SSEType":"KMS"},"TableClass":"STANDARD",)"
         R"("DeletionProtectionEnabled":false,"Tags":[{"Key":"Environment","Value":")" +
         environment + R"("},{"Key":"Name","Value":")" + environment +
         R"(-products-table"},{"Key":"Type","Value":"DynamoDB"}]})"
         "\n"
         R"(  ttl {"Enabled":false,"AttributeName":"ttl"})"
         "\n"
         R"(  backups {"PointInTimeRecoveryEnabled":true})"
         "\n";
}

// An alarm of the module; `tags`: with the module's.
std::string Alarm(const std::string& name, const std::string& metric, const std::string& threshold,
                  const std::string& table, bool tags) {
  const std::string description =
      metric.starts_with("Read")    ? "This metric monitors DynamoDB read throttling"
      : metric.starts_with("Write") ? "This metric monitors DynamoDB write throttling"
                                    : "";
  return R"(call monitoring PutMetricAlarm {"AlarmName":")" + name + "\"," +
         (description.empty() ? "" : "\"AlarmDescription\":\"" + description + "\",") +
         R"("MetricName":")" + metric + R"(","Namespace":"AWS/DynamoDB","Statistic":"Sum",)" +
         R"("EvaluationPeriods":2,"Threshold":)" + threshold +
         R"(,"ComparisonOperator":"GreaterThanThreshold","Period":300,)"
         R"("Dimensions":[{"Name":"TableName","Value":")" +
         table + "\"}]" + (tags ? R"(,"Tags":[{"Key":"Environment","Value":"dev"}])" : "") + "}\n";
}

TEST_CASE("The module of a seed is deployed as it is written", "[seed]") {
  CHECK(DeployedFolder(kFolder) ==
        Products("dev") + Sessions("dev") +
            Alarm("dev-dynamodb-products-read-throttle", "ReadThrottledEvents", "0", "dev-products",
                  true) +
            Alarm("dev-dynamodb-products-write-throttle", "WriteThrottledEvents", "0",
                  "dev-products", true) +
            Alarm("dynamodb-high-consumed-reads", "ConsumedReadCapacityUnits", "80", "dev-products",
                  false) +
            "output tables = {\"products\":\"dev-products\",\"sessions\":\"dev-sessions\"}\n"
            "output arns = {\"products\":\"arn:aws:dynamodb:us-east-1:000000000000:table/"
            "dev-products\",\"sessions\":\"arn:aws:dynamodb:us-east-1:000000000000:table/"
            "dev-sessions\"}\n"
            "output indexes = [\"CategoryIndex\"]\n");
}

TEST_CASE("The module of a seed checks its variables", "[seed]") {
  deploy::ReadOptions options;
  options.parameters = {{"environment_name", "dev"}, {"billing_mode", "FREE"}};
  CHECK(DeployedFolder(kFolder + "/Modules/dynamodb", options) ==
        "fault: variables.tf:17:21: var.billing_mode: Billing mode must be either "
        "PAY_PER_REQUEST or PROVISIONED.");
  options.parameters = {{"environment_name", "prod"}, {"billing_mode", "PROVISIONED"}};
  CHECK(DeployedFolder(kFolder + "/Modules/dynamodb", options)
            .find(R"("ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5})") !=
        std::string::npos);
}

}  // namespace
}  // namespace pumice::test
