// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

#include "protocol/json.h"

namespace pumice::conformance {

// The error's type without its namespace, "ValidationException"; empty: the answer names none.
std::string_view ErrorType(const JsonValue& answer);

// The error's message; a missing one is empty.
std::string ErrorMessage(const JsonValue& answer);

}  // namespace pumice::conformance
