// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <utility>

#include "engine/error/api_error.h"

namespace pumice::test {

// An ApiError as text, code and whole message:
//
//   CHECK(ErrorOf([&] { catalog.Describe("T"); }) == NotFound("Requested resource not found: Table:
//   T not found"));
inline std::string ErrorText(ErrorCode code, const std::string& message) {
  switch (code) {
    case ErrorCode::kValidation:
      return "validation: " + message;
    case ErrorCode::kResourceNotFound:
      return "not found: " + message;
    case ErrorCode::kResourceInUse:
      return "in use: " + message;
    case ErrorCode::kConditionalCheckFailed:
      return "condition failed: " + message;
    default:
      return "error " + std::to_string(static_cast<int>(code)) + ": " + message;
  }
}

inline std::string Validation(const std::string& message) {
  return ErrorText(ErrorCode::kValidation, message);
}
inline std::string NotFound(const std::string& message) {
  return ErrorText(ErrorCode::kResourceNotFound, message);
}
inline std::string InUse(const std::string& message) {
  return ErrorText(ErrorCode::kResourceInUse, message);
}
inline std::string ConditionFailed(const std::string& message) {
  return ErrorText(ErrorCode::kConditionalCheckFailed, message);
}

// The ApiError that a call throws, or "none".
template <typename Call>
std::string ErrorOf(Call&& call) {
  try {
    std::forward<Call>(call)();
  } catch (const ApiError& error) {
    return ErrorText(error.code(), error.message());
  }
  return "none";
}

// The message alone of the validation error that a call throws; empty if it throws none.
template <typename Call>
std::string MessageOf(Call&& call) {
  try {
    std::forward<Call>(call)();
  } catch (const ApiError& error) {
    return error.code() == ErrorCode::kValidation ? error.message() : "another error";
  }
  return "";
}

}  // namespace pumice::test
