// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>

#include "engine/expression/condition.h"
#include "engine/expression/key_condition.h"
#include "protocol/json.h"

namespace pumice {

// Legacy conditions as trees: "Expected", "QueryFilter", "ScanFilter" and "KeyConditions"
// (Developer Guide, legacy parameters). Parameters are null where the request lacks them. Every
// function throws ApiError (ValidationException); what an entry may hold was found good by
// ValidateInput.

// Null where `expected` states no condition.
std::shared_ptr<const ParsedCondition> ParseExpected(const JsonValue* expected,
                                                     const JsonValue* conditional_operator);

// QueryFilter or ScanFilter. Null where `filter` states no condition.
std::shared_ptr<const ParsedCondition> ParseLegacyFilter(const JsonValue* filter,
                                                         const JsonValue* conditional_operator);

std::shared_ptr<const ParsedKeyCondition> ParseKeyConditions(const JsonValue& key_conditions);

}  // namespace pumice
