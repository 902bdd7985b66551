// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/error_answer.h"

#include "conformance/runner/json_path.h"

namespace pumice::conformance {

// "com.amazonaws.dynamodb.v20120810#ValidationException"
std::string_view ErrorType(const JsonValue& answer) {
  const JsonValue* type = answer.IsObject() ? FindAny(answer, "__type") : nullptr;
  if (type == nullptr || !type->IsString()) return {};
  const std::string_view whole = JsonText(*type);
  const size_t hash = whole.find('#');
  return hash == std::string_view::npos ? whole : whole.substr(hash + 1);
}

// Errors spell the member either way.
std::string ErrorMessage(const JsonValue& answer) {
  for (const std::string_view name : {"message", "Message"}) {
    const JsonValue* message = answer.IsObject() ? FindAny(answer, name) : nullptr;
    if (message != nullptr && message->IsString()) return std::string(JsonText(*message));
  }
  return {};
}

}  // namespace pumice::conformance
