// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string>

#include "protocol/json.h"

namespace pumice::conformance {

// How much of a value a report shows.
inline constexpr size_t kShownBytes = 600;

// `value` as one line of JSON.
std::string ToJsonText(const JsonValue& value);

// The same for a reader: what goes beyond kShownBytes is left out, and its size named.
std::string ToShownText(const JsonValue& value);
std::string Shorten(std::string text);

}  // namespace pumice::conformance
