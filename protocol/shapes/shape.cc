// SPDX-License-Identifier: Apache-2.0

#include "protocol/shapes/shape.h"

namespace pumice {

const Shape* FindInputMember(std::string_view operation, std::string_view member) {
  const OperationShape* const shape = FindOperationShape(operation);
  if (shape == nullptr) return nullptr;
  for (const Member& each : shape->input->members) {
    if (each.name == member) return each.shape;
  }
  return nullptr;
}

}  // namespace pumice
