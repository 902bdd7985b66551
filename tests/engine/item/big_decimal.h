// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace pumice::test {

// What Number is measured by: decimal arithmetic of the plainest kind, one digit a place of a
// fixed-point number that is wide enough for every DynamoDB number and for the exact sum of any
// two.
class BigDecimal {
 public:
  // Optional sign, digits with at most one point, optional exponent; not checked.
  static BigDecimal Of(std::string_view text);

  BigDecimal operator-() const;
  BigDecimal operator+(const BigDecimal& other) const;

  bool IsZero() const;
  // From the first digit that is not zero to the last.
  int SignificantDigits() const;
  // The power of ten of the first digit that is not zero.
  int FirstExponent() const;
  // Negative, zero, positive, as a < b, a == b, a > b.
  int Compare(const BigDecimal& other) const;
  // Plain notation without superfluous zeros.
  std::string ToText() const;

 private:
  static constexpr int kWhole = 130;
  static constexpr int kFraction = 170;
  static constexpr int kPlaces = kWhole + kFraction;

  // The first and last place that is not zero; kPlaces and -1 if there is none.
  int First() const;
  int Last() const;

  bool negative_ = false;
  std::array<int8_t, kPlaces> places_{};  // places_[kWhole - 1] are the ones
};

}  // namespace pumice::test
