// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

#include "engine/item/value.h"
#include "protocol/json.h"

namespace pumice {

// Attribute values between the wire's JSON ({"S":"text"}) and the engine's encoding
// (engine/item/value.h).
//
// The JSON must have passed ValidateInput, which finds faults of type. What is left throws ApiError
// (ValidationException) with the service's message: no or several types in one value, numbers out
// of range, empty sets, duplicates in sets. On error `out` holds a part of the value.

// Appends an attribute map ({"id":{"S":"a"},…}) as an encoded item: names ascending, of a name
// given twice the last value.
void EncodeItem(const JsonValue& attribute_map, std::string* out, int max_nesting = kMaxNesting);

// Appends one attribute value ({"S":"a"}).
void EncodeValue(const JsonValue& attribute_value, std::string* out, int max_nesting = kMaxNesting);

// How many lists and maps lie in one another in an attribute value, itself included.
int NestingOf(const JsonValue& attribute_value);

// Appends {"S":"a"}.
void AppendValueJson(ValueView value, std::string* out);

// Appends {"id":{"S":"a"},…}.
void AppendItemJson(ItemView item, std::string* out);

}  // namespace pumice
