// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/item_builder.h"

namespace pumice::test {

// Random inputs, the same ones for the same seed. A property test says which seed and round it is
// in:
//
//   Random random(GENERATE(1u, 2u, 3u));
//   CAPTURE(random.seed());
class Random {
 public:
  explicit Random(uint32_t seed) : seed_(seed), engine_(seed) {}

  uint32_t seed() const { return seed_; }

  // 0 <= result < bound
  size_t Below(size_t bound) { return engine_() % bound; }
  int64_t Between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(engine_() % static_cast<uint64_t>(high - low + 1));
  }
  bool OneIn(size_t n) { return Below(n) == 0; }
  template <typename T>
  const T& Pick(const std::vector<T>& choices) {
    return choices[Below(choices.size())];
  }

  // Up to `max_size` bytes, many of them those that key encodings treat specially: 0x00, 0x01,
  // 0xfe, 0xff.
  std::string Bytes(size_t max_size);
  // Up to `max_size` characters a to z.
  std::string Word(size_t max_size);
  // A number as a client may write it: signs, leading and trailing zeros, fractions, exponents; 1
  // to 38 significant digits, magnitudes from 1E-130 to 9.99…E+125, or zero.
  std::string NumberText();

  Value Scalar();
  // A value whose lists and maps nest at most `depth` levels.
  Value AnyValue(int depth);
  Item AnyItem(size_t max_attributes, int depth);

 private:
  // A count below `bound`, mostly small.
  size_t Few(size_t bound) { return Below(1 + Below(bound)); }

  uint32_t seed_;
  std::mt19937_64 engine_;
};

}  // namespace pumice::test
