// SPDX-License-Identifier: Apache-2.0

#include "tests/engine/item/big_decimal.h"

#include <algorithm>
#include <cstdlib>

namespace pumice::test {

BigDecimal BigDecimal::Of(std::string_view text) {
  BigDecimal decimal;
  if (text[0] == '-' || text[0] == '+') {
    decimal.negative_ = text[0] == '-';
    text.remove_prefix(1);
  }
  int exponent = 0;
  if (const size_t e = text.find_first_of("eE"); e != std::string_view::npos) {
    exponent = std::atoi(std::string(text.substr(e + 1)).c_str());
    text = text.substr(0, e);
  }
  const size_t point = std::min(text.find('.'), text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '.' || text[i] == '0') continue;
    const int behind_point = static_cast<int>(i) - static_cast<int>(point);
    const int place = kWhole - 1 + behind_point + (i < point ? 1 : 0) - exponent;
    decimal.places_.at(static_cast<size_t>(place)) = static_cast<int8_t>(text[i] - '0');
  }
  if (decimal.IsZero()) decimal.negative_ = false;
  return decimal;
}

BigDecimal BigDecimal::operator-() const {
  BigDecimal negated = *this;
  negated.negative_ = !IsZero() && !negative_;
  return negated;
}

BigDecimal BigDecimal::operator+(const BigDecimal& other) const {
  if (negative_) return -(-*this + -other);
  const int sign = other.negative_ ? -1 : 1;
  if (sign < 0 && places_ < other.places_) return -(-other + -*this);
  BigDecimal sum;
  int carry = 0;
  for (int i = kPlaces - 1; i >= 0; --i) {
    const auto place = static_cast<size_t>(i);
    const int digit = places_[place] + sign * other.places_[place] + carry + 10;
    sum.places_[place] = static_cast<int8_t>(digit % 10);
    carry = digit / 10 - 1;
  }
  return sum;
}

bool BigDecimal::IsZero() const { return Last() < 0; }

int BigDecimal::SignificantDigits() const { return IsZero() ? 0 : Last() - First() + 1; }

int BigDecimal::FirstExponent() const { return kWhole - 1 - First(); }

int BigDecimal::Compare(const BigDecimal& other) const {
  if (negative_ != other.negative_) return negative_ ? -1 : 1;
  const int order = places_ == other.places_ ? 0 : places_ < other.places_ ? -1 : 1;
  return negative_ ? -order : order;
}

std::string BigDecimal::ToText() const {
  std::string text = negative_ ? "-" : "";
  for (int i = std::min(First(), kWhole - 1); i < kWhole || i <= Last(); ++i) {
    if (i == kWhole) text += '.';
    text += static_cast<char>('0' + places_[static_cast<size_t>(i)]);
  }
  return text;
}

int BigDecimal::First() const {
  int i = 0;
  while (i < kPlaces && places_[static_cast<size_t>(i)] == 0) ++i;
  return i;
}

int BigDecimal::Last() const {
  int i = kPlaces - 1;
  while (i >= 0 && places_[static_cast<size_t>(i)] == 0) --i;
  return i;
}

}  // namespace pumice::test
