// SPDX-License-Identifier: Apache-2.0

#include "protocol/operations/legacy_projection.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error/requests.h"
#include "protocol/operations/legacy_parameters.h"

namespace pumice {

std::shared_ptr<const ParsedProjection> ParseAttributesToGet(const JsonValue& attributes_to_get) {
  std::vector<std::string_view> names;
  names.reserve(attributes_to_get.Size());
  for (const JsonValue& name : attributes_to_get.GetArray()) {
    CheckLegacyAttributeName(JsonText(name));
    names.push_back(JsonText(name));
  }
  // In this order the tree of paths is made in linear time, however many there are.
  std::ranges::sort(names);
  const auto twice = std::ranges::adjacent_find(names);
  if (twice != names.end()) ThrowRepeatedAttributeToGet(*twice);
  return ProjectAttributes(names);
}

}  // namespace pumice
