// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/stack_request.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/database.h"
#include "protocol/services/identifiers.h"
#include "protocol/services/service_fault.h"
#include "protocol/services/stack_runner.h"

namespace pumice::services {
namespace {

constexpr size_t kMaxName = 128;
constexpr std::string_view kExpand = "CAPABILITY_AUTO_EXPAND";
constexpr std::string_view kIam = "CAPABILITY_IAM";
constexpr std::string_view kNamedIam = "CAPABILITY_NAMED_IAM";

// "[a-zA-Z][-a-zA-Z0-9]*", up to 128 characters (CreateStack, API reference).
bool IsStackName(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto is_allowed = [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-';
  };
  return !name.empty() && name.size() <= kMaxName && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(), is_allowed);
}

std::map<std::string, std::string> ReadParameters(const JsonValue& input, const Stack& stack) {
  std::map<std::string, std::string> parameters;
  const JsonValue* const given = FindMember(input, "Parameters");
  if (given == nullptr) return parameters;
  for (const JsonValue& parameter : given->GetArray()) {
    const std::string key(FindString(parameter, "ParameterKey").value_or(""));
    if (!FindBool(parameter, "UsePreviousValue").value_or(false)) {
      parameters[key] = FindString(parameter, "ParameterValue").value_or("");
      continue;
    }
    // Where none was given the default counts, as it did before.
    const auto before = stack.input.parameters.find(key);
    if (before != stack.input.parameters.end()) parameters[key] = before->second;
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

StackInput ReadStackInput(const ServiceCall& call, const Stack& stack) {
  StackInput input;
  input.template_body = ReadBody(call.input, &stack);
  input.parameters = ReadParameters(call.input, stack);
  input.capabilities = ReadTexts(call.input, "Capabilities");
  const JsonValue* const tags = FindMember(call.input, "Tags");
  AddTags(tags, TagForm::kList, &input.tags);
  if (tags == nullptr) input.tags = stack.input.tags;
  return input;
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
  if (stack.input.tags != input.tags) return false;
  const std::vector<KeptParameter> parameters = KeptParameters(wanted.result);
  const bool same_parameters =
      std::equal(parameters.begin(), parameters.end(), stack.parameters.begin(),
                 stack.parameters.end(), [](const KeptParameter& a, const KeptParameter& b) {
                   return a.name == b.name && a.value == b.value;
                 });
  return same_parameters && ReadTemplate(stack.input.template_body) == wanted.root;
}

Stack NewStack(const ServiceCall& call, std::string_view name) {
  if (!IsStackName(name)) ThrowInvalidStackName(name);
  const StackStore store(&call.caller.database.records());
  if (store.Count() >= kMaxStacks) ThrowTooMany("stacks", kMaxStacks);
  Stack stack;
  stack.name = name;
  stack.id = "arn:aws:cloudformation:" + std::string(call.caller.region) + ':' +
             std::string(call.caller.account) + ":stack/" + stack.name + '/' + NewUuid();
  stack.created = call.caller.database.clock().NowMillis();
  stack.role_arn = FindString(call.input, "RoleARN").value_or("");
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

}  // namespace pumice::services
