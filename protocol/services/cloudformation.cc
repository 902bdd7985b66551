// SPDX-License-Identifier: Apache-2.0

// AWS CloudFormation: stacks whose tables, scaling and alarms are made; other resources are
// recorded as complete without being made. Change sets are in change_sets.cc.

#include <algorithm>
#include <string>
#include <utility>

#include "engine/database.h"
#include "protocol/deploy/template_error.h"
#include "protocol/services/change_sets.h"
#include "protocol/services/service.h"
#include "protocol/services/service_fault.h"
#include "protocol/services/stack_answers.h"
#include "protocol/services/stack_request.h"
#include "protocol/services/stack_runner.h"

namespace pumice::services {
namespace {

constexpr size_t kPage = 100;

StackStore StoreOf(const ServiceCall& call) { return StackStore(&call.caller.database.records()); }

std::string OnFailure(const JsonValue& input) {
  const auto stated = FindString(input, "OnFailure");
  if (stated) return std::string(*stated);
  return FindBool(input, "DisableRollback").value_or(false) ? "DO_NOTHING" : "ROLLBACK";
}

void CreateStack(ServiceCall& call) {
  const std::string_view name = *FindString(call.input, "StackName");
  if (StoreOf(call).Find(name)) ThrowStackExists(name);
  Stack stack = NewStack(call, name);
  stack.input = ReadStackInput(call, stack);
  stack.on_failure = OnFailure(call.input);
  stack.protected_from_end = FindBool(call.input, "EnableTerminationProtection").value_or(false);
  CheckStackInput(EvaluateTemplate(stack, stack.input, call.caller), stack.input,
                  /*expands=*/true);
  StackRunner(call.caller).Create(&stack);
  call.answer.StringMember("StackId", stack.id);
  SaveStack(call, std::move(stack));
}

void UpdateStack(ServiceCall& call) {
  Stack stack = FindStack(call);
  CheckUpdatable(stack);
  StackInput input = ReadStackInput(call, stack);
  const EvaluatedTemplate evaluated = EvaluateTemplate(stack, input, call.caller);
  CheckStackInput(evaluated, input, /*expands=*/true);
  if (IsSameInput(stack, evaluated, input)) ThrowNoUpdates();
  StackRunner(call.caller)
      .Update(&stack, std::move(input), FindBool(call.input, "DisableRollback").value_or(false));
  call.answer.StringMember("StackId", stack.id);
  SaveStack(call, std::move(stack));
}

// Succeeds where there is no such stack (DeleteStack, API reference).
void DeleteStack(ServiceCall& call) {
  StackStore store = StoreOf(call);
  std::optional<Stack> stack = store.Find(*FindString(call.input, "StackName"));
  if (!stack || stack->is_deleted()) return;
  Advance(call, &*stack);
  if (stack->in_review()) return store.Remove(*stack);
  if (stack->protected_from_end) ThrowTerminationProtected(stack->name);
  if (stack->in_progress()) {
    // A deletion goes on; whatever else is in progress makes way for it.
    if (stack->status == "DELETE_IN_PROGRESS") return;
    stack->plan.clear();
  }
  StackRunner(call.caller).Delete(&*stack, ReadTexts(call.input, "RetainResources"));
  SaveStack(call, std::move(*stack));
}

// All stacks behind the page's token that `is_wanted`; `write` writes one.
template <typename IsWanted, typename Write>
void WriteStacks(ServiceCall& call, std::string_view member, IsWanted is_wanted, Write write) {
  const std::string after(FindString(call.input, "NextToken").value_or(""));
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
    more = found == kPage;
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

// The newest first. The token of a page is the event that it ended with.
void DescribeStackEvents(ServiceCall& call) {
  const Stack stack = FindStack(call);
  const std::string_view after = FindString(call.input, "NextToken").value_or("");
  bool passed = after.empty();
  size_t written = 0;
  std::string next;
  call.answer.Key("StackEvents");
  call.answer.BeginList();
  for (auto event = stack.events.rbegin(); event != stack.events.rend(); ++event) {
    if (!passed) {
      passed = event->id == after;
      continue;
    }
    call.answer.BeginStruct();
    WriteEvent(stack, *event, &call.answer);
    call.answer.EndStruct();
    if (++written == kPage && event + 1 != stack.events.rend()) {
      next = event->id;
      break;
    }
  }
  call.answer.EndList();
  if (!next.empty()) call.answer.StringMember("NextToken", next);
}

void DescribeStackResource(ServiceCall& call) {
  const Stack stack = FindStack(call);
  const std::string_view wanted = *FindString(call.input, "LogicalResourceId");
  const KeptResource* const resource = stack.FindResource(wanted);
  if (resource == nullptr) ThrowStackResourceNotFound(wanted, stack.name);
  call.answer.Key("StackResourceDetail");
  call.answer.BeginStruct();
  WriteResource(stack, *resource, ResourceForm::kDetail, &call.answer);
  call.answer.EndStruct();
}

void WriteResources(ServiceCall& call, const Stack& stack, std::string_view member,
                    ResourceForm form, std::string_view only) {
  call.answer.Key(member);
  call.answer.BeginList();
  for (const KeptResource& resource : stack.resources) {
    if (!only.empty() && resource.logical_id != only) continue;
    call.answer.BeginStruct();
    WriteResource(stack, resource, form, &call.answer);
    call.answer.EndStruct();
  }
  call.answer.EndList();
}

// By StackName, or by PhysicalResourceId, which tells the stack.
void DescribeStackResources(ServiceCall& call) {
  const std::string_view only = FindString(call.input, "LogicalResourceId").value_or("");
  if (FindString(call.input, "StackName")) {
    const Stack stack = FindStack(call, MissingForm::kLong);
    return WriteResources(call, stack, "StackResources", ResourceForm::kResource, only);
  }
  const std::string_view physical = FindString(call.input, "PhysicalResourceId").value_or("");
  std::optional<Stack> found;
  StoreOf(call).ForEach([&](Stack& stack) {
    if (stack.is_deleted()) return true;
    for (const KeptResource& resource : stack.resources) {
      if (resource.physical_id != physical) continue;
      found = std::move(stack);
      return false;
    }
    return true;
  });
  if (!found) ThrowStackNotFoundFor(physical);
  WriteResources(call, *found, "StackResources", ResourceForm::kResource, only);
}

void ListStackResources(ServiceCall& call) {
  const Stack stack = FindStack(call, MissingForm::kLong);
  WriteResources(call, stack, "StackResourceSummaries", ResourceForm::kSummary, "");
}

void ListExports(ServiceCall& call) {
  call.answer.Key("Exports");
  call.answer.BeginList();
  StoreOf(call).ForEach([&](const Stack& stack) {
    if (stack.is_deleted()) return true;
    for (const KeptOutput& output : stack.outputs) {
      if (output.export_name.empty()) continue;
      call.answer.BeginStruct();
      call.answer.StringMember("ExportingStackId", stack.id);
      call.answer.StringMember("Name", output.export_name);
      call.answer.StringMember("Value", output.value);
      call.answer.EndStruct();
    }
    return true;
  });
  call.answer.EndList();
}

void GetTemplate(ServiceCall& call) {
  std::string body;
  if (const auto set_name = FindString(call.input, "ChangeSetName")) {
    body = FindChangeSet(call).set().input.template_body;
  } else {
    body = FindStack(call, MissingForm::kLong).input.template_body;
  }
  call.answer.StringMember("TemplateBody", body);
  WriteTexts("StagesAvailable", {"Original", "Processed"}, &call.answer);
}

deploy::StackResult Described(const deploy::Node& root) {
  try {
    return deploy::DescribeTemplate(root);
  } catch (const deploy::TemplateError& error) {
    ThrowTemplate(error.what());
  }
}

void GetTemplateSummary(ServiceCall& call) {
  const deploy::Node root =
      FindString(call.input, "StackName")
          ? ReadTemplate(FindStack(call, MissingForm::kLong).input.template_body)
          : ReadRequestTemplate(call);
  WriteTemplateSummary(Described(root), /*in_full=*/true, &call.answer);
}

void ValidateTemplate(ServiceCall& call) {
  WriteTemplateSummary(Described(ReadRequestTemplate(call)), /*in_full=*/false, &call.answer);
}

constexpr ServiceOperation kOperations[] = {
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
    {"GetTemplate", GetTemplate},
    {"GetTemplateSummary", GetTemplateSummary},
    {"ListChangeSets", ListChangeSets},
    {"ListExports", ListExports},
    {"ListStackResources", ListStackResources},
    {"ListStacks", ListStacks},
    {"UpdateStack", UpdateStack},
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
