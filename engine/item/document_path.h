// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/item/value.h"

namespace pumice {

// One step of a document path: an attribute's name, or an index into a list.
struct PathElement {
  std::string_view name;  // empty for an index
  uint32_t index = 0;
  bool is_index = false;

  static PathElement Attribute(std::string_view name) { return {name, 0, false}; }
  static PathElement Index(uint32_t index) { return {{}, index, true}; }

  friend bool operator==(const PathElement&, const PathElement&) = default;
};

// A path from the item's top, such as a.b[2]. The first element is an attribute's name.
using DocumentPath = std::vector<PathElement>;

// The value at `path`, or nothing where any step of it does not exist.
std::optional<ValueView> FindPath(ItemView item, std::span<const PathElement> path);

// The path as error messages show it: "[a, b, [2]]".
std::string DescribePath(std::span<const PathElement> path);

}  // namespace pumice
