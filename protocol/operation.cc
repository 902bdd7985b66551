// SPDX-License-Identifier: Apache-2.0

#include "protocol/operation.h"

#include <stdexcept>
#include <string>

namespace pumice {

OperationRegistry::OperationRegistry(std::span<const Operation> operations)
    : handlers_(OperationShapes().size(), nullptr) {
  for (const Operation& operation : operations) {
    const OperationShape* shape = FindOperationShape(operation.name);
    if (shape == nullptr) {
      throw std::logic_error("no shape for operation " + std::string(operation.name));
    }
    handlers_[shape - OperationShapes().data()] = operation.handler;
  }
}

OperationRegistry::Entry OperationRegistry::Find(std::string_view target) const {
  const size_t dot = target.find('.');
  if (dot == std::string_view::npos) return {};
  const OperationShape* shape = FindOperationShape(target.substr(dot + 1));
  if (shape == nullptr || shape->target_prefix != target.substr(0, dot)) return {};
  return {shape, handlers_[shape - OperationShapes().data()]};
}

}  // namespace pumice
