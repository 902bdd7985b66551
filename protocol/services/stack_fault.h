// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

// Errors of CloudFormation's operations, beside those of service_fault.h: each sentence stands
// once.
namespace pumice::services {

// Parameters with UsePreviousValue: there is none; a value is given besides.
[[noreturn]] void ThrowNoPreviousValue(std::string_view key);
[[noreturn]] void ThrowPreviousAndValue(std::string_view key);
// A resource whose type ResourceTypes does not list.
[[noreturn]] void ThrowResourceType(std::string_view type, std::string_view allowed);
// A ClientRequestToken that another operation of the stack was called with.
[[noreturn]] void ThrowTokenExists(std::string_view token);

// Members that exclude each other, or of which one is needed.
[[noreturn]] void ThrowFailureChoice();
[[noreturn]] void ThrowResourcesChoice();
[[noreturn]] void ThrowSummaryChoice();
[[noreturn]] void ThrowTemplateOfNone();
[[noreturn]] void ThrowStackSetNotFound(std::string_view name);

// DeleteStack's RetainResources and DeletionMode.
[[noreturn]] void ThrowRetainState(std::string_view id);
[[noreturn]] void ThrowRetainDeleted();
[[noreturn]] void ThrowForceState(std::string_view id);

// Change sets.
[[noreturn]] void ThrowChangeSetStack();
[[noreturn]] void ThrowNoImport(std::string_view member);
[[noreturn]] void ThrowDeleteOnUpdate();
[[noreturn]] void ThrowFailureStatedTwice();

// Stack policies.
[[noreturn]] void ThrowInvalidPolicy();
[[noreturn]] void ThrowPolicyChoice();
[[noreturn]] void ThrowPolicyUrl();

// Exports.
[[noreturn]] void ThrowNotImported(std::string_view name);
[[noreturn]] void ThrowExportUpdated(std::string_view name, std::string_view importer);

// Rollbacks.
[[noreturn]] void ThrowCancelState();
[[noreturn]] void ThrowContinueState(std::string_view id, std::string_view state);
[[noreturn]] void ThrowSkipState(std::string_view logical_ids);

}  // namespace pumice::services
