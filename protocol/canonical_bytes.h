// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "protocol/json.h"
#include "protocol/shapes/shape.h"

namespace pumice {

// Appends what a value of a shape says, in whatever way it is written: the order of members, blanks
// and escapes do not matter, nor do members that the shape does not know, that are null, or that
// say their default, NONE. Attribute values go by value: sets and maps without order, 1.0 as 1.
// What differs in meaning differs in bytes. The same in every process.
//
// The value must have passed ValidateInput. Throws ApiError (ValidationException) for attribute
// values that EncodeItem refuses.
void AppendCanonicalBytes(const Shape& shape, const JsonValue& value, std::string* out);

}  // namespace pumice
