// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/stack_runner.h"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/database.h"
#include "engine/error/api_error.h"
#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"
#include "protocol/iso_time.h"
#include "protocol/services/identifiers.h"
#include "protocol/services/service_fault.h"
#include "protocol/services/stack_calls.h"
#include "protocol/services/stack_fault.h"
#include "pumice/service_error.h"

namespace pumice::services {
namespace {

using deploy::DesiredTables;
using deploy::Node;
using deploy::PlannedTable;

constexpr std::string_view kStackType = "AWS::CloudFormation::Stack";
constexpr std::string_view kUserInitiated = "User Initiated";
constexpr std::string_view kNotMade =
    "pumice has no counterpart: recorded as complete, and not made";
constexpr std::string_view kCancelled = "Resource creation cancelled";

bool Has(const std::vector<std::string>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

std::string TableInput(const std::string& table) {
  Node input = Node::Map();
  input.Set("TableName", Node::String(table));
  return NodeJson(input);
}

// "CREATING"; empty: there is no such table.
std::string TableStatus(const std::string& table, const DynamoDbCall& call) {
  try {
    const Node answer = deploy::ReadDocument(call("DescribeTable", TableInput(table)), "");
    const Node* const described = answer.Find("Table");
    const Node* const status = described == nullptr ? nullptr : described->Find("TableStatus");
    return status == nullptr ? "" : status->text();
  } catch (const ServiceError& error) {
    if (error.name() != "ResourceNotFoundException") throw;
    return "";
  }
}

// The notes of an evaluation about a resource: members that pumice cannot honour.
std::string NotesOf(const DesiredTables& desired, const std::string& logical_id) {
  std::string text;
  for (const std::string& note : desired.notes) {
    if (note.find(' ' + logical_id + '.') == note.npos && !note.starts_with(logical_id + '.')) {
      continue;
    }
    if (!text.empty()) text += "; ";
    text += note;
  }
  return text;
}

KeptResource ToKept(const deploy::StackResource& resource, const DesiredTables& desired) {
  KeptResource kept;
  kept.logical_id = resource.logical_id;
  kept.type = resource.type;
  kept.physical_id = resource.physical_id;
  kept.made = resource.made;
  for (const deploy::DesiredTable& table : desired.tables) {
    if (table.logical_id != resource.logical_id) continue;
    kept.table = true;
    kept.retain = table.retain;
  }
  return kept;
}

std::string LogicalIdOf(const DesiredTables& desired, std::string_view table) {
  for (const deploy::DesiredTable& wanted : desired.tables) {
    if (wanted.name == table) return wanted.logical_id;
  }
  return std::string(table);
}

// Whether the stack made a call as it is wanted.
bool IsMade(const Stack& stack, const deploy::DesiredCall& call) {
  const std::string input = NodeJson(call.input);
  return std::any_of(stack.calls.begin(), stack.calls.end(), [&](const KeptCall& made) {
    return made.operation == call.operation && made.input == input;
  });
}

std::string AlreadyExists(const std::string& table) {
  return "Resource of type 'AWS::DynamoDB::Table' with identifier '" + table + "' already exists.";
}

DesiredTables Only(const DesiredTables& desired, const deploy::DesiredTable& table) {
  DesiredTables one;
  one.tables.push_back(table);
  one.notes = desired.notes;
  return one;
}

}  // namespace

StackRunner::StackRunner(const ServiceCaller& caller) : caller_(caller) {}

int64_t StackRunner::Now() const { return caller_.database.clock().NowMillis(); }

void StackRunner::AddEvent(Stack* stack, KeptEvent event) const {
  event.time = Now();
  event.token = stack->token;
  if (event.id.empty()) event.id = NewUuid();
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
  for (const KeptOutput& output : stack.outputs) {
    if (output.export_name.empty() || names.contains(output.export_name)) continue;
    const std::string importer = store.FindImporter(output.export_name, stack.name);
    if (!importer.empty()) ThrowExportInUse(output.export_name, importer);
  }
}

void StackRunner::Create(Stack* stack) {
  const EvaluatedTemplate evaluated = EvaluateTemplate(*stack, stack->input, caller_);
  CheckExports(*stack, evaluated);
  const DesiredTables& desired = evaluated.result.desired;
  try {
    stack->plan = PlanTables(desired, caller_.dynamodb, {});
  } catch (const deploy::TemplateError& error) {
    ThrowTemplate(error.what());
  }
  stack->description = evaluated.result.description;
  stack->parameters = KeptParameters(evaluated.result);
  Enter(stack, "CREATE_IN_PROGRESS", kUserInitiated);
  for (const deploy::StackResource& resource : evaluated.result.resources) {
    stack->resources.push_back(ToKept(resource, desired));
    SetResource(stack, &stack->resources.back(), "CREATE_IN_PROGRESS", "");
  }
  for (const PlannedTable& table : stack->plan) {
    if (table.sign == '+') {
      stack->new_tables.push_back(table.name);
      continue;
    }
    Fail(stack, {LogicalIdOf(desired, table.name), AlreadyExists(table.name)});
    break;
  }
  Step(stack);
}

void StackRunner::PlanChange(Stack* stack, const EvaluatedTemplate& wanted) const {
  const DesiredTables& desired = wanted.result.desired;
  stack->plan.clear();
  stack->new_tables.clear();
  stack->tables_to_delete.clear();
  std::set<std::string_view> names;
  for (const deploy::DesiredTable& table : desired.tables) {
    names.insert(table.name);
    const bool replace = HasMadeUpName(wanted.root, table.logical_id);
    for (PlannedTable& planned :
         PlanTables(Only(desired, table), caller_.dynamodb, {.replace = replace})) {
      const bool is_own =
          std::any_of(stack->resources.begin(), stack->resources.end(),
                      [&](const KeptResource& r) { return r.physical_id == planned.name; });
      if (planned.sign != '+' && !is_own) {
        throw Failure{table.logical_id, AlreadyExists(planned.name)};
      }
      if (planned.blocked) {
        throw Failure{table.logical_id,
                      "CloudFormation cannot update a stack when a custom-named resource requires "
                      "replacing. Rename " +
                          planned.name + " and update the stack again."};
      }
      if (planned.sign == '+' && !is_own) stack->new_tables.push_back(planned.name);
      stack->plan.push_back(std::move(planned));
    }
  }
  for (const KeptResource& resource : stack->resources) {
    if (resource.table && !resource.retain && !names.contains(resource.physical_id)) {
      stack->tables_to_delete.push_back(resource.physical_id);
    }
  }
}

std::optional<StackRunner::Failure> StackRunner::TryPlanChange(
    Stack* stack, const EvaluatedTemplate& wanted) const {
  try {
    PlanChange(stack, wanted);
    return std::nullopt;
  } catch (const Failure& failure) {
    return failure;
  } catch (const ServiceError& error) {
    return Failure{"", error.name() + ": " + error.what()};
  } catch (const deploy::TemplateError& error) {
    return Failure{"", error.what()};
  }
}

void StackRunner::Update(Stack* stack, StackInput wanted, bool disable_rollback) {
  const EvaluatedTemplate evaluated = EvaluateTemplate(*stack, wanted, caller_);
  CheckExports(*stack, evaluated);
  stack->wanted = std::move(wanted);
  stack->on_failure = disable_rollback ? "DO_NOTHING" : "ROLLBACK";
  stack->updated = Now();
  Enter(stack, "UPDATE_IN_PROGRESS", kUserInitiated);
  stack->changed.clear();
  if (const auto failure = TryPlanChange(stack, evaluated)) {
    Fail(stack, *failure);
  } else {
    for (const PlannedTable& table : stack->plan) {
      if (table.sign != '=') {
        stack->changed.push_back(LogicalIdOf(evaluated.result.desired, table.name));
      }
    }
    for (const deploy::DesiredCall& call : evaluated.result.desired.calls) {
      if (!IsMade(*stack, call)) stack->changed.push_back(call.logical_id);
    }
  }
  Step(stack);
}

void StackRunner::Delete(Stack* stack, std::vector<std::string> retained) {
  const StackStore store(&caller_.database.records());
  for (const KeptOutput& output : stack->outputs) {
    if (output.export_name.empty()) continue;
    const std::string importer = store.FindImporter(output.export_name, stack->name);
    if (!importer.empty()) ThrowExportInUse(output.export_name, importer);
  }
  stack->retained = std::move(retained);
  stack->plan.clear();
  // Those that an update was about to make.
  stack->tables_to_delete = std::exchange(stack->new_tables, {});
  Enter(stack, "DELETE_IN_PROGRESS", kUserInitiated);
  for (KeptResource& resource : stack->resources) {
    if (resource.status == "DELETE_COMPLETE") continue;
    if (resource.retain || Has(stack->retained, resource.logical_id)) continue;
    SetResource(stack, &resource, "DELETE_IN_PROGRESS", "");
    if (resource.table) stack->tables_to_delete.push_back(resource.physical_id);
  }
  Step(stack);
}

// A stack goes through few states at most: an operation, and its rollback.
void StackRunner::Step(Stack* stack) {
  constexpr int kMaxStates = 8;
  for (int i = 0; i < kMaxStates && stack->in_progress(); ++i) {
    if (!StepOnce(stack)) return;
  }
}

bool StackRunner::StepOnce(Stack* stack) {
  Failure failure;
  try {
    deploy::PlanRun run(stack->plan);
    const bool is_done = run.Step(caller_.dynamodb);
    stack->plan = run.rest();
    if (!is_done || !DeleteTables(stack)) return false;
    Finish(stack);
    return true;
  } catch (const deploy::PlannedCallError& error) {
    failure = {error.call().table, error.name() + ": " + error.what()};
    // It is somebody else's, then: a rollback must not delete it.
    if (error.call().operation == "CreateTable") {
      std::erase(stack->new_tables, error.call().table);
    }
  } catch (const Failure& thrown) {
    failure = thrown;
  } catch (const ServiceError& error) {
    failure.reason = error.name() + ": " + error.what();
  } catch (const ServiceFault& fault) {
    failure.reason = fault.message();
  } catch (const ApiError& error) {
    failure.reason = error.message();
  }
  Fail(stack, failure);
  return true;
}

bool StackRunner::DeleteTables(Stack* stack) const {
  auto& tables = stack->tables_to_delete;
  for (size_t i = 0; i < tables.size();) {
    std::string status = TableStatus(tables[i], caller_.dynamodb);
    if (status == "ACTIVE") {
      try {
        caller_.dynamodb("DeleteTable", TableInput(tables[i]));
      } catch (const ServiceError& error) {
        throw Failure{tables[i], error.name() + ": " + error.what()};
      }
      status = TableStatus(tables[i], caller_.dynamodb);
    }
    if (status.empty()) {
      tables.erase(tables.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
  return tables.empty();
}

void StackRunner::Finish(Stack* stack) {
  if (stack->status == "CREATE_IN_PROGRESS") return FinishCreate(stack);
  if (stack->status == "UPDATE_IN_PROGRESS") return FinishUpdate(stack);
  if (stack->status == "UPDATE_ROLLBACK_IN_PROGRESS") {
    stack->new_tables.clear();
    const EvaluatedTemplate evaluated = EvaluateTemplate(*stack, stack->input, caller_);
    ApplyCalls(evaluated.result.desired.calls, caller_, &stack->calls);
    return Enter(stack, "UPDATE_ROLLBACK_COMPLETE", "");
  }
  FinishDelete(stack);
}

// The outputs come last: they tell of tables as they are then.
void StackRunner::FinishCreate(Stack* stack) {
  const EvaluatedTemplate evaluated = EvaluateTemplate(*stack, stack->input, caller_);
  ApplyCalls(evaluated.result.desired.calls, caller_, &stack->calls);
  TakeResult(evaluated, stack);
  for (KeptResource& resource : stack->resources) {
    SetResource(stack, &resource, "CREATE_COMPLETE",
                resource.made ? NotesOf(evaluated.result.desired, resource.logical_id)
                              : std::string(kNotMade));
  }
  stack->new_tables.clear();
  Enter(stack, "CREATE_COMPLETE", "");
}

void StackRunner::FinishUpdate(Stack* stack) {
  const EvaluatedTemplate evaluated = EvaluateTemplate(*stack, stack->wanted, caller_);
  CheckExports(*stack, evaluated);  // values may be known only now: a stream's ARN
  ApplyCalls(evaluated.result.desired.calls, caller_, &stack->calls);
  const std::vector<KeptResource> before = std::exchange(stack->resources, {});
  for (const deploy::StackResource& resource : evaluated.result.resources) {
    KeptResource kept = ToKept(resource, evaluated.result.desired);
    const auto old = std::find_if(before.begin(), before.end(), [&](const KeptResource& other) {
      return other.logical_id == kept.logical_id && other.type == kept.type;
    });
    const std::string reason =
        kept.made ? NotesOf(evaluated.result.desired, resource.logical_id) : std::string(kNotMade);
    if (old == before.end()) {
      SetResource(stack, &kept, "CREATE_COMPLETE", reason);
    } else {
      const bool is_changed =
          Has(stack->changed, kept.logical_id) || old->physical_id != kept.physical_id;
      kept.status = old->status;
      kept.reason = old->reason;
      kept.time = old->time;
      if (is_changed) SetResource(stack, &kept, "UPDATE_COMPLETE", reason);
    }
    stack->resources.push_back(std::move(kept));
  }
  for (KeptResource old : before) {
    if (stack->FindResource(old.logical_id) != nullptr) continue;
    SetResource(stack, &old, old.retain ? "DELETE_SKIPPED" : "DELETE_COMPLETE", "");
  }
  TakeResult(evaluated, stack);
  stack->input = std::exchange(stack->wanted, {});
  stack->new_tables.clear();
  stack->changed.clear();
  Enter(stack, "UPDATE_COMPLETE", "");
}

// Of a deletion, and of a creation's rollback.
void StackRunner::FinishDelete(Stack* stack) {
  ApplyCalls({}, caller_, &stack->calls);
  const bool is_rollback = stack->status == "ROLLBACK_IN_PROGRESS";
  for (KeptResource& resource : stack->resources) {
    if (resource.status == "DELETE_COMPLETE") continue;
    const bool is_left =
        !is_rollback && (resource.retain || Has(stack->retained, resource.logical_id));
    SetResource(stack, &resource, is_left ? "DELETE_SKIPPED" : "DELETE_COMPLETE", "");
  }
  stack->new_tables.clear();
  if (is_rollback) return Enter(stack, "ROLLBACK_COMPLETE", "");
  stack->deleted = Now();
  Enter(stack, "DELETE_COMPLETE", "");
}

void StackRunner::Fail(Stack* stack, const Failure& failure) {
  stack->plan.clear();
  Failure told = failure;
  // A plan names tables.
  for (const KeptResource& resource : stack->resources) {
    if (resource.table && resource.physical_id == failure.logical_id) {
      told.logical_id = resource.logical_id;
    }
  }
  if (stack->status == "CREATE_IN_PROGRESS") return FailCreate(stack, told);
  if (stack->status == "UPDATE_IN_PROGRESS") return FailUpdate(stack, told);
  stack->tables_to_delete.clear();
  std::string_view state = stack->status;
  constexpr std::string_view kInProgress = "_IN_PROGRESS";
  state.remove_suffix(kInProgress.size());
  if (KeptResource* const resource = stack->FindResource(told.logical_id)) {
    const bool is_update = stack->status == "UPDATE_ROLLBACK_IN_PROGRESS";
    SetResource(stack, resource, is_update ? "UPDATE_FAILED" : "DELETE_FAILED", told.reason);
    told.reason = std::string("The following resource(s) failed to ") +
                  (is_update ? "update" : "delete") + ": [" + told.logical_id + "]. ";
  }
  Enter(stack, std::string(state) + "_FAILED", told.reason);
}

void StackRunner::FailCreate(Stack* stack, const Failure& failure) {
  std::string failed;
  for (KeptResource& resource : stack->resources) {
    const bool is_it = resource.logical_id == failure.logical_id;
    SetResource(stack, &resource, "CREATE_FAILED", is_it ? failure.reason : kCancelled);
    if (!failed.empty()) failed += ", ";
    failed += resource.logical_id;
  }
  std::string reason = "The following resource(s) failed to create: [" + failed + "].";
  if (stack->FindResource(failure.logical_id) == nullptr) reason = failure.reason;
  if (stack->on_failure == "DO_NOTHING") return Enter(stack, "CREATE_FAILED", reason);
  const bool is_deletion = stack->on_failure == "DELETE";
  reason += is_deletion ? " Delete requested by user." : " Rollback requested by user.";
  Enter(stack, is_deletion ? "DELETE_IN_PROGRESS" : "ROLLBACK_IN_PROGRESS", reason);
  stack->tables_to_delete = stack->new_tables;
}

void StackRunner::FailUpdate(Stack* stack, const Failure& failure) {
  std::string reason = failure.reason;
  if (!failure.logical_id.empty()) {
    KeptResource* const resource = stack->FindResource(failure.logical_id);
    if (resource != nullptr) SetResource(stack, resource, "UPDATE_FAILED", failure.reason);
    reason = "The following resource(s) failed to update: [" + failure.logical_id + "]. ";
    if (resource == nullptr) {
      AddEvent(stack, {"", failure.logical_id, "", "AWS::DynamoDB::Table", "CREATE_FAILED",
                       failure.reason, 0});
    }
  }
  if (stack->on_failure == "DO_NOTHING") {
    stack->wanted = {};
    stack->tables_to_delete.clear();
    return Enter(stack, "UPDATE_FAILED", reason);
  }
  RollBackUpdate(stack, reason, {});
}

void StackRunner::RollBackUpdate(Stack* stack, std::string_view reason,
                                 const std::vector<std::string>& skipped) {
  stack->wanted = {};
  stack->plan.clear();
  stack->tables_to_delete.clear();
  Enter(stack, "UPDATE_ROLLBACK_IN_PROGRESS", reason);
  for (const std::string& logical_id : skipped) {
    SetResource(stack, stack->FindResource(logical_id), "UPDATE_COMPLETE", "");
  }
  const std::vector<std::string> new_tables = stack->new_tables;
  std::optional<Failure> failure;
  try {
    EvaluatedTemplate before = EvaluateTemplate(*stack, stack->input, caller_);
    std::erase_if(before.result.desired.tables, [&](const deploy::DesiredTable& table) {
      return Has(skipped, table.logical_id);
    });
    failure = TryPlanChange(stack, before);
  } catch (const ServiceFault& fault) {
    failure = Failure{"", fault.message()};
  }
  stack->new_tables = new_tables;  // for a rollback that is continued
  if (failure) return Fail(stack, *failure);
  stack->tables_to_delete = new_tables;
}

std::vector<KeptChange> FindChanges(const Stack& stack, const EvaluatedTemplate& wanted,
                                    const ServiceCaller& caller) {
  const DesiredTables& desired = wanted.result.desired;
  std::vector<KeptChange> changes;
  std::set<std::string_view> names;
  for (const deploy::StackResource& resource : wanted.result.resources) {
    names.insert(resource.logical_id);
    const KeptResource* const known = stack.FindResource(resource.logical_id);
    if (known == nullptr || known->type != resource.type) {
      changes.push_back({"Add", resource.logical_id, "", resource.type, ""});
      continue;
    }
    for (const deploy::DesiredTable& table : desired.tables) {
      if (table.logical_id != resource.logical_id) continue;
      const bool replace = HasMadeUpName(wanted.root, table.logical_id);
      for (const PlannedTable& planned :
           PlanTables(Only(desired, table), caller.dynamodb, {.replace = replace})) {
        if (planned.sign == '=') continue;
        changes.push_back({"Modify", resource.logical_id, known->physical_id, resource.type,
                           planned.sign == '~' ? "False" : "True"});
      }
    }
    for (const deploy::DesiredCall& call : desired.calls) {
      if (call.logical_id != resource.logical_id) continue;
      if (!IsMade(stack, call)) {
        changes.push_back(
            {"Modify", resource.logical_id, known->physical_id, resource.type, "False"});
      }
    }
  }
  for (const KeptResource& resource : stack.resources) {
    if (names.contains(resource.logical_id) || resource.status == "DELETE_COMPLETE") continue;
    changes.push_back({"Remove", resource.logical_id, resource.physical_id, resource.type, ""});
  }
  return changes;
}

}  // namespace pumice::services
