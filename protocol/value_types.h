// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

#include "protocol/json.h"
#include "protocol/shapes/shape.h"

namespace pumice {

// Whether the types of a request's values are those of its shape: what the service tells before any
// constraint, as SerializationException.

// What Java's names of the service's types begin with.
inline constexpr std::string_view kTypePackage = "com.amazonaws.dynamodb.v20120810.";

bool HasRightType(ShapeKind kind, const JsonValue& value);
// Of a value for which HasRightType is false. Throws ApiError (SerializationException).
[[noreturn]] void ThrowWrongType(const Shape& shape, const JsonValue& value);
// Types within an attribute value. Recurses no deeper than JsonDocument lets JSON nest. Throws as
// ThrowWrongType.
void CheckAttributeValue(const JsonValue& value);

}  // namespace pumice
