// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/serverless/serverless_template.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <string>
#include <vector>

#include "protocol/deploy/template_error.h"
#include "tests/support/temporary_directory.h"
#include "tools/deploy/serverless/serverless.h"

namespace pumice::test {
namespace {

using deploy::DesiredTables;
using deploy::ReadOptions;
using deploy::ReadServerlessFile;
using deploy::ReadServerlessStack;
using deploy::ServerlessStack;
using deploy::TemplateError;

class Folder {
 public:
  void Write(const std::string& name, std::string_view text) const {
    std::ofstream(folder_ / name) << text;
  }
  ServerlessStack Read(const ReadOptions& options = {}) const {
    return ReadServerlessStack((folder_ / "serverless.yml").string(), options);
  }
  std::string Path() const { return (folder_ / "serverless.yml").string(); }
  std::string Fault(const std::string& name = "serverless.yml") const {
    try {
      return "no fault: " + ReadServerlessStack((folder_ / name).string(), {}).name;
    } catch (const TemplateError& error) {
      return std::string(error.what()).substr(folder_.string().size() + 1);
    }
  }

 private:
  TemporaryDirectory folder_;
};

std::string Template(std::string_view config) {
  const Folder folder;
  folder.Write("serverless.yml", config);
  return NodeJson(folder.Read().resources);
}

TEST_CASE("The stack is named by service and stage", "[serverless_template]") {
  const Folder folder;
  folder.Write("serverless.yml", "service: shop\nprovider: {name: aws, region: eu-west-1}");
  CHECK(folder.Read().name == "shop-dev");
  CHECK(folder.Read().region == "eu-west-1");
  CHECK(folder.Read().notes ==
        std::vector<std::string>{folder.Path() + ":2:31: the region is eu-west-1, and tables are "
                                                 "made in us-east-1"});
  ReadOptions options;
  options.region = "eu-west-1";
  options.parameters = {{"stage", "prod"}};
  CHECK(folder.Read(options).name == "shop-prod");
  CHECK(folder.Read(options).notes.empty());
  options.stack_name = "mine";
  CHECK(folder.Read(options).name == "mine");
  folder.Write("serverless.yml",
               "service: {name: shop}\nprovider: {name: aws, stackName: 'x-${sls:stage}'}");
  CHECK(folder.Read().name == "x-dev");
  folder.Write("serverless.yml", "service: {name: shop}\nprovider: aws");
  CHECK(folder.Read().name == "shop-dev");
}

TEST_CASE("Resources are a template", "[serverless_template]") {
  CHECK(Template(R"(
service: shop
resources:
  Description: tables of ${self:service}
  Conditions:
    IsProd: !Equals ['${sls:stage}', prod]
  Resources:
    Orders:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: ${self:service}-${sls:stage}-orders
        Arn: !Sub arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/x
  Outputs:
    Name: {Value: !Ref Orders}
)") == R"({"Description":"tables of shop","Conditions":{"IsProd":{"Fn::Equals":["dev","prod"]}},)"
       R"("Outputs":{"Name":{"Value":{"Ref":"Orders"}}},"Resources":{"Orders":)"
       R"({"Type":"AWS::DynamoDB::Table","Properties":{"TableName":"shop-dev-orders",)"
       R"("Arn":{"Fn::Sub":"arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/x"}}}}})");
  CHECK(Template("service: s") == R"({"Resources":{}})");
  CHECK(Template("service: s\nresources:") == R"({"Resources":{}})");
}

TEST_CASE("A list of resources is merged", "[serverless_template]") {
  const Folder folder;
  folder.Write("serverless.yml",
               "service: s\nresources:\n  - Resources: {A: {Type: T, Properties: {x: 1, l: [1]}}}\n"
               "  - ${file(more.yml)}\n  - Resources: ${file(more.json):all}\n"
               "  - Outputs: {O: {Value: 1}}");
  folder.Write("more.yml",
               "Resources: {A: {Properties: {y: '${sls:stage}'}}, B: {Type: U}}\nOutputs: {P: 2}");
  folder.Write("more.json", R"({"all": {"C": {"Type": "V"}}})");
  CHECK(NodeJson(folder.Read().resources) ==
        R"({"Outputs":{"P":2,"O":{"Value":1}},"Resources":{"A":{"Type":"T","Properties":)"
        R"({"x":1,"l":[1],"y":"dev"}},"B":{"Type":"U"},"C":{"Type":"V"}}})");
}

TEST_CASE("Extensions change resources", "[serverless_template]") {
  CHECK(
      Template("service: s\nresources:\n"
               "  Resources: {A: {Type: AWS::DynamoDB::Table, Properties: {x: 1}}}\n"
               "  extensions: {A: {DeletionPolicy: Retain, Properties: {y: 2}}, Other: {z: 3}}") ==
      R"({"Resources":{"A":{"Type":"AWS::DynamoDB::Table","Properties":{"x":1,"y":2},)"
      R"("DeletionPolicy":"Retain"}}})");
}

TEST_CASE("Only what pumice makes needs its variables", "[serverless_template]") {
  const Folder folder;
  folder.Write("serverless.yml",
               "service: s\nprovider: {environment: {X: '${ssm:/a}'}}\nresources:\n  Resources:\n"
               "    Db: {Type: AWS::RDS::DBInstance, Properties: {Password: '${ssm:/a}'}}");
  CHECK(NodeJson(folder.Read().resources) ==
        R"({"Resources":{"Db":{"Type":"AWS::RDS::DBInstance","Properties":)"
        R"({"Password":"${ssm:/a}"}}}})");
  folder.Write("serverless.yml",
               "service: s\nresources:\n  Resources:\n    T:\n      Type: AWS::DynamoDB::Table\n"
               "      Properties: {TableName: '${ssm:/a}'}");
  CHECK(folder.Fault().find("serverless.yml:6:31: the variable ${ssm:/a} has no value: ssm is not "
                            "asked") == 0);
}

TEST_CASE("Resources of functions can be referred to", "[serverless_template]") {
  CHECK(Template("service: s\nfunctions:\n  get-user_x:\n    events:\n      - http: GET /\n"
                 "      - stream: arn\n  b: {handler: x}") ==
        R"({"Resources":{"GetDashuserUnderscorexLambdaFunction":{"Type":"AWS::Lambda::Function"},)"
        R"("GetDashuserUnderscorexLogGroup":{"Type":"AWS::Logs::LogGroup"},)"
        R"("IamRoleLambdaExecution":{"Type":"AWS::IAM::Role"},)"
        R"("ServerlessDeploymentBucket":{"Type":"AWS::S3::Bucket"},)"
        R"("ApiGatewayRestApi":{"Type":"AWS::ApiGateway::RestApi"},)"
        R"("BLambdaFunction":{"Type":"AWS::Lambda::Function"},)"
        R"("BLogGroup":{"Type":"AWS::Logs::LogGroup"}}})");
  CHECK(Template("service: s\nfunctions: ${file(functions.js)}") == R"({"Resources":{}})");
}

TEST_CASE("A file outside is refused whether or not it is there", "[serverless_template]") {
  const Folder folder;
  for (const std::string path : {"../nowhere.yml", "/etc/hostname"}) {
    folder.Write("serverless.yml",
                 "service: s\nresources:\n  Resources:\n    A:\n"
                 "      Type: AWS::DynamoDB::Table\n      Properties: ${file(" +
                     path + "):a}");
    CHECK(folder.Fault().find(" is not within ") != std::string::npos);
  }
}

TEST_CASE("Tags of the stack are its tables'", "[serverless_template]") {
  const Folder folder;
  folder.Write("serverless.yml",
               "service: s\nprovider: {name: aws, stackTags: {team: '${self:service}', n: 1}}\n"
               "resources:\n  Resources:\n"
               "    A:\n      Type: AWS::DynamoDB::Table\n      Properties:\n"
               "        TableName: A\n        BillingMode: PAY_PER_REQUEST\n"
               "        AttributeDefinitions: [{AttributeName: id, AttributeType: S}]\n"
               "        KeySchema: [{AttributeName: id, KeyType: HASH}]\n"
               "        Tags: [{Key: n, Value: own}]\n"
               "    B: {Type: AWS::S3::Bucket, Properties: {}}");
  const DesiredTables desired = ReadServerlessFile(folder.Path(), {});
  REQUIRE(desired.tables.size() == 1);
  CHECK(NodeJson(*desired.tables[0].create.Find("Tags")) ==
        R"([{"Key":"n","Value":"own"},{"Key":"team","Value":"s"}])");
}

TEST_CASE("Faults of a serverless.yml are told", "[serverless_template]") {
  const Folder folder;
  const auto fault = [&](std::string_view config) {
    folder.Write("serverless.yml", config);
    return folder.Fault();
  };
  CHECK(fault("[1]") == "serverless.yml:1:1: is no map of service, provider and resources");
  CHECK(fault("provider: aws") == "serverless.yml:1:1: service: is missing");
  CHECK(fault("service: s\nprovider: google") ==
        "serverless.yml:2:11: provider: google has no DynamoDB: aws has");
  CHECK(fault("service: s\nprovider: {name: aws, variableSyntax: x}") ==
        "serverless.yml:2:39: provider.variableSyntax: variables are read in the form ${...} only");
  CHECK(fault("service: s\nresources: x") == "serverless.yml:2:12: resources: is no map");
  CHECK(fault("service: s\nresources: {Resources: [1]}") ==
        "serverless.yml:2:24: resources.Resources: is no map");
  CHECK(fault("service: s\nresources: ${file(resources.js)}") ==
        "serverless.yml:2:12: resources.js is a program, which pumice does not run: what it "
        "exports must be YAML or JSON");
  folder.Write("serverless.ts", "export = {}");
  CHECK(folder.Fault("serverless.ts") ==
        "serverless.ts: is a program, which pumice does not run: `serverless print > "
        "serverless.yml` writes what it comes to");
}

TEST_CASE("A million resources are refused", "[serverless_template]") {
  std::string many = "{\"service\":\"s\",\"resources\":{\"Resources\":{\"a\":1";
  for (int i = 0; i < 400'000; ++i) many += ",\"k" + std::to_string(i) + "\":0";
  const Folder folder;
  folder.Write("serverless.yml", many + "}}}");
  CHECK(folder.Fault() == "serverless.yml:1:41: resources.Resources: has more than 500 members");
}

}  // namespace
}  // namespace pumice::test
