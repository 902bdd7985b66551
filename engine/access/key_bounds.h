// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>

#include "engine/expression/key_condition.h"

namespace pumice {

// The store's keys from `lower` up to but not including `upper`.
struct KeyBounds {
  std::string lower;
  std::string upper;
};

// The rows of a table or index that a key condition selects.
KeyBounds BoundsOfQuery(uint32_t id, const KeyRange& range);

// The rows of one of `total` segments of a table or index; 0 <= segment < total.
KeyBounds BoundsOfSegment(uint32_t id, int64_t segment, int64_t total);

}  // namespace pumice
