// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "protocol/json.h"
#include "protocol/shapes/shape.h"

namespace pumice {

// Names the constraints that a request violates, up to ten of them in the order of its shape. Runs
// only for requests that violate some, and whose types are right. Throws ApiError
// (ValidationException).
void ThrowViolations(const Shape& input, const JsonValue& body);

}  // namespace pumice
