// SPDX-License-Identifier: Apache-2.0

#include "protocol/operation.h"

#include <stdexcept>
#include <string>

namespace pumice {

OperationRegistry::OperationRegistry(std::span<const Operation> operations)
    : entries_(OperationShapes().size()) {
  for (size_t i = 0; i < entries_.size(); ++i) entries_[i].shape = &OperationShapes()[i];
  for (const Operation& operation : operations) {
    const OperationShape* shape = FindOperationShape(operation.name);
    if (shape == nullptr) {
      throw std::logic_error("no shape for operation " + std::string(operation.name));
    }
    Entry& entry = entries_[shape - OperationShapes().data()];
    entry.handler = operation.handler;
    entry.unsupported = UnsupportedMembersOf(operation.name);
  }
}

OperationRegistry::Entry OperationRegistry::Find(std::string_view target) const {
  const size_t dot = target.find('.');
  if (dot == std::string_view::npos) return {};
  const OperationShape* shape = FindOperationShape(target.substr(dot + 1));
  if (shape == nullptr || shape->target_prefix != target.substr(0, dot)) return {};
  return entries_[shape - OperationShapes().data()];
}

}  // namespace pumice
