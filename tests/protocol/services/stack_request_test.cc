// SPDX-License-Identifier: Apache-2.0

// What CloudFormation's requests are given: parameters, settings, tokens, types.

#include <catch2/catch.hpp>
#include <string>

#include "tests/protocol/services/stack_client.h"

namespace pumice::test {
namespace {

// A table "music-STAGE".
std::string Staged(const std::string& standard, const std::string& more = "") {
  return R"({"Parameters":{"Stage":{"Type":"String","Default":")" + standard + "\"}" + more +
         "},\"Resources\":{" +
         TableResource("Music", "artist", R"("TableName":{"Fn::Sub":"music-${Stage}"},)") + "}}";
}

std::string Previous(const std::string& key) {
  return "&Parameters.member.1.ParameterKey=" + key + "&Parameters.member.1.UsePreviousValue=true";
}

TEST_CASE("UsePreviousValue is the stack's value, not a changed default", "[stack_request]") {
  Stacks stacks;
  stacks.Create("shop", Staged("dev"));
  CHECK(stacks.Tables() == Names{"music-dev"});
  CHECK(stacks.Update("shop", Staged("prod"), Previous("Stage")) ==
        "ValidationError: No updates are to be performed.");
  const std::string invalid =
      "ValidationError: Invalid input for parameter key Stage. Cannot specify usePreviousValue as "
      "true and non empty value for a parameter";
  CHECK(stacks.Update("shop", Staged("prod"),
                      Previous("Stage") + "&Parameters.member.1.ParameterValue=x") == invalid);
  const std::string added = Staged("prod", R"(,"Zone":{"Type":"String","Default":"a"})");
  CHECK(stacks.Update("shop", added, Previous("Zone")) ==
        "ValidationError: Invalid input for parameter key Zone. Cannot specify usePreviousValue as "
        "true for a parameter key not in the previous template");
  CHECK(stacks.Create("none", Staged("dev"), Previous("Stage")) ==
        "ValidationError: Invalid input for parameter key Stage. Cannot specify usePreviousValue "
        "as true for a parameter key not in the previous template");
  // Without it the new default counts.
  stacks.Update("shop", Staged("prod"));
  CHECK(stacks.Status("shop") == "UPDATE_COMPLETE");
  CHECK(stacks.Tables() == Names{"music-prod"});
}

TEST_CASE("Descriptions alone are no update", "[stack_request]") {
  Stacks stacks;
  stacks.Create("shop", Staged("dev"));
  std::string described = Staged("dev");
  described.insert(1, R"("Description":"d","Metadata":{"a":1},)");
  CHECK(stacks.Update("shop", described) == "ValidationError: No updates are to be performed.");
}

TEST_CASE("Settings of a stack are kept and told", "[stack_request]") {
  Stacks stacks;
  const std::string trigger = "RollbackConfiguration.RollbackTriggers.member.1.";
  stacks.Create("shop", Staged("dev"),
                "&NotificationARNs.member.1=arn:aws:sns:a&TimeoutInMinutes=7"
                "&RoleARN=arn:aws:iam::000000000000:role/one&RetainExceptOnCreate=true&" +
                    trigger + "Arn=arn:aws:cloudwatch:a&" + trigger +
                    "Type=AWS::CloudWatch::Alarm&RollbackConfiguration.MonitoringTimeInMinutes=3");
  const auto settings = [&] {
    const std::string told = stacks.Describe("shop");
    return Between(told, "<RollbackConfiguration>", "</RollbackConfiguration>") + "\n" +
           TextsOf(Between(told, "<NotificationARNs>", "</NotificationARNs>"), "member") + "\n" +
           TextsOf(told, "TimeoutInMinutes") + ' ' + TextsOf(told, "RoleARN") + ' ' +
           TextsOf(told, "RetainExceptOnCreate");
  };
  const std::string rollback =
      "<RollbackTriggers><member><Arn>arn:aws:cloudwatch:a</Arn><Type>AWS::CloudWatch::Alarm</Type>"
      "</member></RollbackTriggers><MonitoringTimeInMinutes>3</MonitoringTimeInMinutes>\n";
  CHECK(settings() == rollback + "arn:aws:sns:a\n7 arn:aws:iam::000000000000:role/one true");
  // Those that an update is not given stay. Another topic alone is an update.
  stacks.Update("shop", Staged("dev"),
                "&NotificationARNs.member.1=arn:aws:sns:b"
                "&RoleARN=arn:aws:iam::000000000000:role/two");
  CHECK(stacks.Status("shop") == "UPDATE_COMPLETE");
  CHECK(settings() == rollback + "arn:aws:sns:b\n7 arn:aws:iam::000000000000:role/two ");
  stacks.Update("shop", Staged("dev"), "&NotificationARNs=");
  CHECK(settings() == rollback + "\n7 arn:aws:iam::000000000000:role/two ");
}

TEST_CASE("ResourceTypes lists what a stack may have", "[stack_request]") {
  Stacks stacks;
  const std::string table = TableResource("Music", "artist", kMusic);
  const std::string body = Template(table + R"(,"Files":{"Type":"AWS::S3::Bucket"})");
  const auto types = [](const std::string& type) { return "&ResourceTypes.member.1=" + type; };
  const auto refused = [](const std::string& type, const std::string& listed) {
    return "ValidationError: Resource type " + type +
           " is not allowed by parameter ResourceTypes [" + listed + "]";
  };
  CHECK(stacks.Create("shop", body, types("AWS::DynamoDB::*")) ==
        refused("AWS::S3::Bucket", "AWS::DynamoDB::*"));
  CHECK(stacks.Create("shop", body,
                      types("AWS::DynamoDB::Table") + "&ResourceTypes.member.2=Custom::*") ==
        refused("AWS::S3::Bucket", "AWS::DynamoDB::Table, Custom::*"));
  stacks.Create("shop", body, types("AWS::*"));
  CHECK(stacks.Status("shop") == "CREATE_COMPLETE");
  // Of an update, what it changes.
  CHECK(stacks.Update("shop", Template(table), types("AWS::DynamoDB::*")) ==
        refused("AWS::S3::Bucket", "AWS::DynamoDB::*"));
  stacks.Update("shop",
                Template(table + R"(,"Files":{"Type":"AWS::S3::Bucket"},)" +
                         TableResource("New", "id", R"("TableName":"New",)")),
                types("AWS::DynamoDB::*"));
  CHECK(stacks.Status("shop") == "UPDATE_COMPLETE");
}

TEST_CASE("The events of an operation carry its token", "[stack_request]") {
  Stacks stacks;
  const std::string id =
      TextsOf(stacks.Create("shop", Staged("dev"), "&ClientRequestToken=made"), "StackId");
  const auto tokens = [&] {
    return TextsOf(stacks.Call("Action=DescribeStackEvents&StackName=" + Encoded(id)),
                   "ClientRequestToken");
  };
  CHECK(tokens() == "made made made made");
  // The request came twice: it is done once.
  CHECK(stacks.Create("shop", Staged("dev"), "&ClientRequestToken=made") ==
        "<StackId>" + id + "</StackId>");
  CHECK(stacks.Create("shop", Staged("dev"), "&ClientRequestToken=other") ==
        "AlreadyExistsException: Stack [shop] already exists");
  CHECK(stacks.Update("shop", Staged("prod"), "&ClientRequestToken=made") ==
        "TokenAlreadyExistsException: Client request token [made] already exists");
  CHECK(stacks.Update("shop", Staged("prod"), "&ClientRequestToken=changed") ==
        "<StackId>" + id + "</StackId>");
  const std::string after = tokens();
  CHECK(after.starts_with("changed changed"));
  CHECK(stacks.Update("shop", Staged("test"), "&ClientRequestToken=changed") ==
        "<StackId>" + id + "</StackId>");
  CHECK(tokens() == after);
  // An operation without one has none.
  stacks.Call("Action=DeleteStack&StackName=shop");
  CHECK(tokens() == after);
}

TEST_CASE("Members that exclude each other are refused together", "[stack_request]") {
  Stacks stacks;
  CHECK(stacks.Create("shop", Staged("dev"), "&OnFailure=DELETE&DisableRollback=true") ==
        "ValidationError: Either DisableRollback or OnFailure can be specified, not both.");
  const std::string id = TextsOf(stacks.Create("shop", Staged("dev")), "StackId");
  const std::string choice =
      "ValidationError: Either StackName or PhysicalResourceId must be specified, but not both";
  CHECK(stacks.Call("Action=DescribeStackResources") == choice);
  CHECK(stacks.Call("Action=DescribeStackResources&StackName=shop&PhysicalResourceId=music-dev") ==
        choice);
  CHECK(TextsOf(stacks.Call("Action=DescribeStackResources&PhysicalResourceId=music-dev"),
                "StackId") == id);
  CHECK(stacks.Call("Action=GetTemplate") ==
        "ValidationError: Either StackName or ChangeSetName must be specified");
  const std::string one =
      "ValidationError: Exactly one of StackName, StackSetName, TemplateBody and TemplateURL must "
      "be specified";
  CHECK(stacks.Call("Action=GetTemplateSummary") == one);
  CHECK(stacks.Call("Action=GetTemplateSummary&StackName=shop&TemplateBody=x") == one);
  CHECK(stacks.Call("Action=GetTemplateSummary&StackSetName=many") ==
        "StackSetNotFoundException: StackSet many not found");
}

TEST_CASE("Resources are retained only after a deletion failed", "[stack_request]") {
  Stacks stacks;
  const std::string id =
      TextsOf(stacks.Create(
                  "shop", Template(TableResource("Music", "artist",
                                                 kMusic + R"("DeletionProtectionEnabled":true,)") +
                                   "," + TableResource("Other", "id"))),
              "StackId");
  const std::string remove = "Action=DeleteStack&StackName=shop";
  const std::string invalid = "ValidationError: Invalid operation on stack [" + id + "]. ";
  CHECK(stacks.Call(remove + "&RetainResources.member.1=Music") ==
        invalid +
            "When you delete a stack, specify which resources to retain only when the stack is in "
            "the DELETE_FAILED state.");
  CHECK(stacks.Call(remove + "&DeletionMode=FORCE_DELETE_STACK") ==
        invalid +
            "Specify the deletion mode FORCE_DELETE_STACK only when the stack is in the "
            "DELETE_FAILED state.");
  stacks.Call(remove + "&DeletionMode=STANDARD");
  CHECK(stacks.Status("shop") == "DELETE_FAILED");
  CHECK(stacks.Call(remove + "&RetainResources.member.1=None") ==
        "ValidationError: Resource None does not exist for stack shop");
  CHECK(stacks.Call(remove + "&DeletionMode=FORCE_DELETE_STACK").empty());
  CHECK(stacks.Status(id) == "DELETE_COMPLETE");
  CHECK(stacks.Tables() == Names{"Music"});
}

}  // namespace
}  // namespace pumice::test
