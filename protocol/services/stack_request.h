// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocol/services/service.h"
#include "protocol/services/stack.h"
#include "protocol/services/stack_store.h"
#include "protocol/services/stack_template.h"

// What CloudFormation's requests have in common.
namespace pumice::services {

// What CreateStack, UpdateStack and CreateChangeSet give: with what the stack has already where
// they say so (UsePreviousTemplate, UsePreviousValue). Throws ServiceFault.
StackInput ReadStackInput(const ServiceCall& call, const Stack& stack);
// The template of a request that only looks at one. Throws ServiceFault.
deploy::Node ReadRequestTemplate(const ServiceCall& call);

// Throws ServiceFault: parameters that the template does not declare; capabilities that it needs
// and was not given. `expands`: CAPABILITY_AUTO_EXPAND is needed for macros.
void CheckStackInput(const EvaluatedTemplate& evaluated, const StackInput& input, bool expands);
// Whether an update would change nothing at all.
bool IsSameInput(const Stack& stack, const EvaluatedTemplate& wanted, const StackInput& input);

// A new stack of that name, which is not stored yet. Throws ServiceFault for what is no name, and
// where there are too many.
Stack NewStack(const ServiceCall& call, std::string_view name);
// The stack that a request names by StackName, after what it has in progress went on. Throws
// ServiceFault.
enum class MissingForm { kLong, kShort };  // how the lack of a stack is worded
Stack FindStack(const ServiceCall& call, MissingForm form = MissingForm::kShort);
// Carries on with what a stack has in progress, and saves it.
void Advance(const ServiceCall& call, Stack* stack);
void SaveStack(const ServiceCall& call, Stack stack);

std::vector<std::string> ReadTexts(const JsonValue& input, std::string_view member);

}  // namespace pumice::services
