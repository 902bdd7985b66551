// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "protocol/json.h"
#include "protocol/shapes/shape.h"

namespace pumice::services {

// An input that ValidateInput has passed, as JSON again: only the members that its shape knows,
// none that is null, integers without fractions. What is kept of an input, and told again, is this.
std::string KnownMembers(const Shape& shape, const JsonValue& input);

}  // namespace pumice::services
