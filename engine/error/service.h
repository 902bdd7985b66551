// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string_view>

#include "engine/error/api_error.h"

// Errors that are no fault of the request: of the device, of the data, of memory.
namespace pumice {

// What every answer says of such a fault; what it was is told in the log only.
inline constexpr std::string_view kInternalErrorMessage =
    "The request processing has failed because of an unknown error, exception or failure.";

// The storage failed, which is in the log.
ApiError InternalError();
// Throws InternalError().
[[noreturn]] void ThrowInternalError();
// A stored item lacks its key.
[[noreturn]] void ThrowDamagedItem();
// The record of a transaction's token cannot be read.
[[noreturn]] void ThrowDamagedToken();
// A stream's record cannot be read.
[[noreturn]] void ThrowDamagedRecord();

// Requests and data have all the memory that they may have.
[[noreturn]] void ThrowMemoryLimit(uint64_t limit_mib);
// The machine has no more memory.
ApiError OutOfMemory();

}  // namespace pumice
