// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

#include "protocol/json.h"

namespace pumice::conformance {

// The value at a dotted path, "Items.0.Artist.S": members by name, list elements by number. Null
// where there is none.
const JsonValue* FindPath(const JsonValue& root, std::string_view path);

// The member of that name, JSON's null included. `object` must be an object.
const JsonValue* FindAny(const JsonValue& object, std::string_view name);

}  // namespace pumice::conformance
