// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>
#include <utility>
#include <vector>

// The little of JSON that fixtures need, with no parser: where the parts of a text begin and end.
// The emulator reads the parts themselves, and refuses what is no JSON.
namespace pumice::testing {

namespace detail {

inline std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// Splits at a character that stands outside of strings, arrays and objects.
inline std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  size_t begin = 0;
  int depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if (c == ']' || c == '}') {
      --depth;
    } else if (c == separator && depth == 0) {
      parts.push_back(Trimmed(text.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  const std::string_view last = Trimmed(text.substr(begin));
  if (!last.empty()) parts.push_back(last);
  return parts;
}

// What stands within the brackets; empty if the text is not in them.
inline std::string_view Within(std::string_view text, char open, char close) {
  text = Trimmed(text);
  if (text.size() < 2 || text.front() != open || text.back() != close) return {};
  return text.substr(1, text.size() - 2);
}

}  // namespace detail

// The elements of an array, each as JSON. None if `json` is no array.
inline std::vector<std::string_view> ElementsOf(std::string_view json) {
  return detail::Split(detail::Within(json, '[', ']'), ',');
}

// The members of an object: names, with escapes as they are written, and values as JSON.
inline std::vector<std::pair<std::string_view, std::string_view>> MembersOf(std::string_view json) {
  std::vector<std::pair<std::string_view, std::string_view>> members;
  for (const std::string_view member : detail::Split(detail::Within(json, '{', '}'), ',')) {
    const std::vector<std::string_view> parts = detail::Split(member, ':');
    if (parts.size() == 2) members.emplace_back(detail::Within(parts[0], '"', '"'), parts[1]);
  }
  return members;
}

// The value of a member; empty if there is none of that name.
inline std::string_view MemberOf(std::string_view json, std::string_view name) {
  for (const auto& [key, value] : MembersOf(json)) {
    if (key == name) return value;
  }
  return {};
}

// What a JSON string says, with escapes as they are written.
inline std::string_view TextOf(std::string_view json) { return detail::Within(json, '"', '"'); }

}  // namespace pumice::testing
