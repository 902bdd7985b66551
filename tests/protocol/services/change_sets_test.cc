// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "tests/protocol/services/stack_client.h"

namespace pumice::test {
namespace {

const std::string kBody = Template(TableResource("Music", "artist", kMusic));

class ChangeSets : public Stacks {
 public:
  using Stacks::Stacks;

  std::string Change(const std::string& stack, const std::string& name, const std::string& type,
                     const std::string& body, const std::string& more = "") {
    return Call("Action=CreateChangeSet&StackName=" + stack + "&ChangeSetName=" + name +
                "&ChangeSetType=" + type + "&TemplateBody=" + Encoded(body) + more);
  }
  std::string OfSet(const std::string& action, const std::string& name,
                    const std::string& more = "") {
    return Call("Action=" + action + "&ChangeSetName=" + Encoded(name) + more);
  }
  std::string ExecutionStatus(const std::string& stack, const std::string& name) {
    return TextsOf(OfSet("DescribeChangeSet", name, "&StackName=" + stack), "ExecutionStatus");
  }
};

TEST_CASE("A change set's bare name needs its stack's name", "[change_sets]") {
  ChangeSets sets;
  const std::string id = TextsOf(sets.Change("shop", "one", "CREATE", kBody), "Id");
  const std::string refused =
      "ValidationError: StackName must be specified if ChangeSetName is not specified as an ARN.";
  for (const char* const action :
       {"DescribeChangeSet", "ExecuteChangeSet", "DeleteChangeSet", "GetTemplate"}) {
    CAPTURE(action);
    CHECK(sets.OfSet(action, "one") == refused);
  }
  CHECK(TextsOf(sets.OfSet("DescribeChangeSet", id), "ChangeSetName") == "one");
  CHECK(sets.OfSet("ExecuteChangeSet", id).empty());
  CHECK(sets.Status("shop") == "CREATE_COMPLETE");
}

TEST_CASE("A change set is named as a stack is", "[change_sets]") {
  ChangeSets sets;
  CHECK(sets.Change("shop", "1_bad%20name", "CREATE", kBody) ==
        "ValidationError: 1 validation error detected: Value '1_bad name' at 'changeSetName' "
        "failed to satisfy constraint: Member must satisfy regular expression pattern: "
        "[a-zA-Z][-a-zA-Z0-9]*");
  // Nothing was made: a stack in review neither.
  CHECK(sets.Status("shop") == "ValidationError: Stack with id shop does not exist");
}

TEST_CASE("A change set that cannot be executed any more gives its name to the next",
          "[change_sets]") {
  ChangeSets sets;
  CHECK(sets.Change("shop", "one", "CREATE", kBody).starts_with("<Id>"));
  // It waits for its execution.
  CHECK(sets.Change("shop", "one", "CREATE", kBody) ==
        "AlreadyExistsException: ChangeSet one already exists");
  CHECK(sets.OfSet("ExecuteChangeSet", "one", "&StackName=shop").empty());
  // Executed; then one without changes, which failed.
  CHECK(sets.Change("shop", "one", "UPDATE", kBody).starts_with("<Id>"));
  CHECK(sets.ExecutionStatus("shop", "one") == "UNAVAILABLE");
  CHECK(sets.Change("shop", "one", "UPDATE", Template(TableResource("Music", "title", kMusic)))
            .starts_with("<Id>"));
  CHECK(sets.ExecutionStatus("shop", "one") == "AVAILABLE");
}

TEST_CASE("An import is refused by name", "[change_sets]") {
  ChangeSets sets;
  const auto refused = [](const std::string& member) {
    return "ValidationError: " + member +
           " is not supported: pumice imports no resources into stacks";
  };
  CHECK(sets.Change("shop", "one", "IMPORT", kBody) == refused("ChangeSetType IMPORT"));
  CHECK(sets.Change("shop", "one", "CREATE", kBody, "&ImportExistingResources=true") ==
        refused("ImportExistingResources"));
  const std::string to_import =
      "&ResourcesToImport.member.1.ResourceType=AWS::DynamoDB::Table"
      "&ResourcesToImport.member.1.LogicalResourceId=Music"
      "&ResourcesToImport.member.1.ResourceIdentifier.entry.1.key=TableName"
      "&ResourcesToImport.member.1.ResourceIdentifier.entry.1.value=Music";
  CHECK(sets.Change("shop", "one", "CREATE", kBody, to_import) == refused("ResourcesToImport"));
  CHECK(sets.Change("shop", "one", "CREATE", kBody, "&ImportExistingResources=false")
            .starts_with("<Id>"));
}

TEST_CASE("OnStackFailure says what becomes of a stack that cannot be made", "[change_sets]") {
  ChangeSets sets;
  sets.Create("first", kBody);  // Music is taken
  const auto run = [&](const std::string& stack, const std::string& on_failure,
                       const std::string& more = "") {
    sets.Change(stack, "one", "CREATE", kBody,
                on_failure.empty() ? "" : "&OnStackFailure=" + on_failure);
    const std::string described = sets.OfSet("DescribeChangeSet", "one", "&StackName=" + stack);
    CHECK(TextsOf(described, "OnStackFailure") == on_failure);
    CHECK(sets.OfSet("ExecuteChangeSet", "one", "&StackName=" + stack + more).empty());
    return sets.Status(stack);
  };
  CHECK(run("nothing", "DO_NOTHING") == "CREATE_FAILED");
  CHECK(sets.ExecutionStatus("nothing", "one") == "EXECUTE_FAILED");
  CHECK(run("back", "ROLLBACK") == "ROLLBACK_COMPLETE");
  CHECK(sets.ExecutionStatus("back", "one") == "EXECUTE_FAILED");
  CHECK(run("default", "") == "ROLLBACK_COMPLETE");
  CHECK(run("disabled", "", "&DisableRollback=true") == "CREATE_FAILED");
  CHECK(run("gone", "DELETE") == "ValidationError: Stack with id gone does not exist");
  CHECK(sets.Tables() == Names{"Music"});

  CHECK(sets.Change("first", "one", "UPDATE", kBody, "&OnStackFailure=DELETE") ==
        "ValidationError: OnStackFailure DELETE can only be specified when ChangeSetType is "
        "CREATE");
  sets.Change("twice", "one", "CREATE", kBody, "&OnStackFailure=ROLLBACK");
  CHECK(sets.OfSet("ExecuteChangeSet", "one", "&StackName=twice&DisableRollback=true") ==
        "ValidationError: DisableRollback cannot be specified when OnStackFailure was specified in "
        "the change set");
}

TEST_CASE("A change set is being executed for as long as its stack is in progress",
          "[change_sets]") {
  ChangeSets sets(Delayed());
  sets.Change("shop", "one", "CREATE", kBody);
  CHECK(sets.ExecutionStatus("shop", "one") == "AVAILABLE");
  sets.OfSet("ExecuteChangeSet", "one", "&StackName=shop");
  CHECK(sets.ExecutionStatus("shop", "one") == "EXECUTE_IN_PROGRESS");
  CHECK(sets.OfSet("ExecuteChangeSet", "one", "&StackName=shop")
            .starts_with("InvalidChangeSetStatus: "));
  sets.clock().Advance(std::chrono::seconds(10));
  CHECK(sets.ExecutionStatus("shop", "one") == "EXECUTE_COMPLETE");
  // What happens to the stack afterwards is not the change set's.
  sets.Call("Action=DeleteStack&StackName=shop");
  CHECK(sets.ExecutionStatus("shop", "one") == "EXECUTE_COMPLETE");
}

TEST_CASE("A change set tells what it was given", "[change_sets]") {
  ChangeSets sets;
  sets.Change("shop", "one", "CREATE", kBody,
              "&Description=d&IncludeNestedStacks=true&NotificationARNs.member.1=arn:aws:sns:a"
              "&RoleARN=arn:aws:iam::000000000000:role/r"
              "&RollbackConfiguration.MonitoringTimeInMinutes=5");
  const std::string described = sets.OfSet("DescribeChangeSet", "one", "&StackName=shop");
  CHECK(Between(described, "<NotificationARNs>", "</IncludeNestedStacks>") ==
        "<member>arn:aws:sns:a</member></NotificationARNs><RollbackConfiguration>"
        "<MonitoringTimeInMinutes>5</MonitoringTimeInMinutes></RollbackConfiguration>"
        "<Tags></Tags><Changes><member><Type>Resource</Type><ResourceChange><Action>Add</Action>"
        "<LogicalResourceId>Music</LogicalResourceId><ResourceType>AWS::DynamoDB::Table"
        "</ResourceType><Scope></Scope><Details></Details></ResourceChange></member></Changes>"
        "<IncludeNestedStacks>true");
  sets.OfSet("ExecuteChangeSet", "one", "&StackName=shop&ClientRequestToken=t1");
  const std::string stack = sets.Describe("shop");
  CHECK(TextsOf(stack, "RoleARN") == "arn:aws:iam::000000000000:role/r");
  CHECK(TextsOf(Between(stack, "<NotificationARNs>", "</NotificationARNs>"), "member") ==
        "arn:aws:sns:a");
  // The retry of an execution is none.
  CHECK(sets.OfSet("ExecuteChangeSet", "one", "&StackName=shop&ClientRequestToken=t1").empty());
}

}  // namespace
}  // namespace pumice::test
