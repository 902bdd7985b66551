// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>
#include <vector>

#include "protocol/json.h"

// What the legacy parameters have in common ("Legacy DynamoDB conditional parameters", Developer
// Guide): Expected, ConditionalOperator, AttributeUpdates, KeyConditions, QueryFilter, ScanFilter
// and AttributesToGet. Each becomes the tree that its expression would be parsed to.
namespace pumice {

// The entries of a map of attributes, in the order of the text; of a name given twice the last.
std::vector<const JsonValue::Member*> AttributeEntries(const JsonValue& map);

// The legacy parameters say only at top level what they are about. Throws ApiError
// (ValidationException) for a name that no attribute can have.
void CheckLegacyAttributeName(std::string_view name);

}  // namespace pumice
