// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/stack_files.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/deploy/desired_tables.h"
#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"
#include "tests/support/temporary_directory.h"
#include "tools/deploy/read_templates.h"

namespace pumice::test {
namespace {

using deploy::DesiredTable;
using deploy::DesiredTables;
using deploy::FoundTemplate;
using deploy::ReadDocument;
using deploy::ReadOptions;
using deploy::ReadStackFiles;
using deploy::ReadTemplates;
using deploy::TemplateError;
using deploy::TemplateForm;

FoundTemplate Template(const std::string& path, std::string_view text) {
  return {TemplateForm::kCloudFormation, path, ReadDocument(text, path)};
}

std::string Names(const DesiredTables& desired) {
  std::string names;
  for (const DesiredTable& table : desired.tables) {
    names.append(names.empty() ? "" : ", ").append(table.name);
  }
  return names;
}

// Its name is what another stack exports.
constexpr std::string_view kImporting = R"(
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !ImportValue TheName
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
)";
constexpr std::string_view kExporting = R"(
Resources: {Nothing: {Type: AWS::S3::Bucket}}
Outputs:
  Name: {Value: orders, Export: {Name: TheName}}
)";

TEST_CASE("Stacks import what others export in whatever order", "[stack_files]") {
  const DesiredTables desired =
      ReadStackFiles({Template("a.yaml", kImporting), Template("b.yaml", kExporting)}, {});
  CHECK(Names(desired) == "orders");
  REQUIRE(desired.outputs.size() == 1);
  CHECK(desired.outputs[0].export_name == "TheName");
  CHECK(desired.passed_over == std::map<std::string, size_t>{{"AWS::S3::Bucket", 1}});
}

TEST_CASE("What nobody exports is a fault", "[stack_files]") {
  try {
    ReadStackFiles({Template("a.yaml", kImporting), Template("b.yaml", kImporting)}, {});
    FAIL("is refused");
  } catch (const TemplateError& error) {
    CHECK(std::string(error.what()).starts_with("a.yaml:6:18: "));
    CHECK(std::string(error.what()).find("TheName") != std::string::npos);
  }
}

TEST_CASE("A stack is named by its file", "[stack_files]") {
  constexpr std::string_view kUnnamed = R"(
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
)";
  CHECK(Names(ReadStackFiles({Template("some/my_app.yaml", kUnnamed)}, {}))
            .starts_with("my-app-Table-"));
  CHECK(Names(ReadStackFiles({Template("2024.yaml", kUnnamed)}, {}))
            .starts_with("stack-2024-Table-"));
  ReadOptions options;
  options.stack_name = "shop";
  const std::string name = Names(ReadStackFiles({Template("a.yaml", kUnnamed)}, options));
  CHECK(name.starts_with("shop-Table-"));
  CHECK(name == Names(ReadStackFiles({Template("b.yaml", kUnnamed)}, options)));
}

TEST_CASE("Parameters that no template has are told", "[stack_files]") {
  ReadOptions options;
  options.parameters = {{"Stage", "a"}, {"Stge", "b"}};
  constexpr std::string_view kWithParameter = R"(
Parameters: {Stage: {Type: String}}
Resources: {Nothing: {Type: AWS::S3::Bucket}}
)";
  CHECK(
      ReadStackFiles({Template("a.yaml", kWithParameter), Template("b.yaml", kExporting)}, options)
          .notes == std::vector<std::string>{"no CloudFormation template has a parameter Stge"});
}

TEST_CASE("A parameter that no template has is a fault where all are stacks", "[stack_files]") {
  const TemporaryDirectory directory;
  const std::string stack = (directory / "stack.yaml").string();
  std::ofstream(stack) << "Resources: {Nothing: {Type: AWS::S3::Bucket}}";
  const std::string table = (directory / "table.json").string();
  std::ofstream(table) << R"({"TableName": "Tab"})";
  ReadOptions options;
  options.parameters = {{"Stge", "b"}};
  CHECK_THROWS_WITH(ReadTemplates({stack}, options),
                    "no CloudFormation template has a parameter Stge");
  CHECK(ReadTemplates({stack, table}, options).notes ==
        std::vector<std::string>{"no CloudFormation template has a parameter Stge"});
}

TEST_CASE("A nested stack of CDK's is found by its asset without cdk.out", "[stack_files]") {
  const TemporaryDirectory directory;
  const auto write = [&](const std::string& name, std::string_view text) {
    std::ofstream(directory / name) << text;
  };
  write("outer.yaml",
        "Resources:\n  N:\n    Type: AWS::CloudFormation::Stack\n"
        "    Properties: {TemplateURL: !Sub 'https://s3/${AWS::Region}/x.json'}\n"
        "    Metadata: {'aws:asset:path': inner.yaml}\n");
  write("inner.yaml",
        "Resources:\n  T:\n    Type: AWS::DynamoDB::Table\n    Properties:\n"
        "      TableName: Inner\n      BillingMode: PAY_PER_REQUEST\n"
        "      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]\n"
        "      KeySchema: [{AttributeName: id, KeyType: HASH}]\n");
  CHECK(Names(ReadTemplates({(directory / "outer.yaml").string()}, {})) == "Inner");
  write("bad.yaml",
        "Resources:\n  N:\n    Type: AWS::CloudFormation::Stack\n"
        "    Properties: {TemplateURL: ./no.yaml}\n");
  try {
    ReadTemplates({(directory / "bad.yaml").string()}, {});
    FAIL("is refused");
  } catch (const TemplateError& error) {
    const std::string folder = directory.path().string() + "/";
    CHECK(error.what() == folder + "bad.yaml:4:31: N.Properties.TemplateURL: " + folder +
                              "no.yaml: No such file or directory");
  }
}

TEST_CASE("Nested stacks are files within the template's folder", "[stack_files]") {
  const TemporaryDirectory directory;
  const auto write = [&](const std::string& name, std::string_view text) {
    const std::filesystem::path path = directory / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
    return path.string();
  };
  write("nested/table.yaml", R"(
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: inner
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
)");
  const auto outer = [](const std::string& url) {
    return "Resources: {Inner: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: " +
           url + "}}}";
  };
  CHECK(Names(ReadTemplates({write("outer.yaml", outer("nested/table.yaml"))}, {})) == "inner");
  const std::string leaving = write("nested/leaving.yaml", outer("../outer.yaml"));
  try {
    ReadTemplates({leaving}, {});
    FAIL("is refused");
  } catch (const TemplateError& error) {
    CHECK(std::string(error.what()).find("is not within") != std::string::npos);
  }
}

}  // namespace
}  // namespace pumice::test
