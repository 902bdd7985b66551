// SPDX-License-Identifier: Apache-2.0

// AWS CloudFormation: stacks whose tables, scaling and alarms are made; other resources are
// recorded as complete without being made. Change sets are in change_sets.cc, what takes no
// template in stack_controls.cc.

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/database.h"
#include "protocol/deploy/template_error.h"
#include "protocol/services/change_sets.h"
#include "protocol/services/kept_resources.h"
#include "protocol/services/service.h"
#include "protocol/services/service_fault.h"
#include "protocol/services/stack_answers.h"
#include "protocol/services/stack_controls.h"
#include "protocol/services/stack_fault.h"
#include "protocol/services/stack_pages.h"
#include "protocol/services/stack_request.h"
#include "protocol/services/stack_runner.h"

namespace pumice::services {
namespace {

StackStore StoreOf(const ServiceCall& call) { return StackStore(&call.caller.database.records()); }

std::string OnFailure(const JsonValue& input) {
  const auto stated = FindString(input, "OnFailure");
  if (stated && FindBool(input, "DisableRollback")) ThrowFailureChoice();
  if (stated) return std::string(*stated);
  return FindBool(input, "DisableRollback").value_or(false) ? "DO_NOTHING" : "ROLLBACK";
}

void CreateStack(ServiceCall& call) {
  const std::string_view name = *FindString(call.input, "StackName");
  if (std::optional<Stack> known = StoreOf(call).Find(name)) {
    if (!FindString(call.input, "ClientRequestToken") ||
        !IsRepeated(call, "CreateStack", &*known)) {
      ThrowStackExists(name);
    }
    call.answer.StringMember("StackId", known->id);
    return;
  }
  Stack stack = NewStack(call, name);
  IsRepeated(call, "CreateStack", &stack);
  TakeSettings(call, &stack);
  stack.input = ReadStackInput(call, stack);
  stack.on_failure = OnFailure(call.input);
  stack.protected_from_end = FindBool(call.input, "EnableTerminationProtection").value_or(false);
  const EvaluatedTemplate evaluated = EvaluateTemplate(stack, stack.input, call.caller);
  CheckStackInput(evaluated, stack.input, /*expands=*/true);
  CheckResourceTypes(call.input, TypesOf(evaluated.result.resources));
  StackRunner(call.caller).Create(&stack);
  call.answer.StringMember("StackId", stack.id);
  Carry(call, std::move(stack));
}

void UpdateStack(ServiceCall& call) {
  Stack stack = FindStack(call);
  call.answer.StringMember("StackId", stack.id);
  if (IsRepeated(call, "UpdateStack", &stack)) return;
  CheckUpdatable(stack);
  TakeSettings(call, &stack);
  StackInput input = ReadStackInput(call, stack);
  const EvaluatedTemplate evaluated = EvaluateTemplate(stack, input, call.caller);
  CheckStackInput(evaluated, input, /*expands=*/true);
  if (IsSameInput(stack, evaluated, input)) ThrowNoUpdates();
  CheckResourceTypes(call.input, TypesOf(FindChanges(stack, evaluated, call.caller)));
  StackRunner(call.caller)
      .Update(&stack, std::move(input), FindBool(call.input, "DisableRollback").value_or(false));
  // They are for a stack that is no more.
  for (KeptChangeSet& set : stack.change_sets) {
    if (set.execution_status == "AVAILABLE") set.execution_status = "OBSOLETE";
  }
  Carry(call, std::move(stack));
}

// What a deletion leaves: RetainResources, and what FORCE_DELETE_STACK gives up. Both are for a
// deletion that failed (DeleteStack, API reference).
std::vector<std::string> ReadRetained(const JsonValue& input, const Stack& stack) {
  std::vector<std::string> retained = ReadTexts(input, "RetainResources");
  const bool is_forced = FindString(input, "DeletionMode") == "FORCE_DELETE_STACK";
  if (stack.status != "DELETE_FAILED") {
    if (!retained.empty()) ThrowRetainState(stack.id);
    if (is_forced) ThrowForceState(stack.id);
  }
  for (const std::string& logical_id : retained) {
    const KeptResource* const resource = stack.FindResource(logical_id);
    if (resource == nullptr) ThrowStackResourceNotFound(logical_id, stack.name);
    if (resource->status == "DELETE_COMPLETE") ThrowRetainDeleted();
  }
  if (!is_forced) return retained;
  for (const KeptResource& resource : stack.resources) {
    if (resource.status == "DELETE_FAILED") retained.push_back(resource.logical_id);
  }
  return retained;
}

// Succeeds where there is no such stack (DeleteStack, API reference).
void DeleteStack(ServiceCall& call) {
  StackStore store = StoreOf(call);
  std::optional<Stack> stack = store.Find(*FindString(call.input, "StackName"));
  if (!stack || stack->is_deleted()) return;
  Advance(call, &*stack);
  if (stack->is_deleted()) return;
  if (stack->in_review()) return store.Remove(*stack);
  if (stack->protected_from_end) ThrowTerminationProtected(stack->name);
  const std::vector<std::string> retained = ReadRetained(call.input, *stack);
  if (stack->in_progress()) {
    // A deletion goes on; whatever else is in progress makes way for it.
    if (stack->status == "DELETE_IN_PROGRESS") return;
    stack->plan.clear();
  }
  if (IsRepeated(call, "DeleteStack", &*stack)) return;
  TakeSettings(call, &*stack);
  StackRunner(call.caller).Delete(&*stack, retained);
  Carry(call, std::move(*stack));
}

// All stacks behind the page's token that `is_wanted`; `write` writes one.
template <typename IsWanted, typename Write>
void WriteStacks(ServiceCall& call, std::string_view member, IsWanted is_wanted, Write write) {
  const std::string after(FindString(call.input, "NextToken").value_or(""));
  if (!after.empty() && (!after.starts_with("arn:") || !StoreOf(call).Find(after))) {
    ThrowInvalidToken(kStackToken);
  }
  std::string last;
  size_t found = 0;
  bool more = false;
  bool passed = after.empty();
  call.answer.Key(member);
  call.answer.BeginList();
  StoreOf(call).ForEach([&](Stack& stack) {
    if (!passed) {
      passed = stack.id == after;
      return true;
    }
    Advance(call, &stack);
    if (!is_wanted(stack)) return true;
    more = found == kStackPage;
    if (more) return false;
    write(stack);
    last = stack.id;
    ++found;
    return true;
  });
  call.answer.EndList();
  if (more) call.answer.StringMember("NextToken", last);
}

void DescribeStacks(ServiceCall& call) {
  if (FindString(call.input, "StackName")) {
    const Stack stack = FindStack(call, MissingForm::kLong);
    call.answer.Key("Stacks");
    call.answer.BeginList();
    WriteStack(stack, &call.answer);
    call.answer.EndList();
    return;
  }
  WriteStacks(
      call, "Stacks", [](const Stack& stack) { return !stack.is_deleted(); },
      [&](const Stack& stack) { WriteStack(stack, &call.answer); });
}

void ListStacks(ServiceCall& call) {
  const std::vector<std::string> wanted = ReadTexts(call.input, "StackStatusFilter");
  WriteStacks(
      call, "StackSummaries",
      [&](const Stack& stack) {
        return wanted.empty() ||
               std::find(wanted.begin(), wanted.end(), stack.status) != wanted.end();
      },
      [&](const Stack& stack) { WriteSummary(stack, &call.answer); });
}

// The newest first.
void DescribeStackEvents(ServiceCall& call) {
  const Stack stack = FindStack(call);
  std::vector<const KeptEvent*> newest;
  for (auto event = stack.events.rbegin(); event != stack.events.rend(); ++event) {
    newest.push_back(&*event);
  }
  WritePage(
      call, "StackEvents", newest, [](const KeptEvent* event) { return event->id; },
      [&](const KeptEvent* event) {
        call.answer.BeginStruct();
        WriteEvent(stack, *event, &call.answer);
        call.answer.EndStruct();
      });
}

// The Metadata of a resource, as its template has it: JSON.
std::string MetadataOf(const Stack& stack, std::string_view logical_id) {
  const deploy::Node root = ReadTemplate(stack.input.template_body);
  const deploy::Node* const resources = root.Find("Resources");
  const deploy::Node* const resource = resources == nullptr ? nullptr : resources->Find(logical_id);
  const deploy::Node* const metadata = resource == nullptr ? nullptr : resource->Find("Metadata");
  return metadata == nullptr ? "{}" : NodeJson(*metadata);
}

void DescribeStackResource(ServiceCall& call) {
  const Stack stack = FindStack(call);
  const std::string_view wanted = *FindString(call.input, "LogicalResourceId");
  const KeptResource* const resource = stack.FindResource(wanted);
  if (resource == nullptr) ThrowStackResourceNotFound(wanted, stack.name);
  call.answer.Key("StackResourceDetail");
  call.answer.BeginStruct();
  WriteResource(stack, *resource, ResourceForm::kDetail, &call.answer);
  call.answer.StringMember("Metadata", MetadataOf(stack, wanted));
  call.answer.EndStruct();
}

// The first hundred (DescribeStackResources, API reference).
void WriteResources(ServiceCall& call, const Stack& stack) {
  const std::string_view only = FindString(call.input, "LogicalResourceId").value_or("");
  size_t written = 0;
  call.answer.Key("StackResources");
  call.answer.BeginList();
  for (const KeptResource& resource : stack.resources) {
    if (!only.empty() && resource.logical_id != only) continue;
    if (written++ == kStackPage) break;
    call.answer.BeginStruct();
    WriteResource(stack, resource, ResourceForm::kResource, &call.answer);
    call.answer.EndStruct();
  }
  call.answer.EndList();
}

// By StackName, or by PhysicalResourceId, which tells the stack.
void DescribeStackResources(ServiceCall& call) {
  const auto physical = FindString(call.input, "PhysicalResourceId");
  const bool is_named = FindString(call.input, "StackName").has_value();
  if (is_named == physical.has_value()) ThrowResourcesChoice();
  if (is_named) return WriteResources(call, FindStack(call, MissingForm::kLong));
  std::optional<Stack> found;
  StoreOf(call).ForEach([&](Stack& stack) {
    if (stack.is_deleted()) return true;
    for (const KeptResource& resource : stack.resources) {
      if (resource.physical_id != *physical) continue;
      found = std::move(stack);
      return false;
    }
    return true;
  });
  if (!found) ThrowStackNotFoundFor(*physical);
  Advance(call, &*found);
  WriteResources(call, *found);
}

void ListStackResources(ServiceCall& call) {
  const Stack stack = FindStack(call, MissingForm::kLong);
  WritePage(
      call, "StackResourceSummaries", stack.resources,
      [](const KeptResource& resource) { return resource.logical_id; },
      [&](const KeptResource& resource) {
        call.answer.BeginStruct();
        WriteResource(stack, resource, ResourceForm::kSummary, &call.answer);
        call.answer.EndStruct();
      });
}

void ListExports(ServiceCall& call) {
  std::vector<std::pair<std::string, KeptOutput>> exports;  // by the ids of their stacks
  StoreOf(call).ForEach([&](const Stack& stack) {
    if (stack.is_deleted()) return true;
    for (const KeptOutput& output : stack.outputs) {
      if (!output.export_name.empty()) exports.emplace_back(stack.id, output);
    }
    return true;
  });
  WritePage(
      call, "Exports", exports, [](const auto& each) { return each.second.export_name; },
      [&](const auto& each) {
        call.answer.BeginStruct();
        call.answer.StringMember("ExportingStackId", each.first);
        call.answer.StringMember("Name", each.second.export_name);
        call.answer.StringMember("Value", each.second.value);
        call.answer.EndStruct();
      });
}

void ListImports(ServiceCall& call) {
  const std::string_view name = *FindString(call.input, "ExportName");
  std::vector<std::string> importers;
  StoreOf(call).ForEach([&](const Stack& stack) {
    const auto& imports = stack.imports;
    if (!stack.is_deleted() && std::find(imports.begin(), imports.end(), name) != imports.end()) {
      importers.push_back(stack.name);
    }
    return true;
  });
  if (importers.empty()) ThrowNotImported(name);
  WritePage(
      call, "Imports", importers, [](const std::string& stack) { return stack; },
      [&](const std::string& stack) { call.answer.String(stack); });
}

void GetTemplate(ServiceCall& call) {
  std::string body;
  if (const auto set_name = FindString(call.input, "ChangeSetName")) {
    body = FindChangeSet(call).set().input.template_body;
  } else {
    if (!FindString(call.input, "StackName")) ThrowTemplateOfNone();
    body = FindStack(call, MissingForm::kLong).input.template_body;
  }
  call.answer.StringMember("TemplateBody", body);
  WriteTexts("StagesAvailable", {"Original", "Processed"}, &call.answer);
}

template <typename Describe>
deploy::StackResult Described(const deploy::Node& root, Describe describe) {
  try {
    return describe(root);
  } catch (const deploy::TemplateError& error) {
    ThrowTemplate(error.what());
  }
}

// Of one of a stack, a stack set, and a template.
deploy::Node ReadSummarized(ServiceCall& call) {
  const auto is_given = [&](std::string_view member) {
    return FindString(call.input, member) ? 1 : 0;
  };
  if (is_given("StackName") + is_given("StackSetName") + is_given("TemplateBody") +
          is_given("TemplateURL") !=
      1) {
    ThrowSummaryChoice();
  }
  if (const auto set = FindString(call.input, "StackSetName")) ThrowStackSetNotFound(*set);
  if (!FindString(call.input, "StackName")) return ReadRequestTemplate(call);
  return ReadTemplate(FindStack(call, MissingForm::kLong).input.template_body);
}

void GetTemplateSummary(ServiceCall& call) {
  const deploy::Node root = ReadSummarized(call);
  WriteTemplateSummary(Described(root, deploy::DescribeTemplate), /*in_full=*/true, &call.answer);
  if (const deploy::Node* const metadata = root.Find("Metadata")) {
    call.answer.StringMember("Metadata", NodeJson(*metadata));
  }
}

void ValidateTemplate(ServiceCall& call) {
  WriteTemplateSummary(Described(ReadRequestTemplate(call), deploy::CheckTemplate),
                       /*in_full=*/false, &call.answer);
}

constexpr ServiceOperation kOperations[] = {
    {"CancelUpdateStack", CancelUpdateStack},
    {"ContinueUpdateRollback", ContinueUpdateRollback},
    {"CreateChangeSet", CreateChangeSet},
    {"CreateStack", CreateStack},
    {"DeleteChangeSet", DeleteChangeSet},
    {"DeleteStack", DeleteStack},
    {"DescribeChangeSet", DescribeChangeSet},
    {"DescribeStackEvents", DescribeStackEvents},
    {"DescribeStackResource", DescribeStackResource},
    {"DescribeStackResources", DescribeStackResources},
    {"DescribeStacks", DescribeStacks},
    {"ExecuteChangeSet", ExecuteChangeSet},
    {"GetStackPolicy", GetStackPolicy},
    {"GetTemplate", GetTemplate},
    {"GetTemplateSummary", GetTemplateSummary},
    {"ListChangeSets", ListChangeSets},
    {"ListExports", ListExports},
    {"ListImports", ListImports},
    {"ListStackResources", ListStackResources},
    {"ListStacks", ListStacks},
    {"RollbackStack", RollbackStack},
    {"SetStackPolicy", SetStackPolicy},
    {"UpdateStack", UpdateStack},
    {"UpdateTerminationProtection", UpdateTerminationProtection},
    {"ValidateTemplate", ValidateTemplate},
};

}  // namespace

const Service& CloudFormation() {
  static const Service kService = {
      .signing_name = "cloudformation",
      .target_prefix = "",
      .version = "2010-05-15",
      .xml_namespace = "http://cloudformation.amazonaws.com/doc/2010-05-15/",
      .validation_code = "ValidationError",
      .message_key = "message",
      .shapes = CloudFormationShapes(),
      .operations = kOperations,
  };
  return kService;
}

}  // namespace pumice::services
