// SPDX-License-Identifier: Apache-2.0

// Numbers: two texts with a NUL between them, parsed, formatted, compared, added and subtracted,
// beside decimal arithmetic of the plainest kind.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/item/number.h"
#include "tests/engine/item/big_decimal.h"
#include "tools/fuzzing/support/oracle.h"

namespace pumice::fuzzing {
namespace {

using test::BigDecimal;

struct Decimal {
  std::string digits;    // without the point
  int64_t exponent = 0;  // of ten, of the last digit
  bool negative = false;
};

// What the grammar makes of a text, by a second reading of it: [+-]? digits [. digits]? ([eE] [+-]?
// digits)?, with a digit somewhere in front.
std::optional<Decimal> Read(std::string_view text) {
  Decimal decimal;
  size_t at = 0;
  const auto peek = [&] { return at < text.size() ? text[at] : '\0'; };
  const auto is_digit = [&] { return peek() >= '0' && peek() <= '9'; };
  if (peek() == '+' || peek() == '-') decimal.negative = text[at++] == '-';
  while (is_digit()) decimal.digits.push_back(text[at++]);
  if (peek() == '.') {
    ++at;
    for (; is_digit(); --decimal.exponent) decimal.digits.push_back(text[at++]);
  }
  if (decimal.digits.empty()) return std::nullopt;
  if (peek() == 'e' || peek() == 'E') {
    ++at;
    bool down = false;
    if (peek() == '+' || peek() == '-') down = text[at++] == '-';
    if (!is_digit()) return std::nullopt;
    int64_t exponent = 0;
    for (; is_digit(); ++at)
      exponent = std::min<int64_t>(exponent * 10 + (text[at] - '0'), 1'000'000'000);
    decimal.exponent += down ? -exponent : exponent;
  }
  if (at != text.size()) return std::nullopt;
  return decimal;
}

// What Parse must say.
NumberError Expected(std::string_view text) {
  const std::optional<Decimal> decimal = Read(text);
  if (!decimal) return NumberError::kSyntax;
  const size_t first = decimal->digits.find_first_not_of('0');
  if (first == std::string::npos) return NumberError::kNone;
  const size_t last = decimal->digits.find_last_not_of('0');
  const int64_t magnitude =
      decimal->exponent + static_cast<int64_t>(decimal->digits.size() - first) - 1;
  const bool long_one = last - first + 1 > 38;
  if (magnitude > 125) return NumberError::kOverflow;
  if (magnitude < -130) return NumberError::kUnderflow;
  return long_one ? NumberError::kTooManyDigits : NumberError::kNone;
}

// Whether both refuse it; which of two faults is told first is not looked at.
bool Agree(NumberError got, NumberError expected) {
  return (got == NumberError::kNone) == (expected == NumberError::kNone);
}

void CheckOne(const Number& number, std::string_view text) {
  const std::string plain = number.ToText();
  Check(plain.size() <= Number::kMaxTextBytes, "a text that is too long", text);
  Check(plain == BigDecimal::Of(plain).ToText(), "a text that is not plain", text);
  Number again;
  Check(again.Parse(plain) == NumberError::kNone && again == number,
        "a number that its text is not", text);
  Check(Number::FromBytes(number.bytes()).ToText() == plain, "bytes that are another number", text);
  int64_t integer = 0;
  if (number.ToInt64(&integer))
    Check(Number::FromInt(integer) == number, "an integer that is another number", text);
  int64_t floor = 0;
  if (!number.ToInt64Floor(&floor)) return;
  const int order = BigDecimal::Of(std::to_string(floor)).Compare(BigDecimal::Of(plain));
  Check(order <= 0, "a floor above the number", text);
  if (floor == INT64_MAX) return;
  Check(BigDecimal::Of(std::to_string(floor + 1)).Compare(BigDecimal::Of(plain)) > 0,
        "a floor too low", text);
}

void CheckSum(const BigDecimal& exact, NumberError error, const Number& sum,
              std::string_view text) {
  const bool fits =
      exact.IsZero() || (exact.SignificantDigits() <= Number::kMaxDigits &&
                         exact.FirstExponent() <= 125 && exact.FirstExponent() >= -130);
  Check((error == NumberError::kNone) == fits, "a sum that is refused or should be", text);
  if (fits) Check(sum.ToText() == exact.ToText(), "a wrong sum: " + sum.ToText(), text);
}

int Sign(int order) { return (order > 0) - (order < 0); }

void CheckTwo(const Number& a, const Number& b, std::string_view text) {
  const BigDecimal exact_a = BigDecimal::Of(a.ToText());
  const BigDecimal exact_b = BigDecimal::Of(b.ToText());
  Check(Sign(a.bytes().compare(b.bytes())) == Sign(exact_a.Compare(exact_b)),
        "bytes in another order", text);
  Number result;
  NumberError error = a.Add(b, &result);
  CheckSum(exact_a + exact_b, error, result, text);
  error = a.Subtract(b, &result);
  CheckSum(exact_a + -exact_b, error, result, text);
}

std::optional<Number> ParseOne(std::string_view text) {
  Number number;
  const NumberError error = number.Parse(text);
  Check(Agree(error, Expected(text)), "a text that is refused or should be", text);
  if (error != NumberError::kNone) {
    Check(number == Number(), "a number changed by an error", text);
    return std::nullopt;
  }
  CheckOne(number, text);
  return number;
}

}  // namespace
}  // namespace pumice::fuzzing

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pumice::fuzzing;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t middle = std::min(text.find('\0'), text.size());
  const auto a = ParseOne(text.substr(0, middle));
  const auto b = ParseOne(text.substr(std::min(middle + 1, text.size())));
  if (a && b) CheckTwo(*a, *b, text);
  return 0;
}
