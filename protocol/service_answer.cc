// SPDX-License-Identifier: Apache-2.0

#include "protocol/service_answer.h"

#include "protocol/json.h"

namespace pumice {

ServiceError ReadServiceError(const std::string& body) {
  JsonDocument document;
  if (!document.Parse(body) || !document.root().IsObject()) return {"InternalServerError", body};
  const JsonValue& root = document.root();
  const auto text = [&root](std::string_view name) -> std::string {
    const JsonValue* const value = FindMember(root, name);
    return value != nullptr && value->IsString() ? std::string(JsonText(*value)) : "";
  };
  std::string type = text("__type");
  if (type.empty()) type = "InternalServerError";
  const std::string message = text("message");
  return {type.substr(type.find('#') + 1), message.empty() ? text("Message") : message};
}

}  // namespace pumice
