// SPDX-License-Identifier: Apache-2.0

#include "engine/error/records.h"

#include <string>

#include "engine/error/api_error.h"
#include "engine/error/validation.h"

namespace pumice {

void ThrowInvalidRecordName(size_t most) {
  throw ApiError(ErrorCode::kValidation,
                 Text("a record's name has 1 to ", std::to_string(most), " bytes, none of them 0"));
}

void ThrowRecordTooLarge(std::string_view name, size_t most) {
  throw ApiError(ErrorCode::kValidation, Text(name, " takes more than the ", std::to_string(most),
                                              " bytes that a record may have"));
}

}  // namespace pumice
