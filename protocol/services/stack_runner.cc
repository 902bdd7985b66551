// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/stack_runner.h"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/database.h"
#include "engine/error/api_error.h"
#include "protocol/deploy/read_document.h"
#include "protocol/deploy/table_text.h"
#include "protocol/deploy/template_error.h"
#include "protocol/iso_time.h"
#include "protocol/services/identifiers.h"
#include "protocol/services/kept_resources.h"
#include "protocol/services/service_fault.h"
#include "protocol/services/stack_calls.h"
#include "protocol/services/stack_fault.h"
#include "pumice/service_error.h"

namespace pumice::services {
namespace {

using deploy::DesiredCall;
using deploy::DesiredTable;
using deploy::DesiredTables;
using deploy::Node;
using deploy::PlannedTable;

constexpr std::string_view kStackType = "AWS::CloudFormation::Stack";
constexpr std::string_view kTableType = "AWS::DynamoDB::Table";
constexpr std::string_view kUserInitiated = "User Initiated";
constexpr std::string_view kInProgress = "_IN_PROGRESS";

// "CREATING"; empty: there is no such table.
std::string TableStatus(const std::string& table, const DynamoDbCall& call) {
  try {
    const Node answer =
        deploy::ReadDocument(call("DescribeTable", deploy::TableNameInput(table)), "");
    const Node* const described = answer.Find("Table");
    const Node* const status = described == nullptr ? nullptr : described->Find("TableStatus");
    return status == nullptr ? "" : status->text();
  } catch (const ServiceError& error) {
    if (error.name() != "ResourceNotFoundException") throw;
    return "";
  }
}

std::string SentenceOf(const ServiceError& error) { return error.name() + ": " + error.what(); }

DesiredTables Only(const DesiredTables& desired, const DesiredTable& table) {
  DesiredTables one;
  one.tables.push_back(table);
  one.notes = desired.notes;
  return one;
}

bool IsInProgress(const KeptResource& resource) { return resource.status.ends_with(kInProgress); }

// "CREATE" of CREATE_IN_PROGRESS.
std::string ActionOf(const KeptResource& resource) {
  return resource.status.substr(0, resource.status.find('_'));
}

// A plan names tables.
std::string LogicalIdOf(const Stack& stack, std::string_view table) {
  for (const KeptResource& resource : stack.resources) {
    if (resource.table && resource.physical_id == table) return resource.logical_id;
  }
  return std::string(table);
}

// What a rollback takes away again: RetainExceptOnCreate does not keep it.
void LetGoOfNew(const KeptResource& resource, Stack* stack) {
  KeptResource& going = stack->cleanup.emplace_back(resource);
  going.retain = resource.deletion_policy == "Retain" && !stack->retain_except_on_create;
}

// Throws ServiceFault if another stack imports what this one exports, but for `kept`.
void CheckNotImported(const Stack& stack, const std::set<std::string_view>& kept,
                      const StackStore& store) {
  for (const KeptOutput& output : stack.outputs) {
    if (output.export_name.empty() || kept.contains(output.export_name)) continue;
    const std::string importer = store.FindImporter(output.export_name, stack.name);
    if (!importer.empty()) ThrowExportInUse(output.export_name, importer);
  }
}

bool IsNamed(const std::vector<std::string>& logical_ids, const std::string& logical_id) {
  return std::find(logical_ids.begin(), logical_ids.end(), logical_id) != logical_ids.end();
}

// "The following resource(s) failed to create: [A, B]. "; empty where none did.
std::string FailedText(const std::vector<KeptResource>& resources, std::string_view action,
                       std::string_view verb) {
  std::string ids;
  for (const KeptResource& resource : resources) {
    if (resource.status != std::string(action) + "_FAILED") continue;
    ids.append(ids.empty() ? "" : ", ").append(resource.logical_id);
  }
  if (ids.empty()) return "";
  return "The following resource(s) failed to " + std::string(verb) + ": [" + ids + "]. ";
}

}  // namespace

StackRunner::StackRunner(const ServiceCaller& caller) : caller_(caller) {}

int64_t StackRunner::Now() const { return caller_.database.clock().NowMillis(); }

void StackRunner::AddEvent(Stack* stack, KeptEvent event) const {
  event.time = Now();
  event.token = stack->token;
  const auto& events = stack->events;
  if (event.id.empty()) {
    event.id = NewUuid();
  } else if (std::any_of(events.begin(), events.end(),
                         [&](const KeptEvent& other) { return other.id == event.id; })) {
    event.id += '-' + NewUuid();
  }
  stack->events.push_back(std::move(event));
  if (stack->events.size() > kMaxStackEvents) stack->events.erase(stack->events.begin());
}

void StackRunner::Enter(Stack* stack, std::string_view status, std::string_view reason) const {
  stack->status = status;
  stack->reason = reason;
  stack->SettleExecution();
  AddEvent(stack,
           {"", stack->name, stack->id, std::string(kStackType), stack->status, stack->reason, 0});
}

void StackRunner::SetResource(Stack* stack, KeptResource* resource, std::string_view status,
                              std::string_view reason) const {
  resource->status = status;
  resource->reason = reason;
  resource->time = Now();
  const std::string id =
      resource->logical_id + '-' + resource->status + '-' + FormatInstant(resource->time);
  AddEvent(stack, {id, resource->logical_id, resource->physical_id, resource->type,
                   resource->status, resource->reason, 0});
}

std::vector<KeptParameter> KeptParameters(const deploy::StackResult& result) {
  std::vector<KeptParameter> kept;
  for (const deploy::StackParameter& parameter : result.parameters) {
    kept.push_back({parameter.name, parameter.value, parameter.no_echo});
  }
  return kept;
}

void StackRunner::TakeResult(const EvaluatedTemplate& evaluated, Stack* stack) const {
  stack->description = evaluated.result.description;
  stack->imports = evaluated.imports;
  stack->parameters = KeptParameters(evaluated.result);
  stack->outputs.clear();
  for (const deploy::DesiredOutput& output : evaluated.result.desired.outputs) {
    stack->outputs.push_back({output.name, output.value, output.export_name, output.description});
  }
}

// Of the stack's own name where a template exports what another stack exports.
void StackRunner::CheckExports(const Stack& stack, const EvaluatedTemplate& evaluated) const {
  const StackStore store(&caller_.database.records());
  std::set<std::string_view> names;
  for (const deploy::DesiredOutput& output : evaluated.result.desired.outputs) {
    if (output.export_name.empty()) continue;
    if (!names.insert(output.export_name).second) {
      ThrowExportExists(output.export_name, stack.name);
    }
    const auto found = store.FindExport(output.export_name);
    if (found && found->stack_name != stack.name) {
      ThrowExportExists(output.export_name, found->stack_name);
    }
    if (!found || found->value == output.value) continue;
    const std::string importer = store.FindImporter(output.export_name, stack.name);
    if (!importer.empty()) ThrowExportUpdated(output.export_name, importer);
  }
  CheckNotImported(stack, names, store);
}

void StackRunner::Create(Stack* stack) {
  const EvaluatedTemplate evaluated = EvaluateTemplate(*stack, stack->input, caller_);
  CheckExports(*stack, evaluated);
  stack->description = evaluated.result.description;
  stack->parameters = KeptParameters(evaluated.result);
  Enter(stack, "CREATE_IN_PROGRESS", kUserInitiated);
  Begin(stack, evaluated, /*before=*/nullptr);
}

void StackRunner::Update(Stack* stack, StackInput wanted, bool disable_rollback) {
  const bool is_retry = stack->status == "UPDATE_FAILED";
  wanted.replaced = is_retry ? stack->wanted.replaced : stack->input.replaced;
  EvaluatedTemplate evaluated = EvaluateTemplate(*stack, wanted, caller_);
  CheckExports(*stack, evaluated);
  if (RenewNames(*stack, evaluated, &wanted)) {
    evaluated = EvaluateTemplate(*stack, wanted, caller_);
  }
  const EvaluatedTemplate before = EvaluateTemplate(*stack, stack->input, caller_);
  stack->wanted = std::move(wanted);
  stack->on_failure = disable_rollback ? "DO_NOTHING" : "ROLLBACK";
  stack->updated = Now();
  // After a failure that was left: what a rollback leads back to is what was before that.
  if (!is_retry) stack->before = stack->resources;
  Enter(stack, "UPDATE_IN_PROGRESS", kUserInitiated);
  Begin(stack, evaluated, &before.result.desired);
}

// A table whose keys become others gives way to a new one; where its name is made up, the new one
// has another. True: there is such a table.
bool StackRunner::RenewNames(const Stack& stack, const EvaluatedTemplate& wanted,
                             StackInput* input) const {
  bool is_any = false;
  for (const DesiredTable& table : wanted.result.desired.tables) {
    const KeptResource* const resource = stack.FindResource(table.logical_id);
    if (resource == nullptr || !resource->present || resource->physical_id != table.name) continue;
    if (!HasMadeUpName(wanted.root, table.logical_id)) continue;
    const DesiredTables one = Only(wanted.result.desired, table);
    if (PlanTables(one, caller_.dynamodb, {}).front().sign != '-') continue;
    input->replaced[table.logical_id] = NewUuid();
    is_any = true;
  }
  return is_any;
}

void StackRunner::Begin(Stack* stack, const EvaluatedTemplate& wanted,
                        const DesiredTables* before) {
  TakeResources(ResourcesOf(wanted), stack);
  for (const std::string& import : wanted.imports) {
    if (!IsNamed(stack->imports, import)) stack->imports.push_back(import);
  }
  for (const DesiredCall& call : wanted.result.desired.calls) {
    KeptResource* const resource = stack->FindResource(call.logical_id);
    if (resource != nullptr && !IsInProgress(*resource) && !IsMade(stack->calls, call)) {
      SetResource(stack, resource, "UPDATE_IN_PROGRESS", "");
    }
  }
  if (const auto failure = TryPlan(stack, wanted, before)) {
    Fail(stack, *failure);
  }
}

// What is replaced or no longer wanted goes at the end.
void StackRunner::TakeResources(std::vector<KeptResource> wanted, Stack* stack) const {
  const std::vector<KeptResource> present = std::exchange(stack->resources, {});
  for (KeptResource& resource : wanted) {
    const KeptResource* const known = FindResource(present, resource.logical_id);
    stack->resources.push_back(std::move(resource));
    KeptResource* const kept = &stack->resources.back();
    if (known == nullptr || !known->present || known->type != kept->type) {
      SetResource(stack, kept, "CREATE_IN_PROGRESS", "");
      continue;
    }
    if (!IsSameResource(*known, *kept)) {
      SetResource(stack, kept, "UPDATE_IN_PROGRESS",
                  "Requested update requires the creation of a new physical resource; hence "
                  "creating one.");
      continue;
    }
    kept->present = true;
    kept->status = known->status;
    kept->reason = known->reason;
    kept->time = known->time;
    if (known->fingerprint != kept->fingerprint || known->status.ends_with("_FAILED")) {
      SetResource(stack, kept, "UPDATE_IN_PROGRESS", "");
    }
  }
  for (const KeptResource& old : present) {
    if (!old.present) continue;
    const KeptResource* const now = FindResource(stack->resources, old.logical_id);
    if (now != nullptr && IsSameResource(old, *now)) continue;
    KeptResource& going = stack->cleanup.emplace_back(old);
    const bool is_replaced = now != nullptr && now->type == old.type;
    going.retain = (is_replaced ? old.replace_policy : old.deletion_policy).starts_with("Retain");
  }
}

// Plans what the tables of a template need. Throws Failure.
void StackRunner::Plan(Stack* stack, const EvaluatedTemplate& wanted,
                       const DesiredTables* before) const {
  const DesiredTables& desired = wanted.result.desired;
  stack->plan.clear();
  std::set<std::string_view> names;
  for (const DesiredTable& table : desired.tables) {
    KeptResource* const resource = stack->FindResource(table.logical_id);
    const bool is_own = resource != nullptr && resource->present;
    PlannedTable planned =
        PlanTables(Only(desired, table), caller_.dynamodb, {.before = before}).front();
    if (!names.insert(table.name).second || (planned.sign != '+' && !is_own)) {
      throw Failure{table.logical_id, ResourceExists(kTableType, table.name)};
    }
    if (planned.blocked) {
      throw Failure{table.logical_id,
                    "CloudFormation cannot update a stack when a custom-named resource requires "
                    "replacing. Rename " +
                        table.name + " and update the stack again."};
    }
    if (planned.sign != '=' && resource != nullptr && !IsInProgress(*resource)) {
      SetResource(stack, resource, "UPDATE_IN_PROGRESS", "");
    }
    stack->plan.push_back(std::move(planned));
  }
}

std::optional<StackRunner::Failure> StackRunner::TryPlan(Stack* stack,
                                                         const EvaluatedTemplate& wanted,
                                                         const DesiredTables* before) const {
  try {
    Plan(stack, wanted, before);
    return std::nullopt;
  } catch (const Failure& failure) {
    return failure;
  } catch (const ServiceError& error) {
    return Failure{"", SentenceOf(error)};
  } catch (const deploy::TemplateError& error) {
    return Failure{"", error.what()};
  }
}

void StackRunner::Delete(Stack* stack, const std::vector<std::string>& retained) {
  CheckNotImported(*stack, {}, StackStore(&caller_.database.records()));
  stack->plan.clear();
  stack->wanted = {};
  stack->skipped.clear();
  stack->settling = false;
  // Those that an operation in progress was about to let go, go too.
  for (KeptResource& resource : stack->cleanup) resource.status.clear();
  for (const KeptResource& resource : stack->resources) {
    if (resource.status == "DELETE_COMPLETE") continue;
    KeptResource& going = stack->cleanup.emplace_back(resource);
    if (going.status == "DELETE_FAILED") going.status.clear();  // is tried again
    going.retain =
        going.deletion_policy.starts_with("Retain") || IsNamed(retained, going.logical_id);
  }
  Enter(stack, "DELETE_IN_PROGRESS", kUserInitiated);
}

// A stack goes through few states at most: an operation, its rollback, and what goes at the end.
void StackRunner::Step(Stack* stack) {
  constexpr int kMaxStates = 8;
  for (int i = 0; i < kMaxStates && stack->in_progress(); ++i) {
    if (!StepOnce(stack)) return;
  }
}

bool StackRunner::StepOnce(Stack* stack) {
  Failure failure;
  deploy::PlanRun run(stack->plan);
  try {
    const bool is_done = run.Step(caller_.dynamodb);
    if (!stack->settling) TakeProgress(run, stack);
    if (!is_done) return false;
    return Advance(stack);
  } catch (const deploy::PlannedCallError& error) {
    TakeProgress(run, stack);
    failure = {LogicalIdOf(*stack, error.call().table), SentenceOf(error)};
  } catch (const Failure& thrown) {
    failure = thrown;
  } catch (const ServiceError& error) {
    failure.reason = SentenceOf(error);
  } catch (const ServiceFault& fault) {
    failure.reason = fault.message();
  } catch (const ApiError& error) {
    failure.reason = error.message();
  }
  Fail(stack, failure);
  return true;
}

// Tables whose calls are made are complete; so is at once what nobody makes.
void StackRunner::TakeProgress(const deploy::PlanRun& run, Stack* stack) const {
  stack->plan = run.rest();
  for (const deploy::PlanNote& note : run.notes()) {
    KeptResource* const resource = stack->FindResource(LogicalIdOf(*stack, note.table));
    if (resource != nullptr) SetResource(stack, resource, resource->status, note.text);
  }
  for (KeptResource& resource : stack->resources) {
    if (!IsInProgress(resource) || (resource.made && !resource.table)) continue;
    const auto left =
        std::find_if(stack->plan.begin(), stack->plan.end(),
                     [&](const PlannedTable& table) { return table.name == resource.physical_id; });
    const bool is_done = !resource.table || left == stack->plan.end();
    if (is_done || left->calls.empty() || left->calls.front().operation != "CreateTable") {
      resource.present = true;
    }
    if (is_done) CompleteResource(stack, &resource);
  }
}

void StackRunner::CompleteResource(Stack* stack, KeptResource* resource) const {
  resource->present = true;
  SetResource(stack, resource, ActionOf(*resource) + "_COMPLETE", "");
}

// False: something is still going.
bool StackRunner::Advance(Stack* stack) {
  if (stack->status == "CREATE_IN_PROGRESS") {
    FinishMaking(stack, stack->input);
    Enter(stack, "CREATE_COMPLETE", "");
  } else if (stack->status == "UPDATE_IN_PROGRESS") {
    FinishMaking(stack, stack->wanted);
    stack->input = std::exchange(stack->wanted, {});
    stack->before.clear();
    Enter(stack, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "");
  } else if (stack->status == "UPDATE_ROLLBACK_IN_PROGRESS" && stack->settling) {
    stack->settling = false;
    PlanRollback(stack);
  } else if (stack->status == "UPDATE_ROLLBACK_IN_PROGRESS") {
    FinishMaking(stack, stack->input);
    stack->wanted = {};
    stack->before.clear();
    stack->skipped.clear();
    Enter(stack, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "");
  } else {
    return CleanUp(stack);
  }
  return true;
}

// Tables are there: what refers to them follows. The outputs come last and tell of all as it is.
void StackRunner::FinishMaking(Stack* stack, const StackInput& input) {
  const EvaluatedTemplate evaluated = EvaluateTemplate(*stack, input, caller_);
  const DesiredTables& desired = evaluated.result.desired;
  // Values may be known only now: a stream's ARN.
  if (stack->status != "UPDATE_ROLLBACK_IN_PROGRESS") CheckExports(*stack, evaluated);
  for (auto call = desired.calls.begin(); call != desired.calls.end(); ++call) {
    if (IsNamed(stack->skipped, call->logical_id)) continue;
    MakeCall(*call, stack);
    KeptResource* const resource = stack->FindResource(call->logical_id);
    const bool is_last = std::none_of(call + 1, desired.calls.end(), [&](const DesiredCall& other) {
      return other.logical_id == call->logical_id;
    });
    if (resource == nullptr || !is_last || !IsInProgress(*resource)) continue;
    CompleteResource(stack, resource);
  }
  const std::vector<KeptResource> evaluated_resources = ResourcesOf(evaluated);
  for (KeptResource& resource : stack->resources) {
    if (IsInProgress(resource)) CompleteResource(stack, &resource);
    // What refers to a stream's ARN is another now that there is one.
    if (const KeptResource* const now = FindResource(evaluated_resources, resource.logical_id)) {
      resource.fingerprint = now->fingerprint;
    }
    if (resource.reason.empty()) TellReason(stack, &resource, NotesOf(resource, desired));
  }
  TakeResult(evaluated, stack);
}

// In the resource, and in the last event about it.
void StackRunner::TellReason(Stack* stack, KeptResource* resource, const std::string& reason) {
  if (reason.empty()) return;
  resource->reason = reason;
  for (auto event = stack->events.rbegin(); event != stack->events.rend(); ++event) {
    if (event->logical_id != resource->logical_id) continue;
    if (event->status == resource->status) event->reason = reason;
    return;
  }
}

void StackRunner::MakeCall(const DesiredCall& call, Stack* stack) const {
  try {
    MakeStackCall(call, caller_, &stack->calls);
  } catch (const ServiceFault& fault) {
    throw Failure{call.logical_id, fault.message()};
  } catch (const ApiError& error) {
    throw Failure{call.logical_id, error.message()};
  }
  if (KeptResource* const resource = stack->FindResource(call.logical_id)) resource->present = true;
}

// Takes away what is in `cleanup`, the last first. False: a table is still there.
bool StackRunner::CleanUp(Stack* stack) {
  const bool is_whole =
      stack->status.starts_with("DELETE") || stack->status.starts_with("ROLLBACK");
  std::set<std::string> left;
  for (const KeptResource& going : stack->cleanup) {
    if (going.retain) left.insert(going.logical_id);
  }
  const EvaluatedTemplate stays =
      is_whole ? EvaluatedTemplate() : EvaluateTemplate(*stack, stack->input, caller_);
  UndoStackCalls(stays.result.desired.calls, left, caller_, &stack->calls);
  bool is_done = true;
  for (size_t i = stack->cleanup.size(); i > 0; --i) {
    is_done = CleanUpOne(stack, &stack->cleanup[i - 1]) && is_done;
  }
  if (is_done) FinishCleanup(stack);
  return is_done;
}

bool StackRunner::CleanUpOne(Stack* stack, KeptResource* going) {
  if (going->status == "DELETE_COMPLETE" || going->status == "DELETE_SKIPPED") return true;
  if (going->status == "DELETE_FAILED") return true;
  if (going->retain && going->present) {
    SetGoing(stack, going, "DELETE_SKIPPED", "");
    return true;
  }
  if (going->status != "DELETE_IN_PROGRESS") SetGoing(stack, going, "DELETE_IN_PROGRESS", "");
  if (going->table && going->present) {
    try {
      if (!DeleteTable(going->physical_id)) return false;
    } catch (const ServiceError& error) {
      SetGoing(stack, going, "DELETE_FAILED", SentenceOf(error));
      return true;
    }
  }
  going->present = false;
  SetGoing(stack, going, "DELETE_COMPLETE", "");
  return true;
}

// False: it is still there. Throws ServiceError.
bool StackRunner::DeleteTable(const std::string& table) const {
  std::string status = TableStatus(table, caller_.dynamodb);
  if (status == "ACTIVE") {
    caller_.dynamodb("DeleteTable", deploy::TableNameInput(table));
    status = TableStatus(table, caller_.dynamodb);
  }
  return status.empty();
}

// Of a resource that goes, and of the stack's own entry of it.
void StackRunner::SetGoing(Stack* stack, KeptResource* going, std::string_view status,
                           std::string_view reason) const {
  SetResource(stack, going, status, reason);
  KeptResource* const own = stack->FindResource(going->logical_id);
  if (own == nullptr || !IsSameResource(*own, *going)) return;
  own->status = going->status;
  own->reason = going->reason;
  own->time = going->time;
  own->present = going->present;
}

void StackRunner::FinishCleanup(Stack* stack) {
  const std::string failed = FailedText(stack->cleanup, "DELETE", "delete");
  stack->cleanup.clear();
  if (stack->status == "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS") {
    return Enter(stack, "UPDATE_COMPLETE", "");
  }
  if (stack->status == "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS") {
    return Enter(stack, "UPDATE_ROLLBACK_COMPLETE", "");
  }
  const bool is_rollback = stack->status == "ROLLBACK_IN_PROGRESS";
  if (!failed.empty()) {
    return Enter(stack, is_rollback ? "ROLLBACK_FAILED" : "DELETE_FAILED", failed);
  }
  if (is_rollback) return Enter(stack, "ROLLBACK_COMPLETE", "");
  stack->deleted = Now();
  Enter(stack, "DELETE_COMPLETE", "");
}

void StackRunner::Fail(Stack* stack, const Failure& failure) {
  stack->plan.clear();
  if (stack->status == "CREATE_IN_PROGRESS") return FailCreate(stack, failure);
  if (stack->status == "UPDATE_IN_PROGRESS") return FailUpdate(stack, failure);
  if (stack->status == "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS") {
    return Enter(stack, "UPDATE_COMPLETE", failure.reason);
  }
  if (stack->status == "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS") {
    return Enter(stack, "UPDATE_ROLLBACK_COMPLETE", failure.reason);
  }
  FailResources(stack, failure);
  std::string reason = failure.reason;
  if (stack->FindResource(failure.logical_id) != nullptr) {
    reason = FailedText(stack->resources, "UPDATE", "update");
  }
  std::string state = stack->status;
  state.resize(state.size() - kInProgress.size());
  Enter(stack, state + "_FAILED", reason);
}

// The resource that failed, and those that are not done: they are given up.
void StackRunner::FailResources(Stack* stack, const Failure& failure) const {
  for (KeptResource& resource : stack->resources) {
    const bool is_it = resource.logical_id == failure.logical_id;
    if (!is_it && !IsInProgress(resource)) continue;
    const bool is_update = ActionOf(resource) == "UPDATE";
    const std::string_view given_up =
        is_update ? "Resource update cancelled" : "Resource creation cancelled";
    SetResource(stack, &resource, is_update ? "UPDATE_FAILED" : "CREATE_FAILED",
                is_it ? failure.reason : given_up);
  }
}

void StackRunner::FailCreate(Stack* stack, const Failure& failure) {
  FailResources(stack, failure);
  std::string reason = FailedText(stack->resources, "CREATE", "create");
  if (stack->FindResource(failure.logical_id) == nullptr) reason = failure.reason + " ";
  if (stack->on_failure == "DO_NOTHING") return Enter(stack, "CREATE_FAILED", reason);
  const bool is_deletion = stack->on_failure == "DELETE";
  reason += is_deletion ? "Delete requested by user." : "Rollback requested by user.";
  for (const KeptResource& resource : stack->resources) LetGoOfNew(resource, stack);
  Enter(stack, is_deletion ? "DELETE_IN_PROGRESS" : "ROLLBACK_IN_PROGRESS", reason);
}

void StackRunner::FailUpdate(Stack* stack, const Failure& failure) {
  FailResources(stack, failure);
  std::string reason = FailedText(stack->resources, "CREATE", "create") +
                       FailedText(stack->resources, "UPDATE", "update");
  if (stack->FindResource(failure.logical_id) == nullptr) reason = failure.reason;
  if (stack->on_failure != "DO_NOTHING") return RollBackUpdate(stack, reason, {});
  // What was made is the stack's; what was to go is still its own.
  std::vector<KeptResource> replaced;
  for (KeptResource& going : stack->cleanup) {
    const bool is_removed = stack->FindResource(going.logical_id) == nullptr;
    (is_removed ? stack->resources : replaced).push_back(std::move(going));
  }
  stack->cleanup = std::move(replaced);
  Enter(stack, "UPDATE_FAILED", reason);
}

void StackRunner::RollBackUpdate(Stack* stack, std::string_view reason,
                                 const std::vector<std::string>& skipped) {
  // What the update would have let go stays; what a rollback that failed was to let go still goes.
  const auto stays = [stack](const KeptResource& going) {
    const KeptResource* const own = FindResource(stack->before, going.logical_id);
    return own != nullptr && IsSameResource(*own, going);
  };
  std::erase_if(stack->cleanup, stays);
  Enter(stack, "UPDATE_ROLLBACK_IN_PROGRESS", reason);
  const std::vector<KeptResource> made = std::exchange(stack->resources, stack->before);
  stack->skipped = skipped;
  for (const KeptResource& resource : made) {
    KeptResource* const own = stack->FindResource(resource.logical_id);
    if (own == nullptr || !IsSameResource(*own, resource)) {
      LetGoOfNew(resource, stack);
    }
    if (own == nullptr) continue;
    if (IsNamed(skipped, own->logical_id)) {
      SetResource(stack, own, "UPDATE_COMPLETE", "");
    } else if (own->status != resource.status || own->time != resource.time) {
      SetResource(stack, own, "UPDATE_IN_PROGRESS", "");
    }
  }
  // What is under way ends first: only then can be told what is to be taken back.
  stack->plan.clear();
  for (const KeptResource& resource : stack->resources) {
    if (!resource.table || !resource.present) continue;
    PlannedTable& waited = stack->plan.emplace_back();
    waited.name = resource.physical_id;
    waited.sign = '~';
  }
  stack->settling = true;
}

void StackRunner::PlanRollback(Stack* stack) {
  EvaluatedTemplate back = EvaluateTemplate(*stack, stack->input, caller_);
  std::erase_if(back.result.desired.tables, [&](const DesiredTable& table) {
    return IsNamed(stack->skipped, table.logical_id);
  });
  const EvaluatedTemplate tried = EvaluateTemplate(*stack, stack->wanted, caller_);
  if (const auto failure = TryPlan(stack, back, &tried.result.desired)) Fail(stack, *failure);
}

}  // namespace pumice::services
