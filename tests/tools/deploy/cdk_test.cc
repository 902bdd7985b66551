// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/cdk.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "protocol/deploy/template_error.h"
#include "tests/support/temporary_directory.h"

namespace pumice::test {
namespace {

using deploy::DesiredTables;
using deploy::ReadCdkOutput;
using deploy::ReadOptions;
using deploy::TemplateError;

// A folder like cdk.out.
class Assembly {
 public:
  void Write(const std::string& name, std::string_view text) {
    const std::filesystem::path path = folder_.path() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }

  // Tables, a line each, then outputs and notes. Paths are without the folder's.
  std::string Read(const ReadOptions& options = {}) const {
    std::string out;
    try {
      const DesiredTables all = ReadCdkOutput(folder_.string(), options);
      for (const auto& table : all.tables) out += table.logical_id + " " + table.name + "\n";
      for (const auto& each : all.outputs) out += each.name + "=" + each.value + "\n";
      for (const auto& [type, count] : all.passed_over) {
        out += type + " " + std::to_string(count) + "\n";
      }
      for (const std::string& note : all.notes) out += "note " + note + "\n";
    } catch (const TemplateError& error) {
      out = error.what();
    }
    const std::string prefix = folder_.string() + "/";
    for (size_t at; (at = out.find(prefix)) != std::string::npos;) out.erase(at, prefix.size());
    return out;
  }

 private:
  const TemporaryDirectory folder_;
};

std::string Table(const std::string& name) {
  return R"({"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": )" + name +
         R"(, "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]}})";
}

std::string Stack(const std::string& id, const std::string& dependencies = "") {
  return "\"" + id + "\": {\"type\": \"aws:cloudformation:stack\", \"environment\": " +
         "\"aws://unknown-account/unknown-region\", \"properties\": {\"templateFile\": \"" + id +
         ".template.json\"}, \"dependencies\": [" + dependencies + "]}";
}

std::string Manifest(const std::string& artifacts) {
  return "{\"version\": \"44.0.0\", \"artifacts\": {" + artifacts + "}}";
}

TEST_CASE("Stacks are evaluated after those that they depend on", "[cdk]") {
  Assembly assembly;
  assembly.Write("manifest.json",
                 Manifest(Stack("Api", "\"Api.assets\", \"Tables\"") + "," + Stack("Tables") +
                          R"(,"Tables.assets": {"type": "cdk:asset-manifest"})"));
  assembly.Write("Tables.template.json",
                 R"({"Resources": {"Music": )" + Table("\"music\"") +
                     R"(}, "Outputs": {"Export": {"Value": {"Ref": "Music"}, )"
                     R"("Export": {"Name": "Tables:Music"}}},
                     "Parameters": {"BootstrapVersion": )"
                     R"({"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/cdk/v"}},
                     "Rules": {"CheckBootstrapVersion": {}}})");
  assembly.Write(
      "Api.template.json",
      R"({"Resources": {"Log": )" +
          Table(R"({"Fn::Join": ["-", [{"Fn::ImportValue": "Tables:Music"}, "log"]]})") +
          R"(, "Meta": {"Type": "AWS::CDK::Metadata"}}, "Outputs": {"Weak": {"Value": )"
          R"({"Fn::GetStackOutput": {"StackName": "Tables", "OutputName": "Export"}}}}})");
  CHECK(assembly.Read() ==
        "Music music\n"
        "Log music-log\n"
        "Tables.Export=music\n"
        "Api.Weak=music\n"
        "AWS::CDK::Metadata 1\n");
}

TEST_CASE("Nested stacks are read by the path of their asset", "[cdk]") {
  Assembly assembly;
  const auto nested = [](const std::string& path) {
    return R"({"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": )"
           R"({"Fn::Join": ["", ["https://s3/", {"Ref": "AWS::URLSuffix"}]]}}, )"
           R"("Metadata": {"aws:asset:path": ")" +
           path + "\"}}";
  };
  assembly.Write("manifest.json", Manifest(Stack("App")));
  assembly.Write("App.template.json",
                 R"({"Resources": {"N": )" + nested("N.nested.template.json") +
                     R"(}, "Outputs": {"Out": {"Value": {"Fn::GetAtt": ["N", "Outputs.Name"]}}}})");
  assembly.Write("N.nested.template.json",
                 R"({"Resources": {"D": )" + nested("D.nested.template.json") + R"(, "T": )" +
                     Table("\"outer\"") + R"(}, "Outputs": {"Name": {"Value": {"Ref": "T"}}}})");
  assembly.Write("D.nested.template.json", R"({"Resources": {"T": )" + Table("\"inner\"") + "}}");
  CHECK(assembly.Read() == "N.D.T inner\nN.T outer\nApp.Out=outer\n");
  assembly.Write("App.template.json", R"({"Resources": {"N": )" + nested("../x.json") + "}}");
  CHECK(assembly.Read().find("x.json is not within ") != std::string::npos);
  assembly.Write("App.template.json", R"({"Resources": {"N": )" + nested("/etc/passwd") + "}}");
  CHECK(assembly.Read().find("/etc/passwd is not within ") != std::string::npos);
}

TEST_CASE("Nested stacks are read by the address of their asset", "[cdk]") {
  Assembly assembly;
  assembly.Write("manifest.json",
                 Manifest(Stack("App") + R"(,"App.assets": {"type": "cdk:asset-manifest", )"
                                         R"("properties": {"file": "App.assets.json"}})"));
  assembly.Write(
      "App.assets.json",
      R"({"files": {"12ab": {"source": {"path": "N.nested.template.json"}, )"
      R"("destinations": {"current": {"bucketName": "b", "objectKey": "12ab.json"}}}}})");
  assembly.Write("App.template.json",
                 R"({"Resources": {"N": {"Type": "AWS::CloudFormation::Stack", "Properties": )"
                 R"({"TemplateURL": {"Fn::Sub": "https://s3.${AWS::URLSuffix}/b/12ab.json"}}}, )"
                 R"("Other": {"Type": "AWS::CloudFormation::Stack", "Properties": )"
                 R"({"TemplateURL": "https://s3.amazonaws.com/b/34cd.json"}}}})");
  assembly.Write("N.nested.template.json", R"({"Resources": {"T": )" + Table("\"inner\"") + "}}");
  CHECK(
      assembly.Read() ==
      "N.T inner\nAWS::CloudFormation::Stack 1\n"
      "note App.template.json:1:227: Other.Properties.TemplateURL: is no file beside the template: "
      "the tables of the nested stack are not made\n");
}

TEST_CASE("Stages are read, and a table is the first stack's that wants it", "[cdk]") {
  Assembly assembly;
  const auto stage = [](const std::string& name) {
    return "\"assembly-" + name + "\": {\"type\": \"cdk:cloud-assembly\", \"properties\": " +
           "{\"directoryName\": \"assembly-" + name + "\"}}";
  };
  assembly.Write("manifest.json", Manifest(stage("Dev") + "," + stage("Prod")));
  for (const std::string name : {"Dev", "Prod"}) {
    assembly.Write("assembly-" + name + "/manifest.json",
                   Manifest("\"App\": {\"type\": \"aws:cloudformation:stack\", \"properties\": "
                            "{\"templateFile\": \"App.template.json\", \"stackName\": \"" +
                            name + "-App\"}}"));
    assembly.Write("assembly-" + name + "/App.template.json",
                   R"({"Resources": {"Own": )" + Table(R"({"Ref": "AWS::StackName"})") +
                       R"(, "Shared": )" + Table("\"shared\"") + "}}");
  }
  CHECK(assembly.Read() ==
        "Own Dev-App\n"
        "Shared shared\n"
        "Own Prod-App\n"
        "note assembly-Prod/App.template.json:1: Shared: the table shared of the stack Prod-App is "
        "passed over: Dev-App has one of that name\n");
}

TEST_CASE("Parameters are given to all stacks, or to one", "[cdk]") {
  Assembly assembly;
  assembly.Write("manifest.json", Manifest(Stack("A") + "," + Stack("B")));
  for (const std::string name : {"A", "B"}) {
    assembly.Write(name + ".template.json",
                   R"({"Parameters": {"Name": {"Type": "String"}, )"
                   R"("AssetParameters12S3Bucket": {"Type": "String"}}, "Resources": {"T": )" +
                       Table(R"({"Fn::Sub": "${AWS::StackName}-${Name}"})") + "}}");
  }
  ReadOptions options;
  CHECK(assembly.Read(options) == "A.template.json:1:16: Parameters: [Name] must have values");
  options.parameters = {{"Name", "x"}, {"B:Name", "y"}};
  CHECK(assembly.Read(options) == "T A-x\nT B-y\n");
}

TEST_CASE("What is no assembly is a fault", "[cdk]") {
  Assembly assembly;
  CHECK(assembly.Read() == "manifest.json: No such file or directory");
  assembly.Write("manifest.json", "{}");
  CHECK(assembly.Read() == "manifest.json:1:1: artifacts: must be a map of at most 2000 members");
  assembly.Write("manifest.json", Manifest(Stack("A", "\"B\"") + "," + Stack("B", "\"A\"")));
  CHECK(assembly.Read() == "manifest.json:1:42: A: depends on itself");
  assembly.Write("manifest.json", Manifest(R"("A": {"type": "aws:cloudformation:stack"})"));
  CHECK(assembly.Read() == "manifest.json:1:42: A: properties.templateFile is missing");
  std::string itself;
  for (int i = 0; i < 20; ++i) {
    itself += (i == 0 ? "\"a" : ",\"a") + std::to_string(i) +
              "\": {\"type\": \"cdk:cloud-assembly\", \"properties\": {\"directoryName\": \".\"}}";
  }
  assembly.Write("manifest.json", Manifest(itself));
  CHECK(assembly.Read().ends_with("more than 1000 assemblies, or more than 10 within each other"));
}

TEST_CASE("Tags of a stack are its tables', and give way to their own", "[cdk]") {
  const TemporaryDirectory folder;
  std::ofstream(folder.path() / "manifest.json") << Manifest(
      R"("App": {"type": "aws:cloudformation:stack", "properties": {)"
      R"("templateFile": "App.template.json", "tags": {"stage": "dev", "team": "a"}}})");
  std::ofstream(folder.path() / "App.template.json")
      << R"({"Resources": {"Music": {"Type": "AWS::DynamoDB::Table", "Properties": {)"
         R"("TableName": "music", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], )"
         R"("Tags": [{"Key": "stage", "Value": "own"}]}}}})";
  const DesiredTables all = ReadCdkOutput(folder.string(), {});
  REQUIRE(all.tables.size() == 1);
  CHECK(deploy::NodeJson(*all.tables[0].create.Find("Tags")) ==
        R"([{"Key":"stage","Value":"own"},{"Key":"team","Value":"a"}])");
}

}  // namespace
}  // namespace pumice::test
