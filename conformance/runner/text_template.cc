// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/text_template.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace pumice::conformance {
namespace {

constexpr int kMaxWidth = 40;

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// "04": the width to which zeros are put in front.
size_t ParseWidth(std::string_view format) {
  if (format.empty()) return 0;
  int width = 0;
  const auto [end, error] = std::from_chars(format.data(), format.data() + format.size(), width);
  const bool is_width = error == std::errc() && end == format.data() + format.size();
  if (!is_width || format.front() != '0' || width > kMaxWidth) {
    throw std::invalid_argument("\"" + std::string(format) +
                                "\" is no format: ${i:04} has four digits");
  }
  return static_cast<size_t>(width);
}

std::string Pad(int64_t value, size_t width) {
  std::string digits = std::to_string(value);
  const size_t sign = value < 0 ? 1 : 0;
  if (digits.size() < width) digits.insert(sign, width - digits.size(), '0');
  return digits;
}

}  // namespace

bool IsVariableName(std::string_view name) {
  return !name.empty() && IsLetter(name.front()) &&
         std::all_of(name.begin(), name.end(), [](char c) { return IsLetter(c) || IsDigit(c); });
}

std::string FillTemplate(std::string_view text, const FillIn& fill_in) {
  if (text.starts_with("$$")) return std::string(text);
  std::string out;
  for (size_t start = text.find("${"); start != std::string_view::npos; start = text.find("${")) {
    const size_t end = text.find('}', start);
    if (end == std::string_view::npos) break;
    const std::string_view inside = text.substr(start + 2, end - start - 2);
    const size_t colon = std::min(inside.find(':'), inside.size());
    const std::string_view name = inside.substr(0, colon);
    const std::string_view format = inside.substr(std::min(colon + 1, inside.size()));
    out.append(text.substr(0, start));
    if (!IsVariableName(name) || !fill_in(name, format, &out)) {
      out.append(text.substr(start, end + 1 - start));
    }
    text.remove_prefix(end + 1);
  }
  return out.append(text);
}

std::string FillLoopVariables(std::string_view text, const LoopVariables& variables) {
  if (variables.empty()) return std::string(text);
  return FillTemplate(text, [&](std::string_view name, std::string_view format, std::string* out) {
    const auto found = variables.find(name);
    if (found == variables.end()) return false;
    out->append(Pad(found->second, ParseWidth(format)));
    return true;
  });
}

}  // namespace pumice::conformance
