// SPDX-License-Identifier: Apache-2.0

// What is a stack's own, and what goes when: ownership, policies, rollbacks and events.

#include "protocol/services/stack_runner.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "tests/protocol/services/stack_client.h"

namespace pumice::test {
namespace {

const std::string kProtected = R"("DeletionProtectionEnabled":true,)";

std::string NamedTable(const std::string& logical_id, const std::string& name,
                       const std::string& more = "") {
  return TableResource(logical_id, "id", "\"TableName\":\"" + name + "\"," + more);
}

// With members beside Properties, each with a comma behind.
std::string With(const std::string& members, std::string resource) {
  return resource.insert(resource.find("\"Properties\""), members);
}

// Without `more`, CloudWatch refuses it.
std::string Alarm(const std::string& logical_id, const std::string& name,
                  const std::string& more = R"(,"Statistic":"Sum")") {
  return "\"" + logical_id + R"(":{"Type":"AWS::CloudWatch::Alarm","Properties":{"AlarmName":")" +
         name +
         R"(","MetricName":"m","Namespace":"n","Period":60,"Threshold":1,"EvaluationPeriods":1,)"
         R"("ComparisonOperator":"GreaterThanThreshold")" +
         more + "}}";
}
std::string BadAlarm() { return Alarm("Bad", "bad", ""); }

std::string Queue(const std::string& name) {
  return R"("Queue":{"Type":"AWS::SQS::Queue","Properties":{"QueueName":")" + name + "\"}}";
}

class RunnerStacks : public Stacks {
 public:
  using Stacks::Stacks;

  void MakeTable(const std::string& name) {
    Dynamo("CreateTable", R"({"TableName":")" + name +
                              R"(","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[)"
                              R"({"AttributeName":"id","AttributeType":"S"}],"KeySchema":[)"
                              R"({"AttributeName":"id","KeyType":"HASH"}]})");
  }
  void Put(const std::string& table) {
    Dynamo("PutItem", R"({"TableName":")" + table + R"(","Item":{"id":{"S":"a"}}})");
  }
  std::string Count(const std::string& table) {
    return Between(Dynamo("Scan", R"({"TableName":")" + table + R"(","Select":"COUNT"})"),
                   "\"Count\":", ",");
  }
  std::string Alarms() {
    return TextsOf(ResultOf(Query("monitoring", "Action=DescribeAlarms")), "AlarmName");
  }
  void Delete(const std::string& name) { Call("Action=DeleteStack&StackName=" + name); }
  // The newest `count` of them.
  Names LastEvents(const std::string& name, std::ptrdiff_t count) {
    const Names events = Events(name);
    REQUIRE(static_cast<std::ptrdiff_t>(events.size()) >= count);
    return {events.end() - count, events.end()};
  }
  std::string Resources(const std::string& name) {
    const std::string answer = Call("Action=ListStackResources&StackName=" + name);
    return TextsOf(answer, "LogicalResourceId") + ": " + TextsOf(answer, "ResourceStatus");
  }
  std::string Dynamo(const std::string& operation, const std::string& input) {
    const std::string target = "DynamoDB_20120810." + operation;
    return Send("dynamodb", "/",
                {{"Content-Type", "application/x-amz-json-1.0"}, {"X-Amz-Target", target}}, input)
        .body;
  }
};

TEST_CASE("A table that a stack did not make stays when the stack goes", "[stack_runner]") {
  RunnerStacks stacks;
  stacks.MakeTable("Mine");
  for (const char* const option : {"&DisableRollback=true", "&OnFailure=DO_NOTHING"}) {
    stacks.Create("shop", Template(NamedTable("Mine", "Mine") + "," + Queue("q")), option);
    CHECK(stacks.Status("shop") == "CREATE_FAILED");
    stacks.Delete("shop");
    CHECK(stacks.Tables() == Names{"Mine"});
  }
  // Nor does an update take it over.
  stacks.Create("shop", Template(NamedTable("Mine", "Mine")), "&DisableRollback=true");
  stacks.Update("shop", Template(NamedTable("Mine", "Mine", kProtected)));
  CHECK(stacks.Status("shop") == "UPDATE_ROLLBACK_FAILED");
  CHECK(!stacks.database().DescribeTable("Mine").description.deletion_protection);
}

TEST_CASE("Another resource of a table's name does not make the table a stack's",
          "[stack_runner]") {
  RunnerStacks stacks;
  stacks.MakeTable("mine");
  stacks.Create("shop", Template(Queue("mine")));
  CHECK(stacks.Status("shop") == "CREATE_COMPLETE");
  stacks.Update("shop", Template(Queue("mine") + "," + NamedTable("Table", "mine")));
  CHECK(stacks.Status("shop") == "UPDATE_ROLLBACK_COMPLETE");
  stacks.Delete("shop");
  CHECK(stacks.Tables() == Names{"mine"});
}

TEST_CASE("Two resources of one table's name are refused", "[stack_runner]") {
  RunnerStacks stacks;
  stacks.Create("shop", Template(NamedTable("One", "same") + "," + NamedTable("Two", "same")));
  CHECK(stacks.Status("shop") == "ROLLBACK_COMPLETE");
  CHECK(stacks.Tables().empty());
}

TEST_CASE("An update that fails loses no items of what it would have removed", "[stack_runner]") {
  RunnerStacks stacks;
  const std::string before =
      Template(NamedTable("Keep", "Keep") + "," + NamedTable("Gone", "Gone"));
  stacks.Create("shop", before);
  stacks.Put("Gone");
  stacks.Update("shop", Template(NamedTable("Keep", "Keep") + "," + BadAlarm()));
  CHECK(stacks.Status("shop") == "UPDATE_ROLLBACK_COMPLETE");
  CHECK(stacks.Count("Gone") == "1");
  CHECK(stacks.Resources("shop") == "Keep Gone: CREATE_COMPLETE CREATE_COMPLETE");
  CHECK(stacks.LastEvents("shop", 8) ==
        Names{"shop UPDATE_IN_PROGRESS", "Bad CREATE_IN_PROGRESS", "Bad CREATE_FAILED",
              "shop UPDATE_ROLLBACK_IN_PROGRESS",
              "shop UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "Bad DELETE_IN_PROGRESS",
              "Bad DELETE_COMPLETE", "shop UPDATE_ROLLBACK_COMPLETE"});
}

TEST_CASE("What cannot be deleted after an update leaves the stack all the same",
          "[stack_runner]") {
  RunnerStacks stacks;
  stacks.Create(
      "shop", Template(NamedTable("Keep", "Keep") + "," + NamedTable("Safe", "Safe", kProtected)));
  stacks.Put("Safe");
  stacks.Update("shop", Template(NamedTable("Keep", "Keep")));
  CHECK(stacks.Status("shop") == "UPDATE_COMPLETE");
  CHECK(stacks.LastEvents("shop", 4) == Names{"shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
                                              "Safe DELETE_IN_PROGRESS", "Safe DELETE_FAILED",
                                              "shop UPDATE_COMPLETE"});
  CHECK(stacks.Count("Safe") == "1");
  CHECK(stacks.Resources("shop") == "Keep: CREATE_COMPLETE");
}

TEST_CASE("A table is replaced by UpdateReplacePolicy and removed by DeletionPolicy",
          "[stack_runner]") {
  RunnerStacks stacks;
  const auto body = [](const std::string& suffix) {
    return Template(With(R"("DeletionPolicy":"Retain","UpdateReplacePolicy":"Delete",)",
                         NamedTable("One", "One" + suffix)) +
                    "," +
                    With(R"("UpdateReplacePolicy":"Retain",)", NamedTable("Two", "Two" + suffix)));
  };
  stacks.Create("shop", body(""));
  stacks.Update("shop", body("New"));
  CHECK(stacks.Status("shop") == "UPDATE_COMPLETE");
  CHECK(stacks.Tables() == Names{"OneNew", "Two", "TwoNew"});
  stacks.Update("shop", Template(Queue("q")));
  CHECK(stacks.Tables() == Names{"OneNew", "Two"});
}

TEST_CASE("Items of a table that is replaced survive a rollback", "[stack_runner]") {
  RunnerStacks stacks;
  stacks.Create("shop", Template(TableResource("Made", "id")));
  const std::string first = stacks.Tables().front();
  stacks.Put(first);
  stacks.Update("shop", Template(TableResource("Made", "other") + "," + BadAlarm()));
  CHECK(stacks.Status("shop") == "UPDATE_ROLLBACK_COMPLETE");
  CHECK(stacks.Tables() == Names{first});
  CHECK(stacks.Count(first) == "1");
  stacks.Update("shop", Template(TableResource("Made", "other")));
  CHECK(stacks.Status("shop") == "UPDATE_COMPLETE");
  REQUIRE(stacks.Tables().size() == 1);
  CHECK(stacks.Tables().front() != first);
}

TEST_CASE("An alarm that a stack did not make is neither changed nor deleted", "[stack_runner]") {
  RunnerStacks stacks;
  stacks.Query("monitoring",
               "Action=PutMetricAlarm&AlarmName=mine&Namespace=n&MetricName=m&Statistic=Sum&"
               "Period=60&EvaluationPeriods=1&Threshold=99&"
               "ComparisonOperator=GreaterThanThreshold");
  stacks.Create("shop", Template(Alarm("Mine", "mine")));
  CHECK(stacks.Status("shop") == "ROLLBACK_COMPLETE");
  stacks.Delete("shop");
  CHECK(stacks.Alarms() == "mine");
  CHECK(TextsOf(ResultOf(stacks.Query("monitoring", "Action=DescribeAlarms")), "Threshold")
            .starts_with("99"));
  stacks.Create("two", Template(Alarm("One", "same") + "," + Alarm("Two", "same")));
  CHECK(stacks.Status("two") == "ROLLBACK_COMPLETE");
  CHECK(stacks.Alarms() == "mine");
}

TEST_CASE("DeletionPolicy counts for whatever a stack has", "[stack_runner]") {
  RunnerStacks stacks;
  const std::string retain = R"("DeletionPolicy":"Retain",)";
  const std::string id = TextsOf(
      stacks.Create("shop", Template(With(retain, Alarm("Kept", "kept")) + "," +
                                     With(retain, Queue("q")) + "," + Alarm("Other", "other"))),
      "StackId");
  stacks.Delete("shop");
  CHECK(stacks.LastEvents(id, 6) == Names{"shop DELETE_IN_PROGRESS", "Other DELETE_IN_PROGRESS",
                                          "Other DELETE_COMPLETE", "Queue DELETE_SKIPPED",
                                          "Kept DELETE_SKIPPED", "shop DELETE_COMPLETE"});
  CHECK(stacks.Alarms() == "kept");
}

TEST_CASE("Retain leaves a table when its creation is rolled back", "[stack_runner]") {
  RunnerStacks stacks;
  const auto body = [](const std::string& policy, const std::string& name) {
    return Template(With("\"DeletionPolicy\":\"" + policy + "\",", NamedTable("Table", name)) +
                    "," + BadAlarm());
  };
  stacks.Create("one", body("Retain", "Kept"));
  stacks.Create("two", body("RetainExceptOnCreate", "Not"));
  CHECK(stacks.Status("one") == "ROLLBACK_COMPLETE");
  CHECK(stacks.Status("two") == "ROLLBACK_COMPLETE");
  CHECK(stacks.Tables() == Names{"Kept"});
}

TEST_CASE("What an update made before it failed is the stack's", "[stack_runner]") {
  RunnerStacks stacks;
  stacks.Create("shop", Template(NamedTable("A", "Aaa") + "," + NamedTable("C", "Ccc")));
  const std::string both = NamedTable("A", "Aaa") + "," + NamedTable("B", "Bbb");
  stacks.Update("shop", Template(both + "," + BadAlarm()), "&DisableRollback=true");
  CHECK(stacks.Status("shop") == "UPDATE_FAILED");
  CHECK(stacks.Resources("shop") ==
        "A B Bad C: CREATE_COMPLETE CREATE_COMPLETE CREATE_FAILED CREATE_COMPLETE");
  stacks.Update("shop", Template(both));
  CHECK(stacks.Status("shop") == "UPDATE_COMPLETE");
  CHECK(stacks.Tables() == Names{"Aaa", "Bbb"});
  stacks.Delete("shop");
  CHECK(stacks.Tables().empty());
}

TEST_CASE("The resource that fails is named, and what is done stays done", "[stack_runner]") {
  RunnerStacks stacks;
  stacks.Create("shop",
                Template(NamedTable("Table", "Tab") + "," + BadAlarm() + "," + Alarm("After", "a")),
                "&DisableRollback=true");
  CHECK(stacks.Resources("shop") == "Table Bad After: CREATE_COMPLETE CREATE_FAILED CREATE_FAILED");
  const std::string described = stacks.Describe("shop");
  CHECK(TextsOf(described, "StackStatusReason") ==
        "The following resource(s) failed to create: [Bad, After]. ");
  const std::string reasons =
      TextsOf(stacks.Call("Action=ListStackResources&StackName=shop"), "ResourceStatusReason");
  CHECK(reasons.ends_with(" Resource creation cancelled"));
  CHECK(reasons.find("tatistic") != reasons.npos);
}

TEST_CASE("After a rollback every resource is as it was", "[stack_runner]") {
  RunnerStacks stacks;
  stacks.Create("shop", Template(TableResource("Music", "artist", kMusic)));
  stacks.Update("shop", Template(TableResource("Music", "song", kMusic)));
  CHECK(stacks.Status("shop") == "UPDATE_ROLLBACK_COMPLETE");
  CHECK(stacks.Resources("shop") == "Music: UPDATE_COMPLETE");
  CHECK(stacks.LastEvents("shop", 8) ==
        Names{"shop UPDATE_IN_PROGRESS", "Music UPDATE_IN_PROGRESS", "Music UPDATE_FAILED",
              "shop UPDATE_ROLLBACK_IN_PROGRESS", "Music UPDATE_IN_PROGRESS",
              "Music UPDATE_COMPLETE", "shop UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
              "shop UPDATE_ROLLBACK_COMPLETE"});
}

TEST_CASE("A deletion goes on behind what cannot be deleted", "[stack_runner]") {
  RunnerStacks stacks;
  stacks.Create("shop", Template(NamedTable("A", "Aaa") + "," + NamedTable("B", "Bbb", kProtected) +
                                 "," + NamedTable("C", "Ccc")));
  stacks.Delete("shop");
  CHECK(stacks.Status("shop") == "DELETE_FAILED");
  CHECK(stacks.Tables() == Names{"Bbb"});
  CHECK(stacks.Resources("shop") == "A B C: DELETE_COMPLETE DELETE_FAILED DELETE_COMPLETE");
  CHECK(TextsOf(stacks.Describe("shop"), "StackStatusReason") ==
        "The following resource(s) failed to delete: [B]. ");
  stacks.Call("Action=DeleteStack&StackName=shop&RetainResources.member.1=B");
  CHECK(stacks.Status("shop") == "ValidationError: Stack with id shop does not exist");
  CHECK(stacks.Tables() == Names{"Bbb"});
}

TEST_CASE("A table that DynamoDB refuses fails the stack, not the call", "[stack_runner]") {
  RunnerStacks stacks;
  CHECK(TextsOf(stacks.Create("shop", Template(NamedTable("A", "ab"))), "StackId")
            .starts_with("arn:aws:cloudformation:"));
  CHECK(stacks.Status("shop") == "ROLLBACK_COMPLETE");
  CHECK(TextsOf(stacks.Describe("shop"), "StackStatusReason").empty());
}

TEST_CASE("What an update's template says no more is taken back", "[stack_runner]") {
  RunnerStacks stacks;
  const std::string settings =
      R"("Tags":[{"Key":"own","Value":"1"}],)"
      R"("TimeToLiveSpecification":{"AttributeName":"x","Enabled":true},)"
      R"("PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true},)"
      R"("ContributorInsightsSpecification":{"Enabled":true},)";
  stacks.Create("shop", Template(NamedTable("Table", "Tab", settings)),
                "&Tags.member.1.Key=stack&Tags.member.1.Value=2");
  const auto told = [&] {
    const std::string table = R"({"TableName":"Tab"})";
    return Between(stacks.Dynamo("DescribeTimeToLive", table), "TimeToLiveStatus\":\"", "\"") +
           " " +
           Between(stacks.Dynamo("DescribeContinuousBackups", table),
                   "PointInTimeRecoveryStatus\":\"", "\"") +
           " " +
           Between(stacks.Dynamo("DescribeContributorInsights", table),
                   "ContributorInsightsStatus\":\"", "\"") +
           " " + std::to_string(stacks.database().DescribeTable("Tab").description.tags.size());
  };
  stacks.clock().Advance(std::chrono::hours(2));  // TTL may change once an hour
  stacks.database().RunDueWork();
  CHECK(told() == "ENABLED ENABLED ENABLED 2");
  stacks.Update("shop", Template(NamedTable("Table", "Tab")));
  CHECK(stacks.Status("shop") == "UPDATE_COMPLETE");
  // The stack's own tags stay where UpdateStack does not say them.
  CHECK(told() == "DISABLED DISABLED DISABLED 1");
}

TEST_CASE("Settings that a failed update made are taken back", "[stack_runner]") {
  RunnerStacks stacks;
  stacks.Create("shop", Template(NamedTable("Table", "Tab")));
  stacks.Update("shop", Template(NamedTable("Table", "Tab",
                                            R"("Tags":[{"Key":"a","Value":"b"}],)"
                                            R"("PointInTimeRecoverySpecification":)"
                                            R"({"PointInTimeRecoveryEnabled":true},)") +
                                 "," + BadAlarm()));
  CHECK(stacks.Status("shop") == "UPDATE_ROLLBACK_COMPLETE");
  CHECK(stacks.database().DescribeTable("Tab").description.tags.empty());
  CHECK(Between(stacks.Dynamo("DescribeContinuousBackups", R"({"TableName":"Tab"})"),
                "PointInTimeRecoveryStatus\":\"", "\"") == "DISABLED");
}

TEST_CASE("What is only recorded changes too", "[stack_runner]") {
  RunnerStacks stacks;
  const auto body = [](const std::string& size) {
    return Template(R"("Queue":{"Type":"AWS::SQS::Queue","Properties":{"QueueName":"q",)"
                    R"("MaximumMessageSize":)" +
                    size + "}}");
  };
  stacks.Create("shop", body("1024"));
  stacks.Call("Action=CreateChangeSet&StackName=shop&ChangeSetName=c&TemplateBody=" +
              Encoded(body("2048")));
  const std::string changes =
      Between(stacks.Call("Action=DescribeChangeSet&StackName=shop&ChangeSetName=c"), "<Changes>",
              "</Changes>");
  CHECK(TextsOf(changes, "Action") + " " + TextsOf(changes, "LogicalResourceId") + " " +
            TextsOf(changes, "Replacement") ==
        "Modify Queue False");
  stacks.Call("Action=ExecuteChangeSet&StackName=shop&ChangeSetName=c");
  CHECK(stacks.LastEvents("shop", 5) ==
        Names{"shop UPDATE_IN_PROGRESS", "Queue UPDATE_IN_PROGRESS", "Queue UPDATE_COMPLETE",
              "shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "shop UPDATE_COMPLETE"});
}

TEST_CASE("A deleted stack's id leads to no stack that is there", "[stack_runner]") {
  RunnerStacks stacks;
  const std::string body = Template(NamedTable("A", "Aaa"));
  const std::string first = TextsOf(stacks.Create("shop", body), "StackId");
  stacks.Delete("shop");
  stacks.Create("shop", body);
  for (const char* const change :
       {"Action=UpdateTerminationProtection&EnableTerminationProtection=false",
        "Action=SetStackPolicy&StackPolicyBody=%7B%22Statement%22%3A%5B%5D%7D"}) {
    CHECK(stacks.Call(std::string(change) + "&StackName=" + Encoded(first))
              .starts_with("ValidationError: Stack"));
  }
  stacks.Call("Action=DeleteStack&StackName=" + Encoded(first));
  CHECK(stacks.Status("shop") == "CREATE_COMPLETE");
  stacks.Delete("shop");
  CHECK(stacks.Tables().empty());
}

TEST_CASE("A deletion that failed is tried again", "[stack_runner]") {
  RunnerStacks stacks;
  stacks.Create("shop", Template(NamedTable("A", "Aaa", kProtected)));
  stacks.Delete("shop");
  CHECK(stacks.Status("shop") == "DELETE_FAILED");
  stacks.Dynamo("UpdateTable", R"({"TableName":"Aaa","DeletionProtectionEnabled":false})");
  stacks.Delete("shop");
  CHECK(stacks.Status("shop") == "ValidationError: Stack with id shop does not exist");
  CHECK(stacks.Tables().empty());
}

TEST_CASE("After a failure that was left, a rollback leads to what was before it",
          "[stack_runner]") {
  RunnerStacks stacks;
  stacks.Create("shop", Template(NamedTable("Music", "One1")));
  stacks.Put("One1");
  stacks.Update("shop", Template(NamedTable("Music", "Two2") + "," + BadAlarm()),
                "&DisableRollback=true");
  CHECK(stacks.Status("shop") == "UPDATE_FAILED");
  CHECK(stacks.Tables() == Names{"One1", "Two2"});
  stacks.Update("shop", Template(NamedTable("Music", "Two2") + "," + Alarm("Bad", "bad", "")));
  CHECK(stacks.Status("shop") == "UPDATE_ROLLBACK_COMPLETE");
  CHECK(stacks.Tables() == Names{"One1"});
  CHECK(stacks.Count("One1") == "1");
  CHECK(stacks.Resources("shop") == "Music: UPDATE_COMPLETE");
  stacks.Delete("shop");
  CHECK(stacks.Tables().empty());
}

TEST_CASE("A replacement that was left is gone on with", "[stack_runner]") {
  RunnerStacks stacks;
  stacks.Create("shop", Template(TableResource("Made", "id")));
  const std::string first = stacks.Tables().front();
  stacks.Update("shop", Template(TableResource("Made", "other") + "," + BadAlarm()),
                "&DisableRollback=true");
  REQUIRE(stacks.Tables().size() == 2);
  stacks.Update("shop", Template(TableResource("Made", "other")));
  CHECK(stacks.Status("shop") == "UPDATE_COMPLETE");
  REQUIRE(stacks.Tables().size() == 1);
  CHECK(stacks.Tables().front() != first);
  CHECK(stacks.Resources("shop") == "Made: UPDATE_COMPLETE");
}

TEST_CASE("A failure that was left may be tried again as it is", "[stack_runner]") {
  RunnerStacks stacks;
  stacks.MakeTable("Mine");
  const std::string body = Template(NamedTable("A", "Aaa") + "," + NamedTable("Mine", "Mine"));
  stacks.Create("shop", body, "&DisableRollback=true");
  CHECK(stacks.Status("shop") == "CREATE_FAILED");
  stacks.Dynamo("DeleteTable", R"({"TableName":"Mine"})");
  stacks.Call("Action=UpdateStack&StackName=shop&UsePreviousTemplate=true");
  CHECK(stacks.Status("shop") == "UPDATE_COMPLETE");
  CHECK(stacks.Resources("shop") == "A Mine: CREATE_COMPLETE CREATE_COMPLETE");
}

TEST_CASE("A rollback takes back what was under way when it began", "[stack_runner]") {
  DatabaseOptions options;
  options.transition_delay = std::chrono::seconds(10);
  RunnerStacks stacks(options);
  const auto table = [](const std::string& units) {
    std::string resource = NamedTable("A", "Aaa",
                                      R"("ProvisionedThroughput":{"ReadCapacityUnits":)" + units +
                                          R"(,"WriteCapacityUnits":5},)");
    const std::string mode = R"("BillingMode":"PAY_PER_REQUEST",)";
    return resource.erase(resource.find(mode), mode.size());
  };
  stacks.Create("shop", Template(table("5")));
  stacks.clock().Advance(std::chrono::seconds(10));
  CHECK(stacks.Status("shop") == "CREATE_COMPLETE");
  stacks.Update("shop", Template(table("9")));
  stacks.Call("Action=CancelUpdateStack&StackName=shop");
  for (int i = 0; i < 4; ++i) {
    stacks.clock().Advance(std::chrono::seconds(10));
    stacks.Status("shop");
  }
  CHECK(stacks.Status("shop") == "UPDATE_ROLLBACK_COMPLETE");
  CHECK(Between(stacks.Dynamo("DescribeTable", R"({"TableName":"Aaa"})"),
                "ReadCapacityUnits\":", ",") == "5");
}

TEST_CASE("A stack that is made again has other made-up names", "[stack_runner]") {
  RunnerStacks stacks;
  const std::string body =
      Template(With(R"("DeletionPolicy":"Retain",)", TableResource("Made", "id")));
  stacks.Create("shop", body);
  stacks.Delete("shop");
  stacks.Create("shop", body);
  CHECK(stacks.Status("shop") == "CREATE_COMPLETE");
  CHECK(stacks.Tables().size() == 2);
}

TEST_CASE("RetainExceptOnCreate is one operation's", "[stack_runner]") {
  RunnerStacks stacks;
  const std::string kept = With(R"("DeletionPolicy":"Retain",)", NamedTable("New", "New"));
  stacks.Create("shop", Template(Queue("q")), "&RetainExceptOnCreate=true");
  stacks.Update("shop", Template(Queue("q") + "," + kept + "," + BadAlarm()),
                "&RetainExceptOnCreate=true");
  CHECK(stacks.Status("shop") == "UPDATE_ROLLBACK_COMPLETE");
  CHECK(stacks.Tables().empty());
  stacks.Update("shop", Template(Queue("q") + "," + kept + "," + BadAlarm()));
  CHECK(stacks.Tables() == Names{"New"});
}

TEST_CASE("An update makes change sets obsolete", "[stack_runner]") {
  RunnerStacks stacks;
  stacks.Create("shop", Template(Queue("q")));
  stacks.Call("Action=CreateChangeSet&StackName=shop&ChangeSetName=c&TemplateBody=" +
              Encoded(Template(Queue("r"))));
  stacks.Update("shop", Template(Queue("s")));
  CHECK(TextsOf(stacks.Call("Action=DescribeChangeSet&StackName=shop&ChangeSetName=c"),
                "ExecutionStatus") == "OBSOLETE");
  CHECK(stacks.Call("Action=ExecuteChangeSet&StackName=shop&ChangeSetName=c")
            .starts_with("InvalidChangeSetStatus: "));
}

TEST_CASE("Tags of a stack's alarm change", "[stack_runner]") {
  RunnerStacks stacks;
  const auto body = [](const std::string& tags) {
    return Template(Alarm("Al", "al", R"(,"Statistic":"Sum","Tags":[)" + tags + "]"));
  };
  stacks.Create("shop", body(R"({"Key":"a","Value":"1"},{"Key":"b","Value":"2"})"));
  stacks.Update("shop", body(R"({"Key":"b","Value":"3"},{"Key":"c","Value":"4"})"));
  CHECK(stacks.Status("shop") == "UPDATE_COMPLETE");
  const std::string tags = ResultOf(stacks.Query(
      "monitoring", "Action=ListTagsForResource&ResourceARN=" +
                        Encoded("arn:aws:cloudwatch:eu-west-1:000000000000:alarm:al")));
  CHECK(TextsOf(tags, "Key") + ": " + TextsOf(tags, "Value") == "b c: 3 4");
}

TEST_CASE("Events are told apart where the clock stands still", "[stack_runner]") {
  RunnerStacks stacks;
  for (int i = 0; i < 3; ++i) {
    stacks.Create("shop", Template(Queue("q" + std::to_string(i))));
    for (int j = 0; j < 40; ++j) {
      stacks.Update("shop", Template(Queue("q" + std::to_string(j % 2))));
    }
  }
  Names ids;
  std::string token;
  for (int page = 0; page < 20; ++page) {
    const std::string answer = stacks.Call("Action=DescribeStackEvents&StackName=shop" +
                                           (token.empty() ? "" : "&NextToken=" + Encoded(token)));
    for (size_t at = answer.find("<EventId>"); at != answer.npos;
         at = answer.find("<EventId>", at + 1)) {
      ids.push_back(Between(answer.substr(at), "<EventId>", "<"));
    }
    token = TextsOf(answer, "NextToken");
    if (token.empty()) break;
  }
  CHECK(token.empty());
  const size_t count = ids.size();
  CHECK(count > 200);
  std::sort(ids.begin(), ids.end());
  CHECK(std::unique(ids.begin(), ids.end()) == ids.end());
}

TEST_CASE("Deleted stacks are remembered up to a bound", "[stack_runner]") {
  RunnerStacks stacks;
  for (int i = 0; i < 105; ++i) {
    const std::string name = "s" + std::to_string(i);
    stacks.Create(name, Template(Queue("q")));
    stacks.clock().Advance(std::chrono::seconds(1));
    stacks.Delete(name);
  }
  stacks.Create("there", Template(Queue("q")));
  const std::string first = stacks.Call("Action=ListStacks");
  const std::string token = TextsOf(first, "NextToken");
  CHECK(!token.empty());
  const std::string rest = stacks.Call("Action=ListStacks&NextToken=" + Encoded(token));
  CHECK(TextsOf(rest, "StackName") == "there");
  CHECK(TextsOf(rest, "NextToken").empty());
}

}  // namespace
}  // namespace pumice::test
