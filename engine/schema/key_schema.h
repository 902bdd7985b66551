// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/item/value.h"

namespace pumice {

// An attribute that is part of a key: kString, kNumber or kBinary.
struct KeyAttribute {
  std::string name;
  ValueType type;

  friend bool operator==(const KeyAttribute&, const KeyAttribute&) = default;
};

// The attributes of a key, in order. Tables and local indexes have one partition key attribute and
// at most one sort key attribute; a global index has up to four of each ("Multi-attribute keys",
// Developer Guide).
struct KeySchema {
  std::vector<KeyAttribute> partition;
  std::vector<KeyAttribute> sort;

  // The attribute of that name, or null.
  const KeyAttribute* Find(std::string_view name) const;
};

}  // namespace pumice
