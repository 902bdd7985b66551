// SPDX-License-Identifier: Apache-2.0

#include "engine/error/snapshots.h"

#include <string>

#include "engine/error/api_error.h"
#include "engine/error/validation.h"

namespace pumice {

void ThrowInvalidSnapshotName(size_t most) {
  throw ApiError(ErrorCode::kValidation, Text("a snapshot's name has 1 to ", std::to_string(most),
                                              " characters of a-z, A-Z, 0-9, '_', '-' and '.'"));
}

void ThrowSnapshotNotFound(std::string_view name) {
  throw ApiError(ErrorCode::kResourceNotFound, Text("there is no snapshot ", name));
}

void ThrowSnapshotExists(std::string_view name) {
  throw ApiError(
      ErrorCode::kResourceInUse,
      Text("there is a snapshot ", name, " already: delete it first, or choose another name"));
}

void ThrowTooManySnapshots(size_t most) {
  throw ApiError(ErrorCode::kLimitExceeded, Text("there are ", std::to_string(most),
                                                 " snapshots already, and may be no more"));
}

}  // namespace pumice
