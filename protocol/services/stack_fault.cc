// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/stack_fault.h"

#include <string>

#include "engine/error/validation.h"
#include "protocol/services/service_fault.h"

namespace pumice::services {
namespace {

[[noreturn]] void Refuse(std::string message) {
  throw ServiceFault("ValidationError", std::move(message));
}

[[noreturn]] void RefuseUnlessFailed(std::string_view id, std::string_view advice) {
  Refuse(Text("Invalid operation on stack [", id, "]. ", advice,
              " only when the stack is in the DELETE_FAILED state."));
}

std::string OfKey(std::string_view key) {
  return Text("Invalid input for parameter key ", key,
              ". Cannot specify usePreviousValue as true ");
}

}  // namespace

void ThrowNoPreviousValue(std::string_view key) {
  Refuse(Text(OfKey(key), "for a parameter key not in the previous template"));
}

void ThrowPreviousAndValue(std::string_view key) {
  Refuse(Text(OfKey(key), "and non empty value for a parameter"));
}

void ThrowResourceType(std::string_view type, std::string_view allowed) {
  Refuse(
      Text("Resource type ", type, " is not allowed by parameter ResourceTypes [", allowed, "]"));
}

void ThrowTokenExists(std::string_view token) {
  throw ServiceFault("TokenAlreadyExistsException",
                     Text("Client request token [", token, "] already exists"));
}

void ThrowFailureChoice() {
  Refuse("Either DisableRollback or OnFailure can be specified, not both.");
}

// API reference of DescribeStackResources: "either ... but not both".
void ThrowResourcesChoice() {
  Refuse("Either StackName or PhysicalResourceId must be specified, but not both");
}

// API reference of GetTemplateSummary: one of the four.
void ThrowSummaryChoice() {
  Refuse("Exactly one of StackName, StackSetName, TemplateBody and TemplateURL must be specified");
}

void ThrowTemplateOfNone() { Refuse("Either StackName or ChangeSetName must be specified"); }

void ThrowStackSetNotFound(std::string_view name) {
  throw ServiceFault("StackSetNotFoundException", Text("StackSet ", name, " not found"), 404);
}

void ThrowRetainState(std::string_view id) {
  RefuseUnlessFailed(id, "When you delete a stack, specify which resources to retain");
}

void ThrowRetainDeleted() {
  Refuse(
      "The specified resources to retain must be in a valid state. Do not specify resources that "
      "are in the DELETE_COMPLETE state.");
}

void ThrowForceState(std::string_view id) {
  RefuseUnlessFailed(id, "Specify the deletion mode FORCE_DELETE_STACK");
}

void ThrowChangeSetStack() {
  Refuse("StackName must be specified if ChangeSetName is not specified as an ARN.");
}

// pumice's own: what asks for it would find that nothing was imported.
void ThrowNoImport(std::string_view member) {
  Refuse(Text(member, " is not supported: pumice imports no resources into stacks"));
}

void ThrowDeleteOnUpdate() {
  Refuse("OnStackFailure DELETE can only be specified when ChangeSetType is CREATE");
}

void ThrowFailureStatedTwice() {
  Refuse("DisableRollback cannot be specified when OnStackFailure was specified in the change set");
}

void ThrowInvalidPolicy() { Refuse("Error validating stack policy: Invalid stack policy"); }

void ThrowPolicyChoice() {
  Refuse("Either StackPolicyBody or StackPolicyURL must be specified, but not both");
}

// pumice's own, as of templates.
void ThrowPolicyUrl() {
  Refuse("A stack policy's URL is not supported: pumice reads no S3. Send the body");
}

void ThrowNotImported(std::string_view name) {
  Refuse(Text("Export '", name, "' is not imported by any stack."));
}

void ThrowExportUpdated(std::string_view name, std::string_view importer) {
  Refuse(Text("Export ", name, " cannot be updated as it is in use by ", importer));
}

void ThrowCancelState() { Refuse("CancelUpdateStack cannot be called from current stack status"); }

void ThrowContinueState(std::string_view id, std::string_view state) {
  Refuse(Text("Stack:", id, " is in ", state, " state and can not continue update rollback."));
}

// API reference of ContinueUpdateRollback, ResourcesToSkip.
void ThrowSkipState(std::string_view logical_ids) {
  Refuse(Text("The resources to skip must be in the UPDATE_FAILED state: [", logical_ids, "]"));
}

}  // namespace pumice::services
