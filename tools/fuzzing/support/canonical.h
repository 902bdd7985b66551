// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

#include "protocol/json.h"

namespace pumice::fuzzing {

// Fails unless the bytes are an item's canonical encoding (engine/item/value.h): lengths that fit,
// names and set elements strictly ascending, numbers as Number makes them, at most 32 levels. Reads
// nothing beyond the bytes.
void CheckCanonical(std::string_view item, std::string_view input);

// Fails unless the item comes out as JSON and in again as the same bytes.
void CheckRoundTrip(std::string_view item, std::string_view input);

}  // namespace pumice::fuzzing
