// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/read_templates.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "protocol/deploy/desired_tables.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

using deploy::DesiredTable;
using deploy::DesiredTables;
using deploy::Node;
using deploy::ReadOptions;
using deploy::ReadTemplates;

constexpr std::string_view kTemplate = R"(
Parameters: {stage: {Type: String, Default: test}}
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub orders-${stage}
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
)";

// The one table that templates of every form come to.
constexpr std::string_view kTable =
    R"(orders-dev {"TableName":"orders-dev","KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],)"
    R"("AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],)"
    R"("BillingMode":"PAY_PER_REQUEST"})";

class Folder {
 public:
  std::string Write(const std::string& name, std::string_view text) {
    const std::filesystem::path path = directory_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
    return path.string();
  }

  // The name of each table, and CreateTable's input of what every form says.
  static std::string Read(const std::string& path) {
    ReadOptions options;
    options.parameters = {{"stage", "dev"}};
    std::string text;
    for (const DesiredTable& table : ReadTemplates({path}, options).tables) {
      Node create = Node::Map();
      for (const std::string_view member :
           {"TableName", "KeySchema", "AttributeDefinitions", "BillingMode"}) {
        create.Set(member, *table.create.Find(member));
      }
      text += table.name + " " + NodeJson(create);
    }
    return text;
  }

  std::string operator/(const std::string& name) const { return (directory_ / name).string(); }

 private:
  TemporaryDirectory directory_;
};

TEST_CASE("A CloudFormation template is read", "[read_templates]") {
  Folder folder;
  CHECK(Folder::Read(folder.Write("template.yaml", kTemplate)) == kTable);
}

TEST_CASE("What cdk synth wrote is read", "[read_templates]") {
  Folder folder;
  folder.Write("cdk.out/manifest.json",
               R"({"version": "36.0.0", "artifacts": {"Shop": {"type": "aws:cloudformation:stack",)"
               R"("environment": "aws://unknown-account/unknown-region",)"
               R"("properties": {"templateFile": "Shop.template.json"}}}})");
  folder.Write("cdk.out/Shop.template.json",
               R"({"Parameters": {"stage": {"Type": "String"}},)"
               R"("Resources": {"Table": {"Type": "AWS::DynamoDB::Table", "Properties": {)"
               R"("TableName": {"Fn::Sub": "orders-${stage}"}, "BillingMode": "PAY_PER_REQUEST",)"
               R"("AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],)"
               R"("KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]}}}})");
  CHECK(Folder::Read(folder / "") == kTable);
}

TEST_CASE("A serverless.yml is read", "[read_templates]") {
  Folder folder;
  CHECK(Folder::Read(folder.Write("serverless.yml", R"(
service: shop
provider: {name: aws, stage: "${opt:stage, 'test'}"}
resources:
  Resources:
    Table:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: orders-${self:provider.stage}
        BillingMode: PAY_PER_REQUEST
        AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
        KeySchema: [{AttributeName: id, KeyType: HASH}]
)")) == kTable);
}

TEST_CASE("Terraform's files are read", "[read_templates]") {
  Folder folder;
  folder.Write("infra/main.tf", R"(
variable "stage" {
  type    = string
  default = "test"
}
resource "aws_dynamodb_table" "orders" {
  name         = "orders-${var.stage}"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
}
)");
  CHECK(Folder::Read(folder / "infra") == kTable);
}

TEST_CASE("A Terraform plan is read", "[read_templates]") {
  Folder folder;
  CHECK(Folder::Read(folder.Write(
            "plan.json",
            R"({"format_version": "1.2", "planned_values": {"root_module": {"resources": [)"
            R"({"address": "aws_dynamodb_table.orders", "mode": "managed",)"
            R"("type": "aws_dynamodb_table", "name": "orders", "values": {"name": "orders-dev",)"
            R"("billing_mode": "PAY_PER_REQUEST", "hash_key": "id",)"
            R"("attribute": [{"name": "id", "type": "S"}]}}]}}})")) == kTable);
}

TEST_CASE("Tables as JSON and data models are read", "[read_templates]") {
  Folder folder;
  CHECK(Folder::Read(folder.Write(
            "table.json",
            R"({"TableName": "orders-dev", "BillingMode": "PAY_PER_REQUEST",)"
            R"("AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],)"
            R"("KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]})")) == kTable);
  CHECK(Folder::Read(folder.Write(
            "model.json",
            R"({"DataModel": [{"TableName": "orders-dev", "KeyAttributes": {"PartitionKey":)"
            R"({"AttributeName": "id", "AttributeType": "S"}}}]})")) == kTable);
}

}  // namespace
}  // namespace pumice::test
