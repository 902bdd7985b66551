// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/intrinsics.h"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/deploy/budget.h"
#include "protocol/deploy/evaluator.h"
#include "protocol/deploy/made_up_values.h"
#include "protocol/deploy/read_document.h"
#include "protocol/deploy/stack_parameters.h"
#include "protocol/deploy/stack_values.h"
#include "protocol/deploy/template_error.h"

namespace pumice::test {
namespace {

using deploy::Budget;
using deploy::Evaluator;
using deploy::Node;
using deploy::Place;
using deploy::ReadDocument;
using deploy::ResourceValue;
using deploy::StackValues;
using deploy::TemplateError;
using deploy::TemplateInputs;

// What the cases refer to; most of it stands in the documentation's examples.
constexpr std::string_view kTemplate = R"(
Parameters:
  EnvType: {Type: String, Default: prod}
  RootDomain: {Type: String, Default: example.com}
  Count: {Type: Number, Default: 5}
  vpc: {Type: String, Default: vpc-123456789}
  DbSubnetIpBlocks: {Type: CommaDelimitedList, Default: "10.0.48.0/24, 10.0.112.0/24, 10.0.176.0/24"}
  Ports: {Type: List<Number>, Default: "80,20"}
  Secret: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /my/name}
Mappings:
  RegionMap:
    us-east-1: {HVM64: ami-0ff8a91507f77f867, HVMG2: ami-0a584ac55a7631c0c}
    us-west-1: {HVM64: ami-0bdb828fd58c52235, HVMG2: ami-066ee5fd4a9ef77f1}
  Lists:
    zones: {all: [a, b], none: []}
Conditions:
  IsProd: !Equals [!Ref EnvType, prod]
  IsTest: !Equals [!Ref EnvType, test]
  Never: !And [!Condition IsProd, !Condition IsTest]
)";

// A stack with one bucket, one table, and names as above.
class Stack {
 public:
  explicit Stack(bool extensions) : root_(ReadDocument(kTemplate, "")), values_(inputs_) {
    inputs_.region = "us-east-1";
    inputs_.account = "123456789012";
    inputs_.stack_name = "MyStack";
    inputs_.import = [](std::string_view name) -> std::optional<std::string> {
      if (name == "NetworkStack-SubnetID") return "subnet-1,subnet-2";
      return std::nullopt;
    };
    inputs_.stack_output = [](std::string_view stack,
                              std::string_view output) -> std::optional<std::string> {
      if (stack == "network-stack" && output == "VpcId") return "vpc-1";
      return std::nullopt;
    };
    values_.stack_id = "arn:aws:cloudformation:us-east-1:123456789012:stack/MyStack/1";
    values_.language_extensions = extensions;
    std::vector<std::string> notes;
    for (auto& each : ResolveParameters(*root_.Find("Parameters"), inputs_, &notes)) {
      values_.parameters.emplace(each.told.name, each);
    }
    for (const auto& [name, map] : root_.Find("Mappings")->members()) {
      values_.mappings.emplace(name, &map);
    }
    for (const auto& [name, condition] : root_.Find("Conditions")->members()) {
      values_.conditions.emplace(name, &condition);
    }
    bucket_ = MadeUpResource(inputs_, "AWS::S3::Bucket", "my-bucket");
    table_.physical_id = "Music";
    table_.attributes["Arn"] = "arn:aws:dynamodb:us-east-1:123456789012:table/Music";
    values_.resources = {{"MyBucket", &bucket_}, {"MyTable", &table_}, {"NotMade", nullptr}};
  }

  std::string Evaluate(std::string_view expression) {
    // A document that begins with a bracket is JSON, unless YAML says that it begins.
    const bool is_flow = expression[0] == '[' || expression[0] == '{';
    const bool is_json = expression.starts_with("{\"");
    const std::string document = (is_flow && !is_json ? "--- " : "") + std::string(expression);
    Budget budget;
    try {
      const std::optional<Node> value =
          Evaluator(&values_, &budget).Evaluate(ReadDocument(document, ""), Place("V"));
      return value ? NodeJson(*value) : "nothing";
    } catch (const TemplateError& error) {
      return error.sentence();
    }
  }

 private:
  const Node root_;
  TemplateInputs inputs_;
  StackValues values_;
  ResourceValue bucket_;
  ResourceValue table_;
};

struct Case {
  std::string_view page;  // of AWS's template reference, that the result is documented on
  std::string_view expression;
  std::string_view result;
};

void Run(const std::vector<Case>& cases, bool extensions = false) {
  for (const Case& each : cases) {
    INFO(each.page << ": " << each.expression);
    CHECK(Stack(extensions).Evaluate(each.expression) == each.result);
  }
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/ PAGE .html
constexpr std::string_view kRef = "intrinsic-function-reference-ref";
constexpr std::string_view kGetAtt = "intrinsic-function-reference-getatt";
constexpr std::string_view kSub = "intrinsic-function-reference-sub";
constexpr std::string_view kJoin = "intrinsic-function-reference-join";
constexpr std::string_view kSelect = "intrinsic-function-reference-select";
constexpr std::string_view kSplit = "intrinsic-function-reference-split";
constexpr std::string_view kMap = "intrinsic-function-reference-findinmap";
constexpr std::string_view kIf = "intrinsic-function-reference-conditions";
constexpr std::string_view kImport = "intrinsic-function-reference-importvalue";
constexpr std::string_view kOutput = "intrinsic-function-reference-getstackoutput";
constexpr std::string_view kZones = "intrinsic-function-reference-getavailabilityzones";
constexpr std::string_view kBase64 = "intrinsic-function-reference-base64";
constexpr std::string_view kCidr = "intrinsic-function-reference-cidr";
constexpr std::string_view kLength = "intrinsic-function-reference-length";
constexpr std::string_view kJson = "intrinsic-function-reference-ToJsonString";
constexpr std::string_view kMapExtended = "intrinsic-function-reference-findinmap-enhancements";
constexpr std::string_view kPseudo = "pseudo-parameter-reference";

TEST_CASE("Ref gives parameters, resources and pseudo parameters", "[intrinsics]") {
  Run({
      {kRef, "!Ref EnvType", R"("prod")"},
      {kRef, R"({"Ref": "EnvType"})", R"("prod")"},
      {kRef, "!Ref Count", R"("5")"},
      {kRef, "!Ref DbSubnetIpBlocks", R"(["10.0.48.0/24","10.0.112.0/24","10.0.176.0/24"])"},
      {kRef, "!Ref Ports", R"(["80","20"])"},
      {kRef, "!Ref MyBucket", R"("my-bucket")"},
      {kRef, "!Ref MyTable", R"("Music")"},
      {kRef, "{a: !Ref EnvType, b: [!Ref MyTable]}", R"({"a":"prod","b":["Music"]})"},
      {kPseudo, "!Ref AWS::AccountId", R"("123456789012")"},
      {kPseudo, "!Ref AWS::Region", R"("us-east-1")"},
      {kPseudo, "!Ref AWS::StackName", R"("MyStack")"},
      {kPseudo, "!Ref AWS::StackId",
       R"("arn:aws:cloudformation:us-east-1:123456789012:stack/MyStack/1")"},
      {kPseudo, "!Ref AWS::Partition", R"("aws")"},
      {kPseudo, "!Ref AWS::URLSuffix", R"("amazonaws.com")"},
      {kPseudo, "!Ref AWS::NotificationARNs", "[]"},
      {kPseudo, "!Ref AWS::NoValue", "nothing"},
      {kPseudo, "{a: !Ref AWS::NoValue, b: 1}", R"({"b":1})"},
      {kPseudo, "[!Ref AWS::NoValue, 1]", "[1]"},
  });
}

TEST_CASE("Ref to what is not there is a fault", "[intrinsics]") {
  Run({
      {kRef, "!Ref Nowhere",
       "V.Ref: Template format error: Unresolved resource dependencies [Nowhere] in the Resources "
       "block of the template"},
      {kRef, "!Ref NotMade",
       "V.Ref: Template format error: Unresolved resource dependencies [NotMade] in the Resources "
       "block of the template"},
      {kRef, "!Ref AWS::Nothing",
       "V.Ref: Template format error: Unresolved resource dependencies [AWS::Nothing] in the "
       "Resources block of the template"},
      {kRef, "!Ref Secret",
       "V.Ref: the parameter Secret is /my/name of Systems Manager, which nothing looks up: give "
       "its value"},
      {kRef, "{Ref: [a]}", "V.Ref: must be a string, not a list"},
      {kRef, "a: ~", "V.a: 'null' values are not allowed in templates"},
      {kRef, "!Transform {Name: x}", "V: Fn::Transform is not supported here"},
      {kRef, "{Fn::Join: ['', []], a: 1}", "V: Fn::Join must stand alone in its map"},
  });
}

TEST_CASE("Fn::GetAtt gives attributes", "[intrinsics]") {
  Run({
      {kGetAtt, "!GetAtt MyTable.Arn", R"("arn:aws:dynamodb:us-east-1:123456789012:table/Music")"},
      {kGetAtt, R"({"Fn::GetAtt": ["MyTable", "Arn"]})",
       R"("arn:aws:dynamodb:us-east-1:123456789012:table/Music")"},
      {kGetAtt, "!GetAtt [MyBucket, Arn]", R"("arn:aws:s3:::my-bucket")"},
      {kGetAtt, "!GetAtt MyBucket.DomainName", R"("my-bucket-DomainName")"},
      {kGetAtt, "!GetAtt MyTable.StreamArn",
       "V.Fn::GetAtt: Template error: resource MyTable does not support attribute type StreamArn "
       "in Fn::GetAtt"},
      {kGetAtt, "!GetAtt Nowhere.Arn",
       "V.Fn::GetAtt: Template error: instance of Fn::GetAtt references undefined resource "
       "Nowhere"},
      {kGetAtt, "!GetAtt MyTable",
       "V.Fn::GetAtt: Template error: every Fn::GetAtt object requires two non-empty parameters, "
       "the resource name and the resource attribute"},
      {kGetAtt, "!GetAtt [MyTable]",
       "V.Fn::GetAtt: Template error: every Fn::GetAtt object requires two non-empty parameters, "
       "the resource name and the resource attribute"},
  });
}

TEST_CASE("Fn::Sub puts values into a text", "[intrinsics]") {
  Run({
      {kSub, "!Sub ['www.${Domain}', {Domain: !Ref RootDomain}]", R"("www.example.com")"},
      {kSub, "!Sub arn:aws:ec2:${AWS::Region}:${AWS::AccountId}:vpc/${vpc}",
       R"("arn:aws:ec2:us-east-1:123456789012:vpc/vpc-123456789")"},
      {kSub, "!Sub '${!Literal}'", R"("${Literal}")"},
      {kSub, "!Sub 'a${!b}c${EnvType}'", R"("a${b}cprod")"},
      {kSub, "!Sub '${MyTable}'", R"("Music")"},
      {kSub, "!Sub '${MyTable.Arn}/index/*'",
       R"("arn:aws:dynamodb:us-east-1:123456789012:table/Music/index/*")"},
      {kSub, "!Sub '${Count}'", R"("5")"},
      {kSub, "!Sub plain", R"("plain")"},
      {kSub, "!Sub ''", R"("")"},
      {kSub, "!Sub '$EnvType {EnvType} $'", R"("$EnvType {EnvType} $")"},
      {kSub, "!Sub '${EnvType'", R"("${EnvType")"},
      {kSub, "!Sub ['${EnvType}', {EnvType: other}]", R"("other")"},
      {kSub, "!Sub ['${a.b}', {a.b: dotted}]", R"("dotted")"},
      {kSub, "!Sub ['${a}-${a}', {a: !Join ['.', [x, y]]}]", R"("x.y-x.y")"},
      {kSub, "!Sub '${En vType}'",
       "V.Fn::Sub: Template error: variable names in Fn::Sub syntax must contain only "
       "alphanumeric characters, underscores, periods, and colons"},
      {kSub, "!Sub '${Ports}'", "V.Fn::Sub: Template error: Ports does not resolve to a string"},
      {kSub, "!Sub ['${a}']",
       "V.Fn::Sub: Template error: One or more Fn::Sub intrinsic functions don't specify expected "
       "arguments. Specify a string as first argument, and an optional second argument to specify "
       "a mapping of values to replace in the string"},
  });
}

TEST_CASE("Fn::Join joins texts", "[intrinsics]") {
  constexpr std::string_view kUsage =
      "V.Fn::Join: Template error: every Fn::Join object requires two parameters, (1) a string "
      "delimiter and (2) a list of strings to be joined or a function that returns a list of "
      "strings (such as Fn::GetAZs) to be joined.";
  Run({
      {kJoin, R"({"Fn::Join": [":", ["a", "b", "c"]]})", R"("a:b:c")"},
      {kJoin, "!Join [':', [a, b, c]]", R"("a:b:c")"},
      {kJoin,
       "!Join ['', ['arn:', !Ref AWS::Partition, ':s3:::elasticbeanstalk-*-', "
       "!Ref AWS::AccountId]]",
       R"("arn:aws:s3:::elasticbeanstalk-*-123456789012")"},
      {kJoin, "!Join [',', !Ref DbSubnetIpBlocks]",
       R"("10.0.48.0/24,10.0.112.0/24,10.0.176.0/24")"},
      {kJoin, "!Join ['-', !GetAZs '']", R"("us-east-1a-us-east-1b-us-east-1c")"},
      {kJoin, "!Join ['', []]", R"("")"},
      {kJoin, "!Join [', ', [a, !Ref AWS::NoValue, b]]", R"("a, b")"},
      {kJoin, "!Join ['.', [1, true]]", R"("1.true")"},
      {kJoin, "!Join [':', a]", kUsage},
      {kJoin, "!Join [':', [[a]]]", kUsage},
      {kJoin, "!Join [[a]]", kUsage},
  });
}

TEST_CASE("Fn::Select and Fn::Split take texts apart", "[intrinsics]") {
  constexpr std::string_view kUsage =
      "V.Fn::Select: Template error: Fn::Select requires a list argument with two elements: an "
      "integer index and a list";
  constexpr std::string_view kSplitUsage =
      "V.Fn::Split: Template error: every Fn::Split object requires two parameters, (1) a string "
      "delimiter and (2) a string to be split or a function that returns a string to be split.";
  Run({
      {kSelect, R"({"Fn::Select": ["1", ["apples", "grapes", "oranges", "mangoes"]]})",
       R"("grapes")"},
      {kSelect, "!Select [1, [apples, grapes, oranges, mangoes]]", R"("grapes")"},
      {kSelect, "!Select [0, !Ref DbSubnetIpBlocks]", R"("10.0.48.0/24")"},
      {kSelect, "!Select [2, !GetAZs us-west-2]", R"("us-west-2c")"},
      {kSelect, "!Select [!Ref Count, [0, 1, 2, 3, 4, five]]", R"("five")"},
      {kSelect, "!Select [4, [a, b]]",
       "V.Fn::Select: Template error: Fn::Select cannot select nonexistent value at index 4"},
      {kSelect, "!Select [-1, [a]]", kUsage},
      {kSelect, "!Select [x, [a]]", kUsage},
      {kSelect, "!Select [0, a]", kUsage},
      {kSelect, "!Select [0]", kUsage},
      {kSplit, R"({"Fn::Split": ["|", "a|b|c"]})", R"(["a","b","c"])"},
      {kSplit, "!Split ['|', 'a||c|']", R"(["a","","c",""])"},
      {kSplit, "!Split [', ', 'a, b']", R"(["a","b"])"},
      {kSplit, "!Split ['|', '']", R"([""])"},
      {kSplit, "!Select [1, !Split [',', !ImportValue NetworkStack-SubnetID]]", R"("subnet-2")"},
      {kSplit, "!Select [5, !Split [':', !GetAtt MyTable.Arn]]", R"("table/Music")"},
      {kSplit, "!Split ['', a]", kSplitUsage},
      {kSplit, "!Split ['|']", kSplitUsage},
  });
}

TEST_CASE("Fn::FindInMap finds values", "[intrinsics]") {
  Run({
      {kMap, "!FindInMap [RegionMap, !Ref AWS::Region, HVM64]", R"("ami-0ff8a91507f77f867")"},
      {kMap, "!FindInMap [RegionMap, us-west-1, HVMG2]", R"("ami-066ee5fd4a9ef77f1")"},
      {kMap, "!FindInMap [Lists, zones, all]", R"(["a","b"])"},
      {kMap, "!Join [',', !FindInMap [Lists, zones, all]]", R"("a,b")"},
      {kMap, "!FindInMap [RegionMap, eu-west-1, HVM64]",
       "V.Fn::FindInMap: Template error: Unable to get mapping for RegionMap::eu-west-1::HVM64"},
      {kMap, "!FindInMap [Nowhere, a, b]",
       "V.Fn::FindInMap: Template error: Mapping named 'Nowhere' is not present in the 'Mappings' "
       "section of template."},
      {kMap, "!FindInMap [RegionMap, us-east-1]",
       "V.Fn::FindInMap: Template error: every Fn::FindInMap object requires three parameters, the "
       "map name, map key and the attribute for return value"},
      {kMap, "!FindInMap [RegionMap, a, b, {DefaultValue: c}]",
       "V.Fn::FindInMap: Template error: every Fn::FindInMap object requires three parameters, the "
       "map name, map key and the attribute for return value"},
  });
  Run({{kMapExtended, "!FindInMap [RegionMap, eu-west-1, HVM64, {DefaultValue: none}]",
        R"("none")"},
       {kMapExtended, "!FindInMap [Nowhere, a, b, {DefaultValue: !Ref EnvType}]", R"("prod")"},
       {kMapExtended, "!FindInMap [RegionMap, us-east-1, HVM64, {DefaultValue: none}]",
        R"("ami-0ff8a91507f77f867")"},
       {kMapExtended, "!FindInMap [!Sub 'Region${M}', us-east-1, HVM64]",
        "V.Fn::FindInMap.Fn::Sub: Template format error: Unresolved resource dependencies [M] in "
        "the Resources block of the template"},
       {kMapExtended, "!FindInMap [!Join ['', [Region, Map]], us-east-1, HVM64]",
        R"("ami-0ff8a91507f77f867")"}},
      /*extensions=*/true);
}

TEST_CASE("Conditions hold or not", "[intrinsics]") {
  constexpr std::string_view kAndUsage =
      "V.Fn::And: Template error: every Fn::And object requires a list of at least 2 and at most "
      "10 "
      "boolean parameters.";
  Run({
      {kIf, "!If [IsProd, large, small]", R"("large")"},
      {kIf, "!If [IsTest, large, small]", R"("small")"},
      {kIf, "!If [Never, 1, !Ref AWS::NoValue]", "nothing"},
      {kIf, "{a: !If [Never, 1, !Ref AWS::NoValue], b: 2}", R"({"b":2})"},
      {kIf, "!If [IsProd, !If [IsTest, a, b], c]", R"("b")"},
      {kIf, "!If [IsProd, fine, !Ref Nowhere]", R"("fine")"},
      {kIf, "!If [IsProd, {a: 1}, {b: 2}]", R"({"a":1})"},
      {kIf, "!If [Nowhere, a, b]",
       "V.Fn::If: Template format error: Unresolved condition dependency Nowhere in the Resources "
       "block of the template"},
      {kIf, "!If [IsProd, a]",
       "V.Fn::If: Template error: Fn::If requires a list argument with three elements: a "
       "condition, a value if it holds, and one if it does not"},
      {kIf, "!Equals [!Ref EnvType, prod]", "true"},
      {kIf, "!Equals [!Ref EnvType, Prod]", "false"},
      {kIf, "!Equals ['5', !Ref Count]", "true"},
      {kIf, "!Equals [5, '5']", "true"},
      {kIf, "!Equals ['true', true]", "true"},
      {kIf, "!Equals [a]",
       "V.Fn::Equals: Template error: every Fn::Equals object requires a list of two string "
       "parameters."},
      {kIf, "!And [!Equals [a, a], !Condition IsProd]", "true"},
      {kIf, "!And [!Equals [a, a], !Condition IsTest]", "false"},
      {kIf, "!Or [!Equals [a, b], !Condition IsProd]", "true"},
      {kIf, "!Or [!Equals [a, b], !Condition IsTest]", "false"},
      {kIf, "!Not [!Condition IsTest]", "true"},
      {kIf, "!Not [!Or [!Condition IsTest, !Not [!Condition IsProd]]]", "true"},
      {kIf, "!And [!Condition IsProd]", kAndUsage},
      {kIf, "!Not [!Condition IsProd, !Condition IsProd]",
       "V.Fn::Not: Template error: every Fn::Not object requires one boolean parameter."},
      {kIf, "!Not [maybe]", "V.Fn::Not: must be a condition"},
  });
}

TEST_CASE("Fn::ImportValue and Fn::GetStackOutput give other stacks' values", "[intrinsics]") {
  Run({
      {kImport, "!ImportValue NetworkStack-SubnetID", R"("subnet-1,subnet-2")"},
      {kImport, "Fn::ImportValue: !Sub '${X}-SubnetID'",
       "V.Fn::ImportValue.Fn::Sub: Template format error: Unresolved resource dependencies [X] in "
       "the Resources block of the template"},
      {kImport, "Fn::ImportValue: !Join ['-', [NetworkStack, SubnetID]]", R"("subnet-1,subnet-2")"},
      {kImport, "!ImportValue Nowhere", "V.Fn::ImportValue: No export named Nowhere found."},
      {kOutput, "Fn::GetStackOutput: {StackName: network-stack, OutputName: VpcId}", R"("vpc-1")"},
      {kOutput, "Fn::GetStackOutput: {StackName: network-stack, OutputName: Other}",
       "V.Fn::GetStackOutput: there is no output Other of a stack network-stack"},
      {kOutput, "Fn::GetStackOutput: {StackName: network-stack}",
       "V.Fn::GetStackOutput: must have StackName and OutputName"},
  });
}

TEST_CASE("Zones, base64 and address blocks are made", "[intrinsics]") {
  Run({
      {kZones, "!GetAZs us-east-1", R"(["us-east-1a","us-east-1b","us-east-1c"])"},
      {kZones, "!GetAZs ''", R"(["us-east-1a","us-east-1b","us-east-1c"])"},
      {kZones, "Fn::GetAZs: !Ref AWS::Region", R"(["us-east-1a","us-east-1b","us-east-1c"])"},
      {kBase64, "!Base64 AWS CloudFormation", R"("QVdTIENsb3VkRm9ybWF0aW9u")"},
      {kBase64, "Fn::Base64: !Sub 'x${EnvType}'", R"("eHByb2Q=")"},
      {kBase64, "!Base64 ''", R"("")"},
      {kCidr, "!Cidr [192.168.0.0/24, 6, 5]",
       R"(["192.168.0.0/27","192.168.0.32/27","192.168.0.64/27","192.168.0.96/27",)"
       R"("192.168.0.128/27","192.168.0.160/27"])"},
      {kCidr, "!Select [1, !Cidr [10.0.0.0/16, 2, 8]]", R"("10.0.1.0/24")"},
      {kCidr, "!Cidr [10.0.0.0/30, 2, 8]", "V.Fn::Cidr: 10.0.0.0/30 has no room for 2 blocks"},
      {kCidr, "!Cidr [10.0.0, 2, 8]",
       "V.Fn::Cidr: takes an IPv4 block, a count from 1 to 256 and from 1 to 31 bits"},
  });
}

TEST_CASE("AWS::LanguageExtensions has functions of its own", "[intrinsics]") {
  Run({{kLength, "!Length [a, b]", "V: Fn::Length is not supported here"},
       {kJson, "!ToJsonString {a: b}", "V: Fn::ToJsonString is not supported here"}});
  Run({{kLength, "!Length [1, 2, 3]", "3"},
       {kLength, "Fn::Length: !Ref DbSubnetIpBlocks", "3"},
       {kLength, "Fn::Length: !Split ['|', 'a|b|c|d']", "4"},
       {kLength, "!Length []", "0"},
       {kLength, "!Length a", "V.Fn::Length: takes a list"},
       {kJson, "Fn::ToJsonString: {key1: value1, key2: !Ref EnvType}",
        R"("{\"key1\":\"value1\",\"key2\":\"prod\"}")"},
       {kJson, "Fn::ToJsonString: [a, 1, !Ref AWS::NoValue, true]", R"("[\"a\",1,true]")"},
       {kJson, "Fn::ToJsonString: a", "V.Fn::ToJsonString: takes a map or a list"},
       {kRef, "Ref: !Join ['', [Env, Type]]", R"("prod")"},
       {kGetAtt, "Fn::GetAtt: [!Sub 'My${!x}', Arn]",
        "V.Fn::GetAtt: Template error: instance of Fn::GetAtt references undefined resource "
        "My${x}"},
       {kGetAtt, "Fn::GetAtt: [!Join ['', [My, Table]], Arn]",
        R"("arn:aws:dynamodb:us-east-1:123456789012:table/Music")"}},
      /*extensions=*/true);
}

TEST_CASE("Values that grow without end are refused", "[intrinsics]") {
  std::string text = "!Sub x";
  for (int i = 0; i < 30; ++i) text = "{Fn::Sub: ['${a}${a}${a}${a}', {a: " + text + "}]}";
  CHECK(Stack(false).Evaluate(text) == "the template comes to more than 64 MiB of text");
}

}  // namespace
}  // namespace pumice::test
