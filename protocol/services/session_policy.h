// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "protocol/json.h"

namespace pumice::services {

// Checks what AssumeRole is given of session policies and session tags. Nothing is made of them:
// pumice permits everything. Returns the percentage of what a session may carry that they take;
// nothing where there are none. Throws ServiceFault.
std::optional<int64_t> CheckSessionPolicies(const JsonValue& input);

}  // namespace pumice::services
