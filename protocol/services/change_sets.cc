// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/change_sets.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "engine/database.h"
#include "protocol/services/identifiers.h"
#include "protocol/services/kept_resources.h"
#include "protocol/services/service_fault.h"
#include "protocol/services/stack_answers.h"
#include "protocol/services/stack_fault.h"
#include "protocol/services/stack_pages.h"
#include "protocol/services/stack_request.h"
#include "protocol/services/stack_runner.h"

namespace pumice::services {
namespace {

constexpr size_t kMaxChangeSets = 100;
constexpr std::string_view kAvailable = "AVAILABLE";
constexpr std::string_view kCreate = "CREATE";
constexpr std::string_view kImport = "IMPORT";
constexpr std::string_view kDelete = "DELETE";
constexpr const char* kDoNothing = "DO_NOTHING";
// Clients look for these words (aws cloudformation deploy --no-fail-on-empty-changeset).
constexpr std::string_view kNoChanges =
    "The submitted information didn't contain changes. Submit different information to create a "
    "change set.";

StackStore StoreOf(const ServiceCall& call) { return StackStore(&call.caller.database.records()); }

// Refused by name, so that nobody takes it for done.
void RefuseImport(const JsonValue& input, std::string_view type) {
  if (type == kImport) ThrowNoImport("ChangeSetType IMPORT");
  if (FindMember(input, "ResourcesToImport") != nullptr) ThrowNoImport("ResourcesToImport");
  if (FindBool(input, "ImportExistingResources").value_or(false)) {
    ThrowNoImport("ImportExistingResources");
  }
}

KeptChangeSet NewChangeSet(const ServiceCall& call, const std::string& type) {
  KeptChangeSet set;
  set.name = *FindString(call.input, "ChangeSetName");
  if (!IsStackName(set.name)) ThrowInvalidStackName("changeSetName", set.name);
  set.on_failure = FindString(call.input, "OnStackFailure").value_or("");
  if (set.on_failure == kDelete && type != kCreate) ThrowDeleteOnUpdate();
  set.role_arn = FindString(call.input, "RoleARN").value_or("");
  set.nested = FindBool(call.input, "IncludeNestedStacks").value_or(false);
  set.id = "arn:aws:cloudformation:" + std::string(call.caller.region) + ':' +
           std::string(call.caller.account) + ":changeSet/" + set.name + '/' + NewUuid();
  set.description = FindString(call.input, "Description").value_or("");
  set.type = type;
  set.created = call.caller.database.clock().NowMillis();
  return set;
}

// The stack that a change set is for: a new one waits in REVIEW_IN_PROGRESS for its execution.
Stack StackFor(const ServiceCall& call, const std::string& type) {
  const std::string_view name = *FindString(call.input, "StackName");
  if (type != kCreate) {
    Stack stack = FindStack(call);
    CheckUpdatable(stack);
    return stack;
  }
  std::optional<Stack> known = StoreOf(call).Find(name);
  if (known && !known->in_review()) ThrowStackExists(name);
  if (known) return std::move(*known);
  Stack stack = NewStack(call, name);
  StackRunner(call.caller).Enter(&stack, "REVIEW_IN_PROGRESS", "User Initiated");
  return stack;
}

// DisableRollback says it where the change set does not (CreateChangeSet, API reference,
// "OnStackFailure").
std::string FailureOf(const ServiceCall& call, const KeptChangeSet& set) {
  const auto disable_rollback = FindBool(call.input, "DisableRollback");
  if (set.on_failure.empty()) return disable_rollback.value_or(false) ? kDoNothing : "ROLLBACK";
  if (disable_rollback) ThrowFailureStatedTwice();
  return set.on_failure;
}

// A change set that cannot be executed any more gives its name to the next: a command that names
// them by the second (aws cloudformation deploy) may come twice in one here.
void MakeRoomForChangeSet(std::string_view name, Stack* stack) {
  const KeptChangeSet* const known = stack->FindChangeSet(name);
  if (known == nullptr) return;
  if (known->execution_status == kAvailable || known->execution_status == kExecuting) {
    ThrowChangeSetExists(name);
  }
  const std::string id = known->id;
  std::erase_if(stack->change_sets, [&](const KeptChangeSet& set) { return set.id == id; });
}

}  // namespace

void CheckUpdatable(const Stack& stack) {
  static constexpr std::array<std::string_view, 5> kUpdatable = {
      "CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "CREATE_FAILED",
      "UPDATE_FAILED"};
  if (std::find(kUpdatable.begin(), kUpdatable.end(), stack.status) == kUpdatable.end()) {
    ThrowStackState(stack.id, stack.status, "updated");
  }
}

FoundChangeSet FindChangeSet(const ServiceCall& call) {
  const std::string_view name = FindString(call.input, "ChangeSetName").value_or("");
  FoundChangeSet found;
  if (FindString(call.input, "StackName")) {
    found.stack = FindStack(call);
    const KeptChangeSet* const set = found.stack.FindChangeSet(name);
    if (set == nullptr) ThrowChangeSetNotFound(name);
    found.id = set->id;
    return found;
  }
  if (!name.starts_with("arn:")) ThrowChangeSetStack();
  StoreOf(call).ForEach([&](Stack& stack) {
    const KeptChangeSet* const set = stack.FindChangeSet(name);
    if (set == nullptr) return true;
    found.id = set->id;
    found.stack = std::move(stack);
    return false;
  });
  if (found.id.empty()) ThrowChangeSetNotFound(name);
  Advance(call, &found.stack);
  if (found.stack.FindChangeSet(found.id) == nullptr) ThrowChangeSetNotFound(name);
  return found;
}

void CreateChangeSet(ServiceCall& call) {
  const std::string type(FindString(call.input, "ChangeSetType").value_or("UPDATE"));
  RefuseImport(call.input, type);
  KeptChangeSet set = NewChangeSet(call, type);
  Stack stack = StackFor(call, type);
  MakeRoomForChangeSet(set.name, &stack);
  if (stack.change_sets.size() >= kMaxChangeSets) ThrowTooMany("change sets", kMaxChangeSets);
  set.input = ReadStackInput(call, stack);
  const EvaluatedTemplate evaluated = EvaluateTemplate(stack, set.input, call.caller);
  CheckStackInput(evaluated, set.input, /*expands=*/false);
  set.parameters = KeptParameters(evaluated.result);
  if (!stack.in_review() && IsSameInput(stack, evaluated, set.input)) {
    set.status = "FAILED";
    set.reason = kNoChanges;
    set.execution_status = "UNAVAILABLE";
  } else {
    set.changes = FindChanges(stack, evaluated, call.caller);
    CheckResourceTypes(call.input, TypesOf(set.changes));
    set.status = "CREATE_COMPLETE";
    set.execution_status = kAvailable;
  }
  call.answer.StringMember("Id", set.id);
  call.answer.StringMember("StackId", stack.id);
  stack.change_sets.push_back(std::move(set));
  SaveStack(call, std::move(stack));
}

void DescribeChangeSet(ServiceCall& call) {
  FoundChangeSet found = FindChangeSet(call);
  WriteChangeSet(found.stack, found.set(), &call.answer);
}

void ListChangeSets(ServiceCall& call) {
  const Stack stack = FindStack(call);
  WritePage(
      call, "Summaries", stack.change_sets, [](const KeptChangeSet& set) { return set.id; },
      [&](const KeptChangeSet& set) {
        call.answer.BeginStruct();
        WriteChangeSetSummary(stack, set, &call.answer);
        call.answer.EndStruct();
      });
}

// Succeeds where there is no such change set, of a stack that is there.
void DeleteChangeSet(ServiceCall& call) {
  Stack stack;
  std::string id;
  try {
    FoundChangeSet found = FindChangeSet(call);
    id = found.id;
    stack = std::move(found.stack);
  } catch (const ServiceFault& fault) {
    if (fault.code() != "ChangeSetNotFound") throw;
    return;
  }
  if (stack.FindChangeSet(id)->execution_status == kExecuting) {
    ThrowChangeSetState(id, std::string(kExecuting));
  }
  std::erase_if(stack.change_sets, [&](const KeptChangeSet& set) { return set.id == id; });
  SaveStack(call, std::move(stack));
}

// The other change sets of the stack go: they are for a stack that is no more (ExecuteChangeSet,
// API reference).
void ExecuteChangeSet(ServiceCall& call) {
  FoundChangeSet found = FindChangeSet(call);
  Stack stack = std::move(found.stack);
  KeptChangeSet set = *stack.FindChangeSet(found.id);
  if (IsRepeated(call, "ExecuteChangeSet", &stack)) return;
  if (set.execution_status != kAvailable) {
    ThrowChangeSetState(set.id, set.status == "FAILED" ? set.status : set.execution_status);
  }
  const std::string on_failure = FailureOf(call, set);
  StackInput input = set.input;
  stack.change_set_id = set.id;
  if (!set.role_arn.empty()) stack.role_arn = set.role_arn;
  TakeSettings(call, &stack);
  set.execution_status = kExecuting;
  stack.change_sets.clear();
  stack.change_sets.push_back(std::move(set));
  StackRunner runner(call.caller);
  if (stack.in_review()) {
    stack.input = std::move(input);
    stack.on_failure = on_failure;
    runner.Create(&stack);
  } else {
    CheckUpdatable(stack);
    runner.Update(&stack, std::move(input), on_failure == kDoNothing);
  }
  Carry(call, std::move(stack));
}

}  // namespace pumice::services
