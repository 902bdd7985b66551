// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "protocol/json.h"
#include "protocol/shapes/shape.h"

namespace pumice {

// Checks a request's body against its operation's shape. Members that the shape does not know are
// ignored; null counts as absent.
//
// Throws ApiError: SerializationException for the first value of a wrong type, otherwise
// ValidationException that names up to ten violated constraints in the shape's order.
void ValidateInput(const Shape& input, const JsonValue& body);

}  // namespace pumice
