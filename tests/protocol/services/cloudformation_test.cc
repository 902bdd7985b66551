// SPDX-License-Identifier: Apache-2.0

// CloudFormation's stacks over the Query protocol.

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "tests/protocol/services/stack_client.h"

namespace pumice::test {
namespace {

TEST_CASE("A stack makes its tables, and tells of them", "[cloudformation]") {
  Stacks stacks;
  const std::string body = Template(
      TableResource("Music", "artist", kMusic) + "," + TableResource("Made", "id") +
          R"(,"Role":{"Type":"AWS::SQS::Queue"})",
      R"("Name":{"Description":"which","Value":{"Ref":"Music"},"Export":{"Name":"music"}},)"
      R"("Arn":{"Value":{"Fn::GetAtt":["Music","Arn"]}})");
  const std::string id = TextsOf(stacks.Create("shop", body), "StackId");
  CHECK(id.starts_with("arn:aws:cloudformation:eu-west-1:000000000000:stack/shop/"));
  CHECK(stacks.Status("shop") == "CREATE_COMPLETE");
  CHECK(stacks.Status(id) == "CREATE_COMPLETE");
  const std::string outputs = Between(stacks.Describe("shop"), "<Outputs>", "</Outputs>");
  CHECK(TextsOf(outputs, "OutputKey") == "Name Arn");
  CHECK(TextsOf(outputs, "OutputValue") ==
        "Music arn:aws:dynamodb:eu-west-1:000000000000:table/Music");
  CHECK(TextsOf(outputs, "ExportName") == "music");
  REQUIRE(stacks.Tables().size() == 2);
  CHECK(stacks.Tables()[0] == "Music");
  CHECK(stacks.Tables()[1].starts_with("shop-Made-"));
  const std::string resources = stacks.Call("Action=ListStackResources&StackName=shop");
  CHECK(TextsOf(resources, "LogicalResourceId") == "Music Made Role");
  CHECK(TextsOf(resources, "ResourceStatus") == "CREATE_COMPLETE CREATE_COMPLETE CREATE_COMPLETE");
  CHECK(TextsOf(resources, "ResourceStatusReason") ==
        "pumice has no counterpart: recorded as complete, and not made");
  CHECK(stacks.Events("shop") == Names{"shop CREATE_IN_PROGRESS", "Music CREATE_IN_PROGRESS",
                                       "Made CREATE_IN_PROGRESS", "Role CREATE_IN_PROGRESS",
                                       "Music CREATE_COMPLETE", "Made CREATE_COMPLETE",
                                       "Role CREATE_COMPLETE", "shop CREATE_COMPLETE"});
  CHECK(TextsOf(stacks.Call("Action=ListExports"), "Value") == "Music");
  CHECK(stacks.Create("shop", body) == "AlreadyExistsException: Stack [shop] already exists");
}

TEST_CASE("A stack is in progress for as long as its tables are", "[cloudformation]") {
  Stacks stacks(Delayed());
  stacks.Create("shop", Template(TableResource("Music", "artist", kMusic)));
  CHECK(stacks.Status("shop") == "CREATE_IN_PROGRESS");
  CHECK(stacks.Update("shop", Template(TableResource("Music", "artist", kMusic)))
            .ends_with(" is in CREATE_IN_PROGRESS state and can not be updated."));
  stacks.clock().Advance(std::chrono::seconds(10));
  CHECK(stacks.Status("shop") == "CREATE_COMPLETE");
  stacks.Call("Action=DeleteStack&StackName=shop");
  CHECK(stacks.Status("shop") == "DELETE_IN_PROGRESS");
  stacks.clock().Advance(std::chrono::seconds(10));
  CHECK(stacks.Status("shop") == "ValidationError: Stack with id shop does not exist");
  CHECK(stacks.Tables().empty());
}

TEST_CASE("What a deleted stack was is told by its id", "[cloudformation]") {
  Stacks stacks;
  const std::string id =
      TextsOf(stacks.Create("shop", Template(TableResource("Music", "artist", kMusic))), "StackId");
  CHECK(stacks.Call("Action=DeleteStack&StackName=shop").empty());
  CHECK(stacks.Status(id) == "DELETE_COMPLETE");
  CHECK(stacks.Events(id).back() == "shop DELETE_COMPLETE");
  CHECK(TextsOf(stacks.Call("Action=ListStacks"), "StackStatus") == "DELETE_COMPLETE");
  CHECK(stacks.Call("Action=DeleteStack&StackName=shop").empty());
}

TEST_CASE("DeletionPolicy leaves a table", "[cloudformation]") {
  Stacks stacks;
  std::string kept = TableResource("Music", "artist", kMusic);
  kept.insert(kept.find("\"Properties\""), R"("DeletionPolicy":"Retain",)");
  const std::string id =
      TextsOf(stacks.Create("shop", Template(kept + "," + TableResource("Made", "id"))), "StackId");
  stacks.Call("Action=DeleteStack&StackName=shop");
  CHECK(stacks.Tables() == Names{"Music"});
  const Names events = stacks.Events(id);
  CHECK(std::find(events.begin(), events.end(), "Music DELETE_SKIPPED") != events.end());
}

TEST_CASE("A table that is there already fails a stack, which is rolled back", "[cloudformation]") {
  Stacks stacks;
  stacks.Create("first", Template(TableResource("Music", "artist", kMusic)));
  const std::string body =
      Template(TableResource("Other", "id") + "," + TableResource("Music", "artist", kMusic));
  stacks.Create("second", body);
  CHECK(stacks.Status("second") == "ROLLBACK_COMPLETE");
  CHECK(stacks.Tables() == Names{"Music"});
  const std::string events = stacks.Call("Action=DescribeStackEvents&StackName=second");
  CHECK(events.find("Resource of type 'AWS::DynamoDB::Table' with identifier 'Music' already "
                    "exists.") != events.npos);
  CHECK(stacks.Status("first") == "CREATE_COMPLETE");
  stacks.Create("third", body, "&DisableRollback=true");
  CHECK(stacks.Status("third") == "CREATE_FAILED");
  stacks.Create("fourth", body, "&OnFailure=DELETE");
  CHECK(stacks.Status("fourth") == "ValidationError: Stack with id fourth does not exist");
}

TEST_CASE("An update changes, adds and removes tables", "[cloudformation]") {
  Stacks stacks;
  stacks.Create("shop", Template(TableResource("Music", "artist", kMusic) + "," +
                                 TableResource("Old", "id", R"("TableName":"Old",)")));
  const std::string protect = R"("DeletionProtectionEnabled":true,)";
  const std::string body = Template(TableResource("Music", "artist", kMusic + protect) + "," +
                                    TableResource("New", "id", R"("TableName":"New",)"));
  stacks.Update("shop", body);
  CHECK(stacks.Status("shop") == "UPDATE_COMPLETE");
  CHECK(stacks.Tables() == Names{"Music", "New"});
  CHECK(stacks.database().DescribeTable("Music").description.deletion_protection);
  CHECK(stacks.Update("shop", body) == "ValidationError: No updates are to be performed.");
  const Names events = stacks.Events("shop");
  CHECK(Names(events.end() - 9, events.end()) ==
        Names{"shop UPDATE_IN_PROGRESS", "Music UPDATE_IN_PROGRESS", "New CREATE_IN_PROGRESS",
              "Music UPDATE_COMPLETE", "New CREATE_COMPLETE",
              "shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "Old DELETE_IN_PROGRESS",
              "Old DELETE_COMPLETE", "shop UPDATE_COMPLETE"});
  // A protected table cannot go with its stack.
  stacks.Call("Action=DeleteStack&StackName=shop");
  CHECK(stacks.Status("shop") == "DELETE_FAILED");
}

TEST_CASE("Other keys replace a table whose name is made up, and no other", "[cloudformation]") {
  Stacks stacks;
  stacks.Create("shop", Template(TableResource("Music", "artist", kMusic)));
  stacks.Update(
      "shop", Template(TableResource("Music", "song", kMusic) + "," + TableResource("New", "id")));
  CHECK(stacks.Status("shop") == "UPDATE_ROLLBACK_COMPLETE");
  CHECK(stacks.Tables() == Names{"Music"});
  const std::string events = stacks.Call("Action=DescribeStackEvents&StackName=shop");
  CHECK(events.find("Rename Music and update the stack again.") != events.npos);

  stacks.Create("made", Template(TableResource("Made", "a")));
  const std::string first = stacks.Tables().back();
  stacks.Update("made", Template(TableResource("Made", "b")));
  CHECK(stacks.Status("made") == "UPDATE_COMPLETE");
  REQUIRE(stacks.Tables().size() == 2);
  const std::string second = stacks.Tables().back();
  CHECK(second != first);
  CHECK(stacks.database().DescribeTable(second).description.key.partition.front().name == "b");
}

TEST_CASE("Exports tie stacks together", "[cloudformation]") {
  Stacks stacks;
  const std::string exporting =
      Template(TableResource("Music", "artist", kMusic),
               R"("Name":{"Value":{"Ref":"Music"},"Export":{"Name":"music"}})");
  stacks.Create("first", exporting);
  stacks.Create("second", Template(TableResource("Other", "id"),
                                   R"("Used":{"Value":{"Fn::ImportValue":"music"}})"));
  CHECK(TextsOf(stacks.Describe("second"), "OutputValue") == "Music");
  CHECK(stacks.Call("Action=DeleteStack&StackName=first") ==
        "ValidationError: Export music cannot be deleted as it is in use by second");
  CHECK(stacks.Create("third", Template(TableResource("Other", "id"),
                                        R"("Name":{"Value":"x","Export":{"Name":"music"}})")) ==
        "ValidationError: Export with name music is already exported by stack first");
  stacks.Call("Action=DeleteStack&StackName=second");
  stacks.Call("Action=DeleteStack&StackName=first");
  CHECK(stacks.Tables().empty());
}

TEST_CASE("An export that is in use keeps its value", "[cloudformation]") {
  Stacks stacks;
  const auto exporting = [](const std::string& value, const std::string& more = "") {
    return Template(TableResource("Music", "artist", kMusic),
                    R"("Name":{"Value":")" + value + R"(","Export":{"Name":"exp-x"}})" + more);
  };
  stacks.Create("first", exporting("one"));
  stacks.Create("imp", Template(TableResource("Other", "id"),
                                R"("Used":{"Value":{"Fn::ImportValue":"exp-x"}})"));
  CHECK(stacks.Update("first", exporting("two")) ==
        "ValidationError: Export exp-x cannot be updated as it is in use by imp");
  CHECK(TextsOf(stacks.Call("Action=ListExports"), "Value") == "one");
  stacks.Call("Action=DeleteStack&StackName=imp");
  stacks.Update("first", exporting("two"));
  CHECK(TextsOf(stacks.Call("Action=ListExports"), "Value") == "two");
  CHECK(stacks.Update("first",
                      exporting("two", R"(,"Again":{"Value":"x","Export":{"Name":"exp-x"}})")) ==
        "ValidationError: Export with name exp-x is already exported by stack first");
}

TEST_CASE("An export whose value is known late fails the update that changes it",
          "[cloudformation]") {
  Stacks stacks;
  const auto exporting = [](const std::string& view) {
    return Template(
        TableResource("Music", "artist",
                      kMusic + R"("StreamSpecification":{"StreamViewType":")" + view + "\"},"),
        R"("Arn":{"Value":{"Fn::GetAtt":["Music","StreamArn"]},"Export":{"Name":"stream"}})");
  };
  stacks.Create("first", exporting("KEYS_ONLY"));
  stacks.Create("imp", Template(TableResource("Other", "id"),
                                R"("Used":{"Value":{"Fn::ImportValue":"stream"}})"));
  stacks.clock().Advance(std::chrono::seconds(1));  // another stream's label
  stacks.Update("first", exporting("NEW_IMAGE"));
  CHECK(stacks.Status("first") == "UPDATE_ROLLBACK_COMPLETE");
  const std::string events = stacks.Call("Action=DescribeStackEvents&StackName=first");
  CHECK(events.find("Export stream cannot be updated as it is in use by imp") != events.npos);
}

TEST_CASE("A change set waits for its execution", "[cloudformation]") {
  Stacks stacks;
  const auto change = [&](const std::string& name, const std::string& type,
                          const std::string& body) {
    return stacks.Call("Action=CreateChangeSet&StackName=shop&ChangeSetName=" + name +
                       "&ChangeSetType=" + type + "&TemplateBody=" + Encoded(body));
  };
  const auto describe = [&](const std::string& name) {
    return stacks.Call("Action=DescribeChangeSet&StackName=shop&ChangeSetName=" + name);
  };
  const std::string body = Template(TableResource("Music", "artist", kMusic));
  change("one", "CREATE", body);
  CHECK(stacks.Status("shop") == "REVIEW_IN_PROGRESS");
  CHECK(TextsOf(describe("one"), "Status") == "CREATE_COMPLETE");
  CHECK(TextsOf(describe("one"), "Action") == "Add");
  CHECK(stacks.Tables().empty());
  CHECK(stacks.Call("Action=ExecuteChangeSet&StackName=shop&ChangeSetName=one").empty());
  CHECK(stacks.Status("shop") == "CREATE_COMPLETE");
  CHECK(stacks.Tables() == Names{"Music"});

  change("two", "UPDATE", body);
  CHECK(TextsOf(describe("two"), "Status") == "FAILED");
  CHECK(TextsOf(describe("two"), "StatusReason")
            .starts_with("The submitted information didn't contain changes."));
  change("three", "UPDATE",
         Template(TableResource("Music", "artist",
                                kMusic + R"("TableClass":"STANDARD_INFREQUENT_ACCESS",)")));
  const std::string changes = Between(describe("three"), "<Changes>", "</Changes>");
  CHECK(TextsOf(changes, "Action") == "Modify");
  CHECK(TextsOf(changes, "Replacement") == "False");
  CHECK(TextsOf(stacks.Call("Action=ListChangeSets&StackName=shop"), "ChangeSetName") ==
        "one two three");
  CHECK(stacks.Call("Action=DeleteChangeSet&StackName=shop&ChangeSetName=two").empty());
  CHECK(describe("two") == "ChangeSetNotFound: ChangeSet [two] does not exist");
  stacks.Call("Action=ExecuteChangeSet&StackName=shop&ChangeSetName=three");
  CHECK(stacks.Status("shop") == "UPDATE_COMPLETE");
}

TEST_CASE("Parameters and tags are told, and used again", "[cloudformation]") {
  Stacks stacks;
  const std::string body =
      R"({"Parameters":{"Name":{"Type":"String"},"Secret":{"Type":"String","NoEcho":true,)"
      R"("Default":"s"}},"Resources":{)" +
      TableResource("Music", "artist", R"("TableName":{"Ref":"Name"},)") + "}}";
  CHECK(stacks.Create("shop", body,
                      "&Parameters.member.1.ParameterKey=Nam&"
                      "Parameters.member.1.ParameterValue=Music&"
                      "Parameters.member.2.ParameterKey=Name&"
                      "Parameters.member.2.ParameterValue=Music") ==
        "ValidationError: Parameters: [Nam] do not exist in the template");
  stacks.Create("shop", body,
                "&Parameters.member.1.ParameterKey=Name&Parameters.member.1.ParameterValue=Music"
                "&Tags.member.1.Key=team&Tags.member.1.Value=shop");
  const std::string described = stacks.Describe("shop");
  CHECK(TextsOf(described, "ParameterKey") == "Name Secret");
  CHECK(TextsOf(described, "ParameterValue") == "Music ****");
  CHECK(TextsOf(described, "Value") == "shop");
  // The stack's tags are its tables' tags.
  const std::vector<Tag> tags = stacks.database().DescribeTable("Music").description.tags;
  REQUIRE(tags.size() == 1);
  CHECK(tags[0].key + '=' + tags[0].value == "team=shop");
  CHECK(stacks.Call("Action=UpdateStack&StackName=shop&UsePreviousTemplate=true&"
                    "Parameters.member.1.ParameterKey=Name&"
                    "Parameters.member.1.UsePreviousValue=true") ==
        "ValidationError: No updates are to be performed.");
}

TEST_CASE("Scaling and alarms of a stack are made, changed and deleted with it",
          "[cloudformation]") {
  Stacks stacks;
  const auto body = [](const std::string& most) {
    return Template(
        TableResource("Music", "artist", kMusic) +
        R"(,"Reads":{"Type":"AWS::ApplicationAutoScaling::ScalableTarget","Properties":{)"
        R"("ServiceNamespace":"dynamodb","ResourceId":"table/Music","MinCapacity":1,)"
        R"("MaxCapacity":)" +
        most +
        R"(,"ScalableDimension":"dynamodb:table:ReadCapacityUnits"}},)"
        R"("Alarm":{"Type":"AWS::CloudWatch::Alarm","Properties":{"AlarmName":"reads",)"
        R"("MetricName":"m","Namespace":"n","Statistic":"Sum","Period":60,"Threshold":1,)"
        R"("EvaluationPeriods":1,"ComparisonOperator":"GreaterThanThreshold"}})");
  };
  const auto capacity = [&] {
    return Between(
        stacks
            .Json("application-autoscaling", "AnyScaleFrontendService.DescribeScalableTargets",
                  R"({"ServiceNamespace":"dynamodb"})")
            .body,
        "MaxCapacity\":", ",");
  };
  const auto alarms = [&] {
    return TextsOf(ResultOf(stacks.Query("monitoring", "Action=DescribeAlarms")), "AlarmName");
  };
  stacks.Create("shop", body("10"));
  CHECK(stacks.Status("shop") == "CREATE_COMPLETE");
  CHECK(capacity() == "10");
  CHECK(alarms() == "reads");
  stacks.Update("shop", body("20"));
  CHECK(stacks.Status("shop") == "UPDATE_COMPLETE");
  CHECK(capacity() == "20");
  stacks.Call("Action=DeleteStack&StackName=shop");
  CHECK(capacity() == R"(?{"ScalableTargets":[]})");
  CHECK(alarms().empty());
}

TEST_CASE("Templates are checked and summed up", "[cloudformation]") {
  Stacks stacks;
  const std::string body =
      R"({"Description":"d","Parameters":{"Name":{"Type":"String","Default":"x"}},"Resources":{)" +
      TableResource("Music", "artist") + "}}";
  const std::string valid = stacks.Call("Action=ValidateTemplate&TemplateBody=" + Encoded(body));
  CHECK(valid ==
        "<Parameters><member><ParameterKey>Name</ParameterKey><DefaultValue>x</DefaultValue>"
        "<NoEcho>false</NoEcho></member></Parameters><Description>d</Description>");
  const std::string summary =
      stacks.Call("Action=GetTemplateSummary&TemplateBody=" + Encoded(body));
  CHECK(TextsOf(summary, "ParameterType") == "String");
  CHECK(TextsOf(Between(summary, "<ResourceTypes>", "</ResourceTypes>"), "member") ==
        "AWS::DynamoDB::Table");
  CHECK(stacks.Call("Action=ValidateTemplate&TemplateBody=" + Encoded("{\"a\":"))
            .starts_with("ValidationError: Template format error: "));
  // CloudFormation's own sentence, without the place before it.
  CHECK(stacks.Create("none", "{}") ==
        "ValidationError: Template format error: At least one Resources member must be defined.");
  CHECK(stacks.Call("Action=ValidateTemplate") ==
        "ValidationError: Either Template URL or Template Body must be specified.");
  CHECK(stacks.Create("1", body).starts_with(
      "ValidationError: 1 validation error detected: Value '1' at 'stackName' failed"));
  stacks.Create("shop", body);
  CHECK(TextsOf(stacks.Call("Action=GetTemplate&StackName=shop"), "TemplateBody")
            .find("&quot;Description&quot;:&quot;d&quot;") != std::string::npos);
}

}  // namespace
}  // namespace pumice::test
