// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/serverless/serverless.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "protocol/deploy/template_error.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

using deploy::DesiredTables;
using deploy::ReadOptions;
using deploy::ReadServerlessFile;
using deploy::TemplateError;

class Folder {
 public:
  void Write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
  }
  DesiredTables Read(const ReadOptions& options = {}) const {
    return ReadServerlessFile((folder_ / "serverless.yml").string(), options);
  }

 private:
  TemporaryDirectory folder_;
};

constexpr std::string_view kService = R"(
service: shop
provider: {name: aws, stage: "${opt:stage, 'dev'}"}
custom:
  capacity: {dev: 1, prod: 50}
functions:
  get:
    events: [httpApi: GET /]
resources:
  - ${file(tables/orders.yml)}
  - Outputs:
      Api: {Value: !Ref HttpApi}
)";

constexpr std::string_view kOrders = R"(
Conditions:
  IsProd: !Equals ["${sls:stage}", prod]
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: ${self:service}-${sls:stage}-orders
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      ProvisionedThroughput:
        ReadCapacityUnits: ${self:custom.capacity.${sls:stage}}
        WriteCapacityUnits: !If [IsProd, 10, 2]
      TimeToLiveSpecification: {AttributeName: ttl, Enabled: true}
Outputs:
  Name:
    Value: !Ref Orders
    Export: {Name: "${self:service}-orders"}
)";

TEST_CASE("A service's tables are its resources", "[serverless]") {
  const Folder folder;
  folder.Write("serverless.yml", kService);
  folder.Write("tables/orders.yml", kOrders);
  const DesiredTables dev = folder.Read();
  REQUIRE(dev.tables.size() == 1);
  CHECK(dev.tables[0].name == "shop-dev-orders");
  CHECK(dev.tables[0].logical_id == "Orders");
  CHECK(NodeJson(dev.tables[0].create) ==
        R"({"TableName":"shop-dev-orders",)"
        R"("AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],)"
        R"("KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],)"
        R"("ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":2}})");
  CHECK(NodeJson(dev.tables[0].time_to_live) == R"({"AttributeName":"ttl","Enabled":true})");
  CHECK(dev.passed_over == std::map<std::string, size_t>{{"AWS::ApiGatewayV2::Api", 1},
                                                         {"AWS::IAM::Role", 1},
                                                         {"AWS::Lambda::Function", 1},
                                                         {"AWS::Logs::LogGroup", 1},
                                                         {"AWS::S3::Bucket", 1}});
  REQUIRE(dev.outputs.size() == 2);
  CHECK(dev.outputs[0].value == "shop-dev-orders");
  CHECK(dev.outputs[0].export_name == "shop-orders");
  CHECK(dev.notes.empty());

  ReadOptions options;
  options.parameters = {{"stage", "prod"}};
  const DesiredTables prod = folder.Read(options);
  CHECK(NodeJson(*prod.tables.at(0).create.Find("ProvisionedThroughput")) ==
        R"({"ReadCapacityUnits":50,"WriteCapacityUnits":10})");
}

TEST_CASE("A table without a name is named by stack and stage", "[serverless]") {
  const Folder folder;
  folder.Write("serverless.yml", R"(
service: shop
resources:
  Resources:
    Carts:
      Type: AWS::DynamoDB::Table
      Properties:
        BillingMode: PAY_PER_REQUEST
        AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
        KeySchema: [{AttributeName: id, KeyType: HASH}]
)");
  const std::string name = folder.Read().tables.at(0).name;
  CHECK(name.starts_with("shop-dev-Carts-"));
  CHECK(folder.Read().tables.at(0).name == name);
}

TEST_CASE("Faults are told in the file where they stand", "[serverless]") {
  const Folder folder;
  folder.Write("serverless.yml", kService);
  folder.Write("tables/orders.yml", R"(
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: orders
      Key: 5
)");
  CHECK_THROWS_WITH(folder.Read(), Catch::Contains("tables/orders.yml:") &&
                                       Catch::Contains("Orders") && Catch::Contains("Key"));
}

}  // namespace
}  // namespace pumice::test
