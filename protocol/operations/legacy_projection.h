// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>

#include "engine/expression/projection.h"
#include "protocol/json.h"

namespace pumice {

// AttributesToGet as a projection ("AttributesToGet", Developer Guide, legacy parameters). Throws
// ApiError (ValidationException).
std::shared_ptr<const ParsedProjection> ParseAttributesToGet(const JsonValue& attributes_to_get);

}  // namespace pumice
