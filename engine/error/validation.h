// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "engine/error/api_error.h"

// For the catalogue's own files only: whoever throws an error calls the function that is named
// after it.
namespace pumice {

// The parts one after the other.
template <typename... Parts>
std::string Text(const Parts&... parts) {
  std::string text;
  (text.append(std::string_view(parts)), ...);
  return text;
}

[[noreturn]] inline void ThrowValidation(std::string message) {
  throw ApiError(ErrorCode::kValidation, std::move(message));
}

inline ApiError ValidationOfAnyTransaction(std::string message) {
  ApiError error(ErrorCode::kValidation, std::move(message));
  error.fails_transaction = true;
  return error;
}

// A fault that a transaction fails with as it is.
[[noreturn]] inline void ThrowValidationOfAnyTransaction(std::string message) {
  throw ValidationOfAnyTransaction(std::move(message));
}

// What most of the service's complaints about parameters begin with.
inline constexpr std::string_view kInvalidParameters =
    "One or more parameter values were invalid: ";

template <typename... Parts>
[[noreturn]] void ThrowInvalidParameters(const Parts&... what) {
  ThrowValidation(Text(kInvalidParameters, what...));
}

// What the lack of a table, an index, a stream or a shard begins with.
inline constexpr std::string_view kResourceNotFound = "Requested resource not found";

// What a placeholder's name and an attribute's have in common.
inline constexpr std::string_view kEmptyAttributeName = "Empty attribute name";
inline constexpr std::string_view kRequestTooDeep =
    "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels "
    "beyond supported limit";
inline constexpr std::string_view kAttributeNameTooLong =
    "Attribute name is too large, must be less than 65536 bytes";

}  // namespace pumice
