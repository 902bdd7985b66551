// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/stack_controls.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/services/service_fault.h"
#include "protocol/services/stack_fault.h"
#include "protocol/services/stack_request.h"
#include "protocol/services/stack_runner.h"

namespace pumice::services {
namespace {

constexpr std::string_view kUserInitiated = "User Initiated";

// Only resources that a rollback failed on can be skipped (ContinueUpdateRollback, API reference).
std::vector<std::string> ReadSkipped(const JsonValue& input, const Stack& stack) {
  std::vector<std::string> skipped = ReadTexts(input, "ResourcesToSkip");
  std::string others;
  for (const std::string& logical_id : skipped) {
    const KeptResource* const resource = stack.FindResource(logical_id);
    if (resource != nullptr && resource->status == "UPDATE_FAILED") continue;
    others.append(others.empty() ? "" : ", ").append(logical_id);
  }
  if (!others.empty()) ThrowSkipState(others);
  return skipped;
}

void RollBack(ServiceCall& call, Stack stack, const std::vector<std::string>& skipped) {
  StackRunner(call.caller).RollBackUpdate(&stack, kUserInitiated, skipped);
  Carry(call, std::move(stack));
}

}  // namespace

void UpdateTerminationProtection(ServiceCall& call) {
  Stack stack = FindLiveStack(call);
  stack.protected_from_end = *FindBool(call.input, "EnableTerminationProtection");
  call.answer.StringMember("StackId", stack.id);
  SaveStack(call, std::move(stack));
}

void GetStackPolicy(ServiceCall& call) {
  const Stack stack = FindStack(call);
  if (!stack.policy.empty()) call.answer.StringMember("StackPolicyBody", stack.policy);
}

void SetStackPolicy(ServiceCall& call) {
  Stack stack = FindLiveStack(call);
  stack.policy = ReadPolicy(call.input, "StackPolicyBody", "StackPolicyURL");
  if (stack.policy.empty()) ThrowPolicyChoice();
  SaveStack(call, std::move(stack));
}

void CancelUpdateStack(ServiceCall& call) {
  Stack stack = FindStack(call);
  if (IsRepeated(call, "CancelUpdateStack", &stack)) return;
  if (stack.status != "UPDATE_IN_PROGRESS") ThrowCancelState();
  RollBack(call, std::move(stack), {});
}

void ContinueUpdateRollback(ServiceCall& call) {
  Stack stack = FindStack(call);
  if (IsRepeated(call, "ContinueUpdateRollback", &stack)) return;
  if (stack.status != "UPDATE_ROLLBACK_FAILED") ThrowContinueState(stack.id, stack.status);
  const std::vector<std::string> skipped = ReadSkipped(call.input, stack);
  TakeSettings(call, &stack);
  RollBack(call, std::move(stack), skipped);
}

// A stack that was never complete is deleted (RollbackStack, API reference).
void RollbackStack(ServiceCall& call) {
  Stack stack = FindStack(call);
  call.answer.StringMember("StackId", stack.id);
  if (IsRepeated(call, "RollbackStack", &stack)) return;
  if (stack.status != "CREATE_FAILED" && stack.status != "UPDATE_FAILED") {
    ThrowStackState(stack.id, stack.status, "rolled back");
  }
  TakeSettings(call, &stack);
  if (stack.status == "UPDATE_FAILED") return RollBack(call, std::move(stack), {});
  StackRunner(call.caller).Delete(&stack, {});
  Carry(call, std::move(stack));
}

}  // namespace pumice::services
