// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pumice {

// Why a text is not a DynamoDB number.
enum class NumberError : uint8_t {
  kNone,
  kSyntax,         // not a decimal number at all
  kTooManyDigits,  // more than 38 significant digits
  kOverflow,       // magnitude above 9.9999999999999999999999999999999999999E+125
  kUnderflow,      // magnitude below 1E-130 and not zero
};

// A DynamoDB number: up to 38 significant decimal digits, magnitude 1E-130 to 9.99…E+125, or zero.
//
// The bytes are canonical and order-preserving: two numbers are equal exactly when their bytes are,
// and memcmp orders them by value. They are base 100: one byte of sign and exponent, then one byte
// a pair of digits, then for negative numbers a closing byte above every digit. Zero is the single
// byte 0x80. Their length is what DynamoDB charges for the number ("Item sizes and formats",
// Developer Guide).
//
// No byte string is a prefix of another one of the same sign and exponent in a way that breaks the
// order when 0x00 follows: digits are never 0x00, so keys may append it as a terminator.
class Number {
 public:
  static constexpr size_t kMaxBytes = 22;
  static constexpr int kMaxDigits = 38;
  // "-0.", 129 zeros, 38 digits.
  static constexpr size_t kMaxTextBytes = 170;

  // Zero.
  Number();

  // Parses the text of an N value: optional sign, digits, optional fraction, optional exponent.
  // Leading and trailing zeros do not count as significant. On error the number is left as it was.
  [[nodiscard]] NumberError Parse(std::string_view text);

  // Takes bytes that Parse or an operator below made.
  static Number FromBytes(std::string_view bytes);
  static Number FromInt(int64_t value);

  // Exact sum and difference. kTooManyDigits when 38 digits cannot hold the exact result.
  [[nodiscard]] NumberError Add(const Number& other, Number* sum) const;
  [[nodiscard]] NumberError Subtract(const Number& other, Number* difference) const;

  std::string_view bytes() const { return {reinterpret_cast<const char*>(bytes_), size_}; }

  // The text DynamoDB answers: plain decimal notation, no exponent, no superfluous zero.
  std::string ToText() const;
  static void AppendText(std::string_view bytes, std::string* out);
  // Writes it to where there is room for kMaxTextBytes; returns its end.
  static char* WriteText(std::string_view bytes, char* to);

  // The value as an integer, if it is one and fits.
  bool ToInt64(int64_t* value) const;
  // The greatest integer that is not above the value, if it fits.
  bool ToInt64Floor(int64_t* value) const;

  friend bool operator==(const Number& a, const Number& b) { return a.bytes() == b.bytes(); }

 private:
  friend struct Decimal;

  uint8_t size_;
  uint8_t bytes_[kMaxBytes];
};

}  // namespace pumice
