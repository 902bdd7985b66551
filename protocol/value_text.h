// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "protocol/json.h"
#include "protocol/shapes/shape.h"

namespace pumice {

// Appends a value as messages print it: Java's toString. Null, and JSON's null, are "null".
void AppendValueText(const Shape& shape, const JsonValue* value, std::string* out);

}  // namespace pumice
