// SPDX-License-Identifier: Apache-2.0

#include "engine/schema/key_schema.h"

namespace pumice {
namespace {

const KeyAttribute* FindAttribute(const std::vector<KeyAttribute>& attributes,
                                  std::string_view name) {
  for (const KeyAttribute& attribute : attributes) {
    if (attribute.name == name) return &attribute;
  }
  return nullptr;
}

}  // namespace

const KeyAttribute* KeySchema::Find(std::string_view name) const {
  const KeyAttribute* const attribute = FindAttribute(partition, name);
  return attribute != nullptr ? attribute : FindAttribute(sort, name);
}

}  // namespace pumice
