// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pumice::test {

// `text` `count` times, with `separator` between.
inline std::string Repeat(std::string_view text, size_t count, std::string_view separator = "") {
  std::string repeated;
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) repeated += separator;
    repeated += text;
  }
  return repeated;
}

}  // namespace pumice::test
