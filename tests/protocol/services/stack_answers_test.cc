// SPDX-License-Identifier: Apache-2.0

// What CloudFormation tells of templates and resources.

#include <catch2/catch.hpp>
#include <string>

#include "tests/protocol/services/stack_client.h"

namespace pumice::test {
namespace {

const std::string kRole = R"(,"Role":{"Type":"AWS::IAM::Role"},"Other":{"Type":"AWS::IAM::Role"})";

TEST_CASE("A summary tells what a template declares", "[stack_answers]") {
  Stacks stacks;
  std::string table = TableResource("Music", "artist");
  table.insert(table.find("\"Properties\""), R"("Metadata":{"Owner":"me"},)");
  const std::string body =
      R"({"Metadata":{"a":[1]},"Parameters":{"Stage":{"Type":"String","AllowedValues":["dev",)"
      R"("prod"]},"Free":{"Type":"Number","Default":1}},"Resources":{)" +
      table + kRole + "}}";
  CHECK(stacks.Call("Action=GetTemplateSummary&TemplateBody=" + Encoded(body)) ==
        "<Parameters><member><ParameterKey>Stage</ParameterKey><ParameterType>String"
        "</ParameterType><NoEcho>false</NoEcho><ParameterConstraints><AllowedValues>"
        "<member>dev</member><member>prod</member></AllowedValues></ParameterConstraints></member>"
        "<member><ParameterKey>Free</ParameterKey><DefaultValue>1</DefaultValue><ParameterType>"
        "Number</ParameterType><NoEcho>false</NoEcho><ParameterConstraints></ParameterConstraints>"
        "</member></Parameters><Capabilities><member>CAPABILITY_IAM</member></Capabilities>"
        "<CapabilitiesReason>The following resource(s) require capabilities: [AWS::IAM::Role]"
        "</CapabilitiesReason><ResourceTypes><member>AWS::DynamoDB::Table</member><member>"
        "AWS::IAM::Role</member></ResourceTypes><Version>2010-09-09</Version>"
        "<ResourceIdentifierSummaries><member><ResourceType>AWS::DynamoDB::Table</ResourceType>"
        "<LogicalResourceIds><member>Music</member></LogicalResourceIds><ResourceIdentifiers>"
        "<member>TableName</member></ResourceIdentifiers></member></ResourceIdentifierSummaries>"
        "<Metadata>{&quot;a&quot;:[1]}</Metadata>");
  stacks.Create("shop", body,
                "&Capabilities.member.1=CAPABILITY_IAM&Parameters.member.1.ParameterKey=Stage"
                "&Parameters.member.1.ParameterValue=dev");
  const auto metadata = [&](const std::string& logical_id) {
    return TextsOf(
        stacks.Call("Action=DescribeStackResource&StackName=shop&LogicalResourceId=" + logical_id),
        "Metadata");
  };
  CHECK(metadata("Music") == "{&quot;Owner&quot;:&quot;me&quot;}");
  CHECK(metadata("Role") == "{}");
}

TEST_CASE("A template that refers to nothing is not valid", "[stack_answers]") {
  Stacks stacks;
  const auto unresolved = [](const std::string& name, const std::string& block) {
    return "ValidationError: Template format error: Unresolved resource dependencies [" + name +
           "] in the " + block + " block of the template";
  };
  const auto is = [&](const std::string& resources, const std::string& outputs,
                      const std::string& expected) {
    const std::string body = Template(resources, outputs);
    CAPTURE(body);
    CHECK(stacks.Call("Action=ValidateTemplate&TemplateBody=" + Encoded(body)) == expected);
    // CreateStack says the same.
    if (!expected.starts_with("<")) CHECK(stacks.Create("none", body) == expected);
  };
  const auto queue = [](const std::string& properties) {
    return R"("Q":{"Type":"AWS::SQS::Queue","Properties":{)" + properties + "}}";
  };
  const std::string valid = "<Parameters></Parameters>";
  is(queue(R"("QueueName":{"Ref":"Zed"})"), "", unresolved("Zed", "Resources"));
  is(queue(R"("QueueName":{"Fn::GetAtt":["Zed","Arn"]})"), "", unresolved("Zed", "Resources"));
  is(queue(R"("QueueName":{"Fn::Sub":"a-${Zed.Arn}"})"), "", unresolved("Zed", "Resources"));
  is(R"("Q":{"Type":"AWS::SQS::Queue","DependsOn":"Z"})", "", unresolved("Z", "Resources"));
  is(R"("Q":{"Type":"AWS::SQS::Queue","DependsOn":["R","Z"]},"R":{"Type":"AWS::SQS::Queue"})", "",
     unresolved("Z", "Resources"));
  is(queue(""), R"("O":{"Value":{"Ref":"Zed"}})", unresolved("Zed", "Outputs"));
  is(queue(R"("QueueName":{"Fn::Sub":["${x}-${AWS::Region}",{"x":{"Ref":"AWS::StackName"}}]})"),
     R"("O":{"Value":{"Fn::GetAtt":["Q","Arn"]}})", valid);
  // SAM makes what a template refers to.
  const std::string sam = R"({"Transform":"AWS::Serverless-2016-10-31","Resources":{)" +
                          queue(R"("QueueName":{"Ref":"ServerlessRestApi"})") + "}}";
  CHECK(stacks.Call("Action=ValidateTemplate&TemplateBody=" + Encoded(sam)) ==
        valid +
            "<Capabilities><member>CAPABILITY_AUTO_EXPAND</member></Capabilities>"
            "<CapabilitiesReason>The following resource(s) require capabilities: "
            "[AWS::Serverless-2016-10-31]</CapabilitiesReason><DeclaredTransforms><member>"
            "AWS::Serverless-2016-10-31</member></DeclaredTransforms>");
}

TEST_CASE("CloudFormation's own sentences have no place before them", "[stack_answers]") {
  Stacks stacks;
  const auto with_parameter = [](const std::string& declaration) {
    return R"({"Parameters":{"X":{"Type":"String")" + declaration + "}},\"Resources\":{" +
           TableResource("Music", "artist") + "}}";
  };
  CHECK(stacks.Create("none", with_parameter("")) ==
        "ValidationError: Parameters: [X] must have values");
  CHECK(stacks.Create("none", with_parameter(R"(,"Default":"a","AllowedValues":["b"])")) ==
        "ValidationError: Parameter 'X' must be one of AllowedValues");
  CHECK(stacks.Create("none", Template(TableResource("Music", "artist"),
                                       R"("O":{"Value":{"Fn::ImportValue":"exp-x"}})")) ==
        "ValidationError: No export named exp-x found.");
  CHECK(stacks.Create("none", Template(R"("A":{"Type":"AWS::SQS::Queue","DependsOn":"B"},)"
                                       R"("B":{"Type":"AWS::SQS::Queue","DependsOn":"A"})")) ==
        "ValidationError: Circular dependency between resources: [A, B]");
  // pumice's own tell where.
  CHECK(stacks.Create("none", Template(R"("T":{"Type":"AWS::DynamoDB::Table","Properties":1})")) ==
        "ValidationError: Template error: template:1:63: T.Properties: must be a map");
}

}  // namespace
}  // namespace pumice::test
