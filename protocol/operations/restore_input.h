// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/backup/restore_plan.h"
#include "protocol/operation.h"

namespace pumice {

// A timestamp in milliseconds, from the wire's seconds with a fraction; nothing if it is not given.
std::optional<int64_t> FindTimestamp(const JsonValue& input, std::string_view member);

// The target and the overrides of a restore. Throws ApiError (ValidationException).
RestoreRequest ReadRestoreRequest(const OperationContext& context);

}  // namespace pumice
