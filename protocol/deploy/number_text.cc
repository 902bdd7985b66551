// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/number_text.h"

#include <cstddef>

namespace pumice::deploy {
namespace {

constexpr size_t kMaxIntegerDigits = 18;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

bool IsJsonNumber(std::string_view text) {
  size_t at = 0;
  const auto digits = [&] {
    const size_t start = at;
    while (at < text.size() && IsDigit(text[at])) ++at;
    return at - start;
  };
  if (at < text.size() && text[at] == '-') ++at;
  const size_t integer = at;
  const size_t count = digits();
  if (count == 0 || (count > 1 && text[integer] == '0')) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

std::optional<std::string> IntegerText(std::string_view text) {
  if (!IsJsonNumber(text)) return std::nullopt;
  const size_t end = text.find_first_of(".eE");
  const std::string_view integer = text.substr(0, end);
  if (end != std::string_view::npos &&
      text.find_first_not_of("0", end + 1) != std::string_view::npos) {
    return std::nullopt;
  }
  if (integer.size() > kMaxIntegerDigits) return std::nullopt;
  return integer == "-0" ? "0" : std::string(integer);
}

}  // namespace pumice::deploy
