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

// The stack of a request that changes it. Throws as FindStack does, also for a deleted one.
Stack FindLiveStack(const ServiceCall& call);

// What an operation on a stack was given besides, where it was given: RoleARN, StackPolicyBody,
// RetainExceptOnCreate, TimeoutInMinutes. Throws ServiceFault for what is no stack policy.
void TakeSettings(const ServiceCall& call, Stack* stack);
// A stack policy of a request, by its members' names; empty: none is given. Throws ServiceFault.
std::string ReadPolicy(const JsonValue& input, std::string_view body, std::string_view url);

// Whether a request repeats the stack's last operation: the same ClientRequestToken. Else the token
// becomes that of `operation`, which the request begins. Throws ServiceFault
// (TokenAlreadyExistsException) where another operation had it.
bool IsRepeated(const ServiceCall& call, std::string_view operation, Stack* stack);

// Throws ServiceFault if ResourceTypes is given and does not list one of `types`.
void CheckResourceTypes(const JsonValue& input, const std::vector<std::string>& types);
std::vector<std::string> TypesOf(const std::vector<deploy::StackResource>& resources);
std::vector<std::string> TypesOf(const std::vector<KeptChange>& changes);

// Throws ServiceFault: parameters that the template does not declare; capabilities that it needs
// and was not given. `expands`: CAPABILITY_AUTO_EXPAND is needed for macros.
void CheckStackInput(const EvaluatedTemplate& evaluated, const StackInput& input, bool expands);
// Whether an update would change nothing at all. Descriptions, and defaults of parameters whose
// values stay, are no changes.
bool IsSameInput(const Stack& stack, const EvaluatedTemplate& wanted, const StackInput& input);

// "[a-zA-Z][-a-zA-Z0-9]*", up to 128 characters: what stacks and change sets may be named
// (CreateStack and CreateChangeSet, API reference).
bool IsStackName(std::string_view name);

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
// Saves a stack whose operation was begun, and carries on with it as far as that goes now: what is
// made is recorded before, so that it has an owner whatever happens.
void Carry(const ServiceCall& call, Stack stack);

std::vector<std::string> ReadTexts(const JsonValue& input, std::string_view member);

}  // namespace pumice::services
