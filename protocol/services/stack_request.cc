// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/stack_request.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/database.h"
#include "protocol/services/identifiers.h"
#include "protocol/services/service_fault.h"
#include "protocol/services/stack_fault.h"
#include "protocol/services/stack_runner.h"

namespace pumice::services {
namespace {

constexpr size_t kMaxName = 128;
constexpr std::string_view kExpand = "CAPABILITY_AUTO_EXPAND";
constexpr std::string_view kIam = "CAPABILITY_IAM";
constexpr std::string_view kNamedIam = "CAPABILITY_NAMED_IAM";

std::map<std::string, std::string> ReadParameters(const JsonValue& input, const Stack& stack) {
  std::map<std::string, std::string> parameters;
  const JsonValue* const given = FindMember(input, "Parameters");
  if (given == nullptr) return parameters;
  for (const JsonValue& parameter : given->GetArray()) {
    const std::string key(FindString(parameter, "ParameterKey").value_or(""));
    const std::string_view value = FindString(parameter, "ParameterValue").value_or("");
    if (!FindBool(parameter, "UsePreviousValue").value_or(false)) {
      parameters[key] = value;
      continue;
    }
    if (!value.empty()) ThrowPreviousAndValue(key);
    const auto before = std::find_if(stack.parameters.begin(), stack.parameters.end(),
                                     [&](const KeptParameter& kept) { return kept.name == key; });
    if (before == stack.parameters.end()) ThrowNoPreviousValue(key);
    parameters[key] = before->value;
  }
  return parameters;
}

std::string ReadBody(const JsonValue& input, const Stack* stack) {
  if (FindString(input, "TemplateURL")) ThrowTemplateUrl();
  const auto body = FindString(input, "TemplateBody");
  if (stack != nullptr && FindBool(input, "UsePreviousTemplate").value_or(false)) {
    return stack->input.template_body;
  }
  if (!body) ThrowTemplateChoice();
  return std::string(*body);
}

// What is not given stays as it was (UpdateStack, API reference).
void ReadNotifications(const JsonValue& input, const StackInput& before, StackInput* wanted) {
  wanted->notification_arns = FindMember(input, "NotificationARNs") == nullptr
                                  ? before.notification_arns
                                  : ReadTexts(input, "NotificationARNs");
  const JsonValue* const rollback = FindMember(input, "RollbackConfiguration");
  if (rollback == nullptr) {
    wanted->rollback_triggers = before.rollback_triggers;
    wanted->monitoring_minutes = before.monitoring_minutes;
    return;
  }
  wanted->monitoring_minutes = FindInteger(*rollback, "MonitoringTimeInMinutes").value_or(-1);
  const JsonValue* const triggers = FindMember(*rollback, "RollbackTriggers");
  if (triggers == nullptr) return;
  for (const JsonValue& trigger : triggers->GetArray()) {
    wanted->rollback_triggers.push_back(
        {std::string(*FindString(trigger, "Arn")), std::string(*FindString(trigger, "Type"))});
  }
}

bool IsSameConfiguration(const StackInput& a, const StackInput& b) {
  const auto is_same = [](const KeptTrigger& one, const KeptTrigger& other) {
    return one.arn == other.arn && one.type == other.type;
  };
  return a.tags == b.tags && a.notification_arns == b.notification_arns &&
         a.monitoring_minutes == b.monitoring_minutes &&
         std::equal(a.rollback_triggers.begin(), a.rollback_triggers.end(),
                    b.rollback_triggers.begin(), b.rollback_triggers.end(), is_same);
}

// What a template makes: without the sections that change nothing by themselves. The values of
// parameters are compared besides.
deploy::Node Making(deploy::Node root) {
  for (const std::string_view section :
       {"AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Rules"}) {
    root.Remove(section);
  }
  return root;
}

// "AWS::DynamoDB::*" lists all of that service's, "AWS::*" and "Custom::*" all of theirs
// (CreateStack, API reference, "ResourceTypes").
bool IsListed(std::string_view type, const std::vector<std::string>& listed) {
  return std::any_of(listed.begin(), listed.end(), [&](std::string_view pattern) {
    if (!pattern.ends_with('*')) return pattern == type;
    pattern.remove_suffix(1);
    return type.starts_with(pattern);
  });
}

bool IsGiven(const std::vector<std::string>& given, std::string_view wanted) {
  const auto has = [&](std::string_view text) {
    return std::find(given.begin(), given.end(), text) != given.end();
  };
  return has(wanted) || (wanted == kIam && has(kNamedIam));
}

}  // namespace

std::vector<std::string> ReadTexts(const JsonValue& input, std::string_view member) {
  std::vector<std::string> texts;
  const JsonValue* const given = FindMember(input, member);
  if (given == nullptr) return texts;
  for (const JsonValue& text : given->GetArray()) texts.emplace_back(JsonText(text));
  return texts;
}

// "[a-zA-Z][-a-zA-Z0-9]*", up to 128 characters (CreateStack, API reference).
bool IsStackName(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto is_allowed = [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-';
  };
  return !name.empty() && name.size() <= kMaxName && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(), is_allowed);
}

StackInput ReadStackInput(const ServiceCall& call, const Stack& stack) {
  StackInput input;
  input.template_body = ReadBody(call.input, &stack);
  input.parameters = ReadParameters(call.input, stack);
  input.capabilities = ReadTexts(call.input, "Capabilities");
  const JsonValue* const tags = FindMember(call.input, "Tags");
  AddTags(tags, TagForm::kList, &input.tags);
  if (tags == nullptr) input.tags = stack.input.tags;
  ReadNotifications(call.input, stack.input, &input);
  return input;
}

std::string ReadPolicy(const JsonValue& input, std::string_view body, std::string_view url) {
  if (FindString(input, url)) ThrowPolicyUrl();
  const auto given = FindString(input, body);
  if (!given) return "";
  JsonDocument policy;
  if (!policy.Parse(*given) || !policy.root().IsObject() ||
      FindMember(policy.root(), "Statement") == nullptr) {
    ThrowInvalidPolicy();
  }
  return std::string(*given);
}

void TakeSettings(const ServiceCall& call, Stack* stack) {
  std::string policy = ReadPolicy(call.input, "StackPolicyBody", "StackPolicyURL");
  // Of one update only, which no policy hinders: it is looked at, and not kept.
  ReadPolicy(call.input, "StackPolicyDuringUpdateBody", "StackPolicyDuringUpdateURL");
  if (!policy.empty()) stack->policy = std::move(policy);
  if (const auto role = FindString(call.input, "RoleARN")) stack->role_arn = *role;
  if (const auto minutes = FindInteger(call.input, "TimeoutInMinutes")) {
    stack->timeout_minutes = *minutes;
  }
  stack->retain_except_on_create = FindBool(call.input, "RetainExceptOnCreate").value_or(false);
}

bool IsRepeated(const ServiceCall& call, std::string_view operation, Stack* stack) {
  const std::string_view token = FindString(call.input, "ClientRequestToken").value_or("");
  if (!token.empty() && token == stack->token) {
    if (stack->token_operation == operation) return true;
    ThrowTokenExists(token);
  }
  stack->token = token;
  stack->token_operation = operation;
  return false;
}

std::vector<std::string> TypesOf(const std::vector<deploy::StackResource>& resources) {
  std::vector<std::string> types;
  for (const deploy::StackResource& resource : resources) types.push_back(resource.type);
  return types;
}

std::vector<std::string> TypesOf(const std::vector<KeptChange>& changes) {
  std::vector<std::string> types;
  for (const KeptChange& change : changes) types.push_back(change.type);
  return types;
}

void CheckResourceTypes(const JsonValue& input, const std::vector<std::string>& types) {
  const std::vector<std::string> listed = ReadTexts(input, "ResourceTypes");
  if (listed.empty()) return;
  for (const std::string& type : types) {
    if (IsListed(type, listed)) continue;
    std::string all;
    for (const std::string& each : listed) all.append(all.empty() ? "" : ", ").append(each);
    ThrowResourceType(type, all);
  }
}

deploy::Node ReadRequestTemplate(const ServiceCall& call) {
  return ReadTemplate(ReadBody(call.input, nullptr));
}

void CheckStackInput(const EvaluatedTemplate& evaluated, const StackInput& input, bool expands) {
  const auto& declared = evaluated.result.parameters;
  std::string unknown;
  for (const auto& [key, value] : input.parameters) {
    const bool is_declared =
        std::any_of(declared.begin(), declared.end(),
                    [&name = key](const deploy::StackParameter& p) { return p.name == name; });
    if (is_declared) continue;
    if (!unknown.empty()) unknown += ", ";
    unknown += key;
  }
  if (!unknown.empty()) ThrowUndeclaredParameters(unknown);
  for (const std::string& capability : evaluated.result.capabilities) {
    if (capability == kExpand && !expands) continue;
    if (!IsGiven(input.capabilities, capability)) ThrowCapabilities(capability);
  }
}

bool IsSameInput(const Stack& stack, const EvaluatedTemplate& wanted, const StackInput& input) {
  // What failed and was left so may be tried again ("Stack failure options", User Guide).
  if (stack.status.ends_with("_FAILED")) return false;
  if (!IsSameConfiguration(stack.input, input)) return false;
  const std::vector<KeptParameter> parameters = KeptParameters(wanted.result);
  const bool same_parameters =
      std::equal(parameters.begin(), parameters.end(), stack.parameters.begin(),
                 stack.parameters.end(), [](const KeptParameter& a, const KeptParameter& b) {
                   return a.name == b.name && a.value == b.value;
                 });
  return same_parameters && Making(ReadTemplate(stack.input.template_body)) == Making(wanted.root);
}

Stack NewStack(const ServiceCall& call, std::string_view name) {
  if (!IsStackName(name)) ThrowInvalidStackName("stackName", name);
  const StackStore store(&call.caller.database.records());
  if (store.Count() >= kMaxStacks) ThrowTooMany("stacks", kMaxStacks);
  Stack stack;
  stack.name = name;
  stack.id = "arn:aws:cloudformation:" + std::string(call.caller.region) + ':' +
             std::string(call.caller.account) + ":stack/" + stack.name + '/' + NewUuid();
  stack.created = call.caller.database.clock().NowMillis();
  stack.on_failure = "ROLLBACK";
  return stack;
}

void SaveStack(const ServiceCall& call, Stack stack) {
  StackStore store(&call.caller.database.records());
  if (stack.is_deleted()) {
    store.SaveDeleted(std::move(stack));
  } else {
    store.Save(stack);
  }
}

void Carry(const ServiceCall& call, Stack stack) {
  SaveStack(call, stack);
  Advance(call, &stack);
}

void Advance(const ServiceCall& call, Stack* stack) {
  if (!stack->in_progress()) return;
  StackRunner(call.caller).Step(stack);
  SaveStack(call, *stack);
}

Stack FindStack(const ServiceCall& call, MissingForm form) {
  const std::string_view name = FindString(call.input, "StackName").value_or("");
  std::optional<Stack> stack = StackStore(&call.caller.database.records()).Find(name);
  const bool by_name = !name.starts_with("arn:");
  if (stack) Advance(call, &*stack);
  if (!stack || (by_name && stack->is_deleted())) {
    if (form == MissingForm::kLong) ThrowStackNotFound(name);
    ThrowStackNotFoundShort(name);
  }
  return std::move(*stack);
}

Stack FindLiveStack(const ServiceCall& call) {
  Stack stack = FindStack(call);
  if (stack.is_deleted()) {
    ThrowStackNotFoundShort(FindString(call.input, "StackName").value_or(""));
  }
  return stack;
}

}  // namespace pumice::services
