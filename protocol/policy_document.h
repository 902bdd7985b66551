// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pumice {

// What a policy is attached to.
enum class PolicyResource : uint8_t { kTable, kStream };

// Checks a resource policy ("IAM JSON policy element reference", IAM User Guide, and
// "Resource-based policy considerations", Developer Guide) and returns it in the form in which the
// service answers it: without white space, members in the order of the reference, lists of one
// element as that element, accounts as their root's ARN. Documents of one form are one policy.
// Throws ApiError (ValidationException).
std::string CanonicalPolicy(std::string_view text, PolicyResource resource);

// A document as GetResourcePolicy answers it: with the Version that one without it has.
std::string PolicyToTell(std::string_view document);

}  // namespace pumice
