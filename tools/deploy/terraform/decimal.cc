// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/terraform/decimal.h"

#include <algorithm>
#include <boost/multiprecision/cpp_dec_float.hpp>
#include <charconv>
#include <cstdlib>
#include <exception>

namespace pumice::deploy::terraform {
namespace {

constexpr int kDigits = 50;
constexpr int kQuotientDigits = 60;
using Decimal =
    boost::multiprecision::number<boost::multiprecision::cpp_dec_float<kQuotientDigits>>;

// "-d.ddde+05" as plain text; zeros at the end go.
std::string PlainText(std::string_view scientific) {
  const bool negative = scientific.starts_with('-');
  if (negative) scientific.remove_prefix(1);
  const size_t e = scientific.find('e');
  const int exponent =
      e == std::string_view::npos ? 0 : std::atoi(std::string(scientific.substr(e + 1)).c_str());
  std::string digits;
  for (const char c : scientific.substr(0, e)) {
    if (c != '.') digits += c;
  }
  while (digits.size() > 1 && digits.ends_with('0')) digits.pop_back();
  if (digits == "0") return "0";
  std::string text = negative ? "-" : "";
  const int size = static_cast<int>(digits.size());
  if (exponent < 0) {
    return text.append("0.").append(static_cast<size_t>(-exponent - 1), '0').append(digits);
  }
  if (exponent + 1 >= size) {
    return text.append(digits).append(static_cast<size_t>(exponent + 1 - size), '0');
  }
  const size_t whole = static_cast<size_t>(exponent) + 1;
  return text.append(digits, 0, whole).append(".").append(digits, whole);
}

std::optional<std::string> Text(const Decimal& value, int digits = kDigits) {
  if (!isfinite(value)) return std::nullopt;
  if (value.is_zero()) return "0";
  if (std::abs(value.backend().order()) > kMaxDecimalExponent + kDigits) return std::nullopt;
  return PlainText(value.str(digits - 1, std::ios_base::scientific));
}

Decimal Parsed(std::string_view text) { return Decimal(std::string(text)); }

// Digits, with at most one point and one exponent.
bool IsDecimal(std::string_view text) {
  size_t at = 0;
  const auto digits = [&] {
    const size_t begin = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at > begin;
  };
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  if (!digits()) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (!digits()) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    const size_t begin = at;
    if (!digits() || at - begin > 3) return false;
    if (std::atoi(std::string(text.substr(begin, at - begin)).c_str()) > kMaxDecimalExponent)
      return false;
  }
  return at == text.size();
}

std::optional<Decimal> Compute(char op, const Decimal& a, const Decimal& b) {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      if (b.is_zero()) return std::nullopt;
      return a / b;
    case '%':
      if (b.is_zero()) return std::nullopt;
      return a - b * trunc(a / b);
    case '^':
      if (abs(b) > 10000) return std::nullopt;
      return pow(a, b);
    case 'l':
      if (a <= 0 || b <= 0 || b == 1) return std::nullopt;
      return log(a) / log(b);
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<std::string> ParseDecimal(std::string_view text) {
  if (text.size() > static_cast<size_t>(2 * kMaxDecimalExponent) || !IsDecimal(text))
    return std::nullopt;
  return Text(Parsed(text));
}

std::string DecimalOf(int64_t value) { return std::to_string(value); }

std::optional<std::string> ComputeDecimal(char op, std::string_view a, std::string_view b) {
  try {
    const std::optional<Decimal> result = Compute(op, Parsed(a), Parsed(b));
    // A quotient keeps more digits, so that 10 / 3 * 3 is 10.
    return result ? Text(*result, op == '/' ? kQuotientDigits : kDigits) : std::nullopt;
  } catch (const std::exception&) {  // overflow within the library
    return std::nullopt;
  }
}

std::string FloorDecimal(std::string_view value) {
  return Text(floor(Parsed(value))).value_or("0");
}

std::string CeilDecimal(std::string_view value) { return Text(ceil(Parsed(value))).value_or("0"); }

std::string NegatedDecimal(std::string_view value) {
  if (value == "0") return "0";
  if (value.starts_with('-')) return std::string(value.substr(1));
  return "-" + std::string(value);
}

int CompareDecimals(std::string_view a, std::string_view b) { return Parsed(a).compare(Parsed(b)); }

std::string FixedDecimal(std::string_view value, int digits) {
  return Parsed(value).str(std::clamp(digits, 0, kDigits), std::ios_base::fixed);
}

std::optional<int64_t> WholeDecimal(std::string_view value) {
  int64_t whole = 0;
  const std::from_chars_result result =
      std::from_chars(value.data(), value.data() + value.size(), whole);
  if (result.ec != std::errc() || result.ptr != value.data() + value.size()) return std::nullopt;
  return whole;
}

}  // namespace pumice::deploy::terraform
