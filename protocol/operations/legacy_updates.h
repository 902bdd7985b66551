// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>

#include "engine/expression/update.h"
#include "protocol/json.h"

namespace pumice {

// AttributeUpdates as a tree ("AttributeUpdates", Developer Guide, legacy parameters). Null where
// it names no attribute. Throws ApiError (ValidationException).
std::shared_ptr<const ParsedUpdate> ParseAttributeUpdates(const JsonValue& attribute_updates);

}  // namespace pumice
