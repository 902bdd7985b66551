// SPDX-License-Identifier: Apache-2.0

#include "protocol/requested_operation.h"

#include "protocol/ascii.h"
#include "protocol/shapes/shape.h"

namespace pumice {
namespace {

RequestedOperation InForm(std::string_view form) {
  RequestedOperation operation;
  while (!form.empty()) {
    std::string_view field = TakeUntil('&', &form);
    const std::string_view name = TakeUntil('=', &field);
    if (name == "Action") operation.name = field;
    if (name == "Version") operation.version = field;
  }
  return operation;
}

}  // namespace

RequestedOperation FindRequestedOperation(const HttpRequest& request) {
  // Longer ones name nothing that exists.
  constexpr size_t kMaxForm = 4096;
  const std::string_view target = request.Header("X-Amz-Target");
  if (target.empty()) return InForm(request.body.substr(0, kMaxForm));
  const size_t dot = target.rfind('.');
  if (dot == std::string_view::npos) return {target, {}};
  return {target.substr(dot + 1), target.substr(0, dot)};
}

std::string TargetOf(std::string_view operation) {
  const OperationShape* const shape = FindOperationShape(operation);
  const std::string_view service = shape != nullptr ? shape->target_prefix : "DynamoDB_20120810";
  return std::string(service).append(".").append(operation);
}

}  // namespace pumice
