// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

#include "protocol/shapes/shape.h"

namespace pumice {

// Whether the whole of `text` matches. Linear in its length. kTableArn and kNone match anything:
// the validator treats them itself.
bool MatchesPattern(Pattern pattern, std::string_view text);

// The regular expression as the service's messages print it.
std::string_view PatternText(Pattern pattern);

}  // namespace pumice
