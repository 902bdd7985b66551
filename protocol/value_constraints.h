// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/json.h"
#include "protocol/shapes/shape.h"

namespace pumice {

// The constraints on one value itself, not on what it holds. Values have passed HasRightType.

// A string's length as Java counts it: UTF-16 code units.
int64_t Utf16Length(std::string_view text);
// The shape that a text is held to: of a member that takes a name or an ARN, the name's.
const Shape& EffectiveShape(const Shape& shape, std::string_view text);
bool IsEnumValue(const Shape& shape, std::string_view text);
bool StringHolds(const Shape& declared, std::string_view text);
bool Holds(const Shape& shape, const JsonValue& value);
// All constraints of an element's or key's shape, as a message lists them.
std::string ConstraintsOf(std::string_view subject, const Shape& declared);

}  // namespace pumice
