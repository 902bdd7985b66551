// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "tests/protocol/services/stack_client.h"

namespace pumice::test {
namespace {

const std::string kBody = Template(TableResource("Music", "artist", kMusic));

// A policy without a target cannot be put: an update that adds it fails once its tables are made.
const std::string kFailing =
    R"(,"Policy":{"Type":"AWS::ApplicationAutoScaling::ScalingPolicy","Properties":{)"
    R"("PolicyName":"p","PolicyType":"TargetTrackingScaling","ServiceNamespace":"dynamodb",)"
    R"("ResourceId":"table/Music","ScalableDimension":"dynamodb:table:ReadCapacityUnits",)"
    R"("TargetTrackingScalingPolicyConfiguration":{"TargetValue":70,)"
    R"("PredefinedMetricSpecification":{"PredefinedMetricType":)"
    R"("DynamoDBReadCapacityUtilization"}}}})";

const std::string kTimed = TableResource("Music", "artist",
                                         kMusic + R"("TimeToLiveSpecification":)"
                                                  R"({"AttributeName":"expires","Enabled":true},)");

std::string WithNew(const std::string& properties, const std::string& more = "") {
  return Template(TableResource("Music", "artist", kMusic) + "," +
                  TableResource("New", "id", R"("TableName":"New",)" + properties) + more);
}

TEST_CASE("Termination protection is taken off again", "[stack_controls]") {
  Stacks stacks;
  const std::string id =
      TextsOf(stacks.Create("shop", kBody, "&EnableTerminationProtection=true"), "StackId");
  const auto protect = [&](const std::string& name, const std::string& value) {
    return stacks.Call("Action=UpdateTerminationProtection&StackName=" + name +
                       "&EnableTerminationProtection=" + value);
  };
  CHECK(stacks.Call("Action=DeleteStack&StackName=shop") ==
        "ValidationError: Stack [shop] cannot be deleted while TerminationProtection is enabled");
  CHECK(protect("shop", "false") == "<StackId>" + id + "</StackId>");
  CHECK(TextsOf(stacks.Describe("shop"), "EnableTerminationProtection") == "false");
  protect("shop", "true");
  CHECK(TextsOf(stacks.Describe("shop"), "EnableTerminationProtection") == "true");
  protect("shop", "false");
  CHECK(stacks.Call("Action=DeleteStack&StackName=shop").empty());
  CHECK(protect("none", "true") == "ValidationError: Stack [none] does not exist");
}

TEST_CASE("A stack policy is kept and told", "[stack_controls]") {
  Stacks stacks;
  const std::string policy = R"({"Statement":[{"Effect":"Allow","Action":"Update:*",)"
                             R"("Principal":"*","Resource":"*"}]})";
  const auto told = [&] { return stacks.Call("Action=GetStackPolicy&StackName=shop"); };
  const auto set = [&](const std::string& body) {
    return stacks.Call("Action=SetStackPolicy&StackName=shop" + body);
  };
  const std::string invalid =
      "ValidationError: Error validating stack policy: Invalid stack policy";
  CHECK(stacks.Create("shop", kBody, "&StackPolicyBody=" + Encoded("{not json")) == invalid);
  CHECK(stacks.Status("shop") == "ValidationError: Stack with id shop does not exist");
  stacks.Create("shop", kBody);
  CHECK(told().empty());
  CHECK(set("&StackPolicyBody=" + Encoded(policy)).empty());
  std::string quoted = policy;
  for (size_t at = 0; (at = quoted.find('"', at)) != std::string::npos;) {
    quoted.replace(at, 1, "&quot;");
  }
  CHECK(told() == "<StackPolicyBody>" + quoted + "</StackPolicyBody>");
  CHECK(set("&StackPolicyBody=[]") == invalid);
  CHECK(set("") ==
        "ValidationError: Either StackPolicyBody or StackPolicyURL must be specified, but not "
        "both");
  CHECK(set("&StackPolicyURL=https://s3") ==
        "ValidationError: A stack policy's URL is not supported: pumice reads no S3. Send the "
        "body");
  CHECK(stacks.Update("shop", WithNew(""), "&StackPolicyDuringUpdateBody=x") == invalid);
  // An update without a policy leaves it.
  stacks.Update("shop", WithNew(""));
  CHECK(told() == "<StackPolicyBody>" + quoted + "</StackPolicyBody>");
}

TEST_CASE("An update in progress is cancelled, and taken back", "[stack_controls]") {
  Stacks stacks(Delayed());
  stacks.Create("shop", kBody);
  stacks.clock().Advance(std::chrono::seconds(10));
  const std::string cancel = "Action=CancelUpdateStack&StackName=shop";
  const std::string refused =
      "ValidationError: CancelUpdateStack cannot be called from current stack status";
  CHECK(stacks.Call(cancel) == refused);
  stacks.Update("shop", WithNew(""));
  CHECK(stacks.Status("shop") == "UPDATE_IN_PROGRESS");
  CHECK(stacks.Call(cancel).empty());
  CHECK(stacks.Status("shop") == "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS");
  CHECK(stacks.Call(cancel) == refused);
  stacks.clock().Advance(std::chrono::seconds(10));
  stacks.Status("shop");
  stacks.clock().Advance(std::chrono::seconds(10));
  CHECK(stacks.Status("shop") == "UPDATE_ROLLBACK_COMPLETE");
  CHECK(stacks.Tables() == Names{"Music"});
}

TEST_CASE("A rollback that failed is continued", "[stack_controls]") {
  Stacks stacks;
  stacks.Create("shop", kBody);
  const std::string again = "Action=ContinueUpdateRollback&StackName=shop";
  const std::string id = TextsOf(stacks.Describe("shop"), "StackId");
  CHECK(stacks.Call(again) == "ValidationError: Stack:" + id +
                                  " is in CREATE_COMPLETE state and can not continue update "
                                  "rollback.");
  // TTL changes once an hour: the rollback cannot take it back.
  stacks.Update("shop", Template(kTimed + kFailing));
  CHECK(stacks.Status("shop") == "UPDATE_ROLLBACK_FAILED");
  CHECK(stacks.Call(again + "&ResourcesToSkip.member.1=Other") ==
        "ValidationError: The resources to skip must be in the UPDATE_FAILED state: [Other]");
  stacks.Call(again);
  CHECK(stacks.Status("shop") == "UPDATE_ROLLBACK_FAILED");
  stacks.clock().Advance(std::chrono::hours(2));
  CHECK(stacks.Call(again).empty());
  CHECK(stacks.Status("shop") == "UPDATE_ROLLBACK_COMPLETE");
}

TEST_CASE("A rollback is continued without a resource that it failed on", "[stack_controls]") {
  Stacks stacks;
  stacks.Create("shop", kBody);
  stacks.Update("shop", Template(kTimed + kFailing));
  CHECK(stacks.Status("shop") == "UPDATE_ROLLBACK_FAILED");
  const Names failed = stacks.Events("shop");
  CHECK(Names(failed.end() - 4, failed.end()) ==
        Names{"shop UPDATE_ROLLBACK_IN_PROGRESS", "Music UPDATE_IN_PROGRESS", "Music UPDATE_FAILED",
              "shop UPDATE_ROLLBACK_FAILED"});
  const std::string again = "Action=ContinueUpdateRollback&StackName=shop";
  CHECK(stacks.Call(again + "&ResourcesToSkip.member.1=Music").empty());
  CHECK(stacks.Status("shop") == "UPDATE_ROLLBACK_COMPLETE");
  const Names events = stacks.Events("shop");
  CHECK(std::find(events.end() - 6, events.end(), "Music UPDATE_COMPLETE") != events.end());
  // It is left as the update made it.
  CHECK(stacks.Call("Action=UpdateStack&StackName=shop&UsePreviousTemplate=true") ==
        "ValidationError: No updates are to be performed.");
  const HttpResponse told = stacks.Send("dynamodb", "/",
                                        {{"Content-Type", "application/x-amz-json-1.0"},
                                         {"X-Amz-Target", "DynamoDB_20120810.DescribeTimeToLive"}},
                                        R"({"TableName":"Music"})");
  CHECK(Between(told.body, "\"AttributeName\":\"", "\"") == "expires");
}

TEST_CASE("RollbackStack takes an update back that was left as it failed", "[stack_controls]") {
  Stacks stacks;
  const std::string id = TextsOf(stacks.Create("shop", kBody), "StackId");
  const std::string back = "Action=RollbackStack&StackName=shop";
  CHECK(stacks.Call(back) == "ValidationError: Stack:" + id +
                                 " is in CREATE_COMPLETE state and can not be rolled back.");
  stacks.Update("shop", WithNew("", kFailing), "&DisableRollback=true");
  CHECK(stacks.Status("shop") == "UPDATE_FAILED");
  CHECK(stacks.Tables() == Names{"Music", "New"});
  CHECK(stacks.Call(back) == "<StackId>" + id + "</StackId>");
  CHECK(stacks.Status("shop") == "UPDATE_ROLLBACK_COMPLETE");
  CHECK(stacks.Tables() == Names{"Music"});
}

TEST_CASE("RollbackStack deletes a stack that was never complete", "[stack_controls]") {
  Stacks stacks;
  const std::string body =
      Template(TableResource("Other", "id", R"("TableName":"Other",)") + kFailing);
  const std::string id = TextsOf(stacks.Create("shop", body, "&OnFailure=DO_NOTHING"), "StackId");
  CHECK(stacks.Status("shop") == "CREATE_FAILED");
  CHECK(stacks.Call("Action=RollbackStack&StackName=shop") == "<StackId>" + id + "</StackId>");
  CHECK(stacks.Status(id) == "DELETE_COMPLETE");
  CHECK(stacks.Tables().empty());
}

}  // namespace
}  // namespace pumice::test
