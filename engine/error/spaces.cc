// SPDX-License-Identifier: Apache-2.0

#include "engine/error/spaces.h"

#include <string>

#include "engine/error/api_error.h"
#include "engine/error/validation.h"

namespace pumice {

void ThrowInvalidSpaceName(size_t most) {
  throw ApiError(ErrorCode::kValidation,
                 Text("a space's name has 1 to ", std::to_string(most),
                      " characters of a-z, A-Z, 0-9, '.', '-', '_', '+', '=', '@' and ':'"));
}

void ThrowTooManySpaces(size_t most) {
  throw ApiError(ErrorCode::kLimitExceeded,
                 Text("there are ", std::to_string(most),
                      " spaces already: delete some with DELETE /_pumice/spaces/NAME"));
}

void ThrowSpaceNotFound(std::string_view name) {
  throw ApiError(ErrorCode::kResourceNotFound, Text("there is no space ", name));
}

void ThrowSpaceInUse(std::string_view name) {
  throw ApiError(ErrorCode::kResourceInUse,
                 Text("space ", name,
                      " holds something already: delete it first, or choose another "
                      "name"));
}

void ThrowForkOfInactiveTable(std::string_view table) {
  throw ApiError(ErrorCode::kResourceInUse,
                 Text("table ", table, " is not ACTIVE: fork its space when it is"));
}

void ThrowNoSpaceChosen() {
  throw ApiError(ErrorCode::kValidation,
                 "say which space is meant: send the header X-Pumice-Space");
}

void ThrowSeveralSpacesChosen() {
  throw ApiError(ErrorCode::kValidation,
                 "the headers X-Pumice-Space of this request name different spaces: send one");
}

}  // namespace pumice
