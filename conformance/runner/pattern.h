// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

namespace pumice::conformance {

// Whether all of `text` is `pattern`, with "*" for any text.
bool IsLike(std::string_view text, std::string_view pattern);

}  // namespace pumice::conformance
