// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cstdint>
#include <optional>

#include "protocol/deploy/regular_expression.h"
#include "tools/deploy/terraform/functions.h"
#include "tools/deploy/terraform/type.h"

namespace pumice::deploy::terraform {
namespace {

constexpr std::string_view kBlanks = " \t\n\v\f\r";

// Where characters of UTF-8 begin, and the end.
std::vector<size_t> CharacterBegins(std::string_view text) {
  std::vector<size_t> begins;
  for (size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) begins.push_back(i);
  }
  begins.push_back(text.size());
  return begins;
}

// Letters of ASCII.
char Upper(char c) { return static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c); }
char Lower(char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); }

Value ToUpper(const Call& call) {
  std::string text = call.Text(0);
  std::ranges::transform(text, text.begin(), Upper);
  return call.MadeText(std::move(text));
}

Value ToLower(const Call& call) {
  std::string text = call.Text(0);
  std::ranges::transform(text, text.begin(), Lower);
  return call.MadeText(std::move(text));
}

Value Title(const Call& call) {
  std::string text = call.Text(0);
  bool begins_word = true;
  for (char& c : text) {
    if (begins_word) c = Upper(c);
    const bool is_word = (c >= '0' && c <= '9') || (Lower(c) >= 'a' && Lower(c) <= 'z') ||
                         c == '_' || c == '\'' || static_cast<unsigned char>(c) >= 0x80;
    begins_word = !is_word;
  }
  return call.MadeText(std::move(text));
}

Value Join(const Call& call) {
  const std::string separator = call.Text(0);
  std::string joined;
  bool first = true;
  for (size_t i = 1; i < call.size(); ++i) {
    for (const std::string& text : call.Texts(i)) {
      call.evaluator().budget().ChargeText(separator.size() + text.size(), call.mark());
      if (!first) joined += separator;
      joined += text;
      first = false;
    }
  }
  return Value::String(std::move(joined));
}

Value Split(const Call& call) {
  const std::string separator = call.Text(0);
  const std::string text = call.Text(1);
  Value::Items parts;
  if (separator.empty()) {
    const std::vector<size_t> begins = CharacterBegins(text);
    call.Charge(begins.size());
    for (size_t i = 0; i + 1 < begins.size(); ++i)
      parts.push_back(Value::String(text.substr(begins[i], begins[i + 1] - begins[i])));
    return call.Made(Value::List(std::move(parts)));
  }
  size_t begin = 0;
  while (true) {
    const size_t end = text.find(separator, begin);
    call.Charge(1);
    parts.push_back(Value::String(text.substr(begin, end - begin)));
    if (end == std::string::npos) break;
    begin = end + separator.size();
  }
  return call.Made(Value::List(std::move(parts)));
}

Value Substr(const Call& call) {
  const std::string text = call.Text(0);
  const std::vector<size_t> begins = CharacterBegins(text);
  const int64_t size = static_cast<int64_t>(begins.size()) - 1;
  int64_t offset = call.Whole(1);
  const int64_t length = call.Whole(2);
  if (offset < 0) offset = std::max<int64_t>(0, size + offset);
  offset = std::min(offset, size);
  const int64_t end = length < 0 || length > size - offset ? size : offset + length;
  const size_t begin = begins[static_cast<size_t>(offset)];
  return call.MadeText(text.substr(begin, begins[static_cast<size_t>(end)] - begin));
}

Value TrimSpace(const Call& call) {
  std::string text = call.Text(0);
  text.erase(text.find_last_not_of(kBlanks) + 1);
  text.erase(0, std::min(text.find_first_not_of(kBlanks), text.size()));
  return call.MadeText(std::move(text));
}

Value Trim(const Call& call) {
  std::string text = call.Text(0);
  const std::string cut = call.Text(1);
  text.erase(text.find_last_not_of(cut) + 1);
  text.erase(0, std::min(text.find_first_not_of(cut), text.size()));
  return call.MadeText(std::move(text));
}

Value TrimPrefix(const Call& call) {
  const std::string text = call.Text(0);
  const std::string prefix = call.Text(1);
  return call.MadeText(text.starts_with(prefix) ? text.substr(prefix.size()) : text);
}

Value TrimSuffix(const Call& call) {
  std::string text = call.Text(0);
  const std::string suffix = call.Text(1);
  if (text.ends_with(suffix)) text.resize(text.size() - suffix.size());
  return call.MadeText(std::move(text));
}

Value Chomp(const Call& call) {
  std::string text = call.Text(0);
  text.erase(text.find_last_not_of("\r\n") + 1);
  return call.MadeText(std::move(text));
}

Value Indent(const Call& call) {
  const int64_t spaces = call.Whole(0);
  if (spaces < 0 || spaces > 1000) call.Fail("the number of spaces must be between 0 and 1000");
  std::string indented;
  for (const char c : call.Text(1)) {
    indented += c;
    if (c != '\n') continue;
    call.evaluator().budget().ChargeText(static_cast<size_t>(spaces), call.mark());
    indented.append(static_cast<size_t>(spaces), ' ');
  }
  return call.MadeText(std::move(indented));
}

Value StrRev(const Call& call) {
  const std::string text = call.Text(0);
  const std::vector<size_t> begins = CharacterBegins(text);
  std::string reversed;
  for (size_t i = begins.size() - 1; i > 0; --i)
    reversed.append(text, begins[i - 1], begins[i] - begins[i - 1]);
  return call.MadeText(std::move(reversed));
}

Value StartsWith(const Call& call) { return Value::Bool(call.Text(0).starts_with(call.Text(1))); }
Value EndsWith(const Call& call) { return Value::Bool(call.Text(0).ends_with(call.Text(1))); }
Value StrContains(const Call& call) {
  return Value::Bool(call.Text(0).find(call.Text(1)) != std::string::npos);
}

RegularExpression ParsePattern(const Call& call, std::string_view text) {
  std::string fault;
  std::optional<RegularExpression> pattern = RegularExpression::Parse(text, &fault);
  // Not a fault that can() may take for a text that does not match.
  if (!pattern) {
    throw FinalError(call.mark(), call.evaluator().place(),
                     "the regular expression is not evaluated: " + fault);
  }
  return *std::move(pattern);
}

std::optional<RegularExpression::Groups> Find(const Call& call, const RegularExpression& pattern,
                                              std::string_view text, size_t from) {
  call.evaluator().budget().ChargeText(text.size() - from, call.mark());
  return pattern.Find(text, from);
}

Value GroupValue(std::string_view text, const std::pair<size_t, size_t>& group) {
  if (group.first == std::string_view::npos || group.second == std::string_view::npos) return {};
  return Value::String(std::string(text.substr(group.first, group.second - group.first)));
}

// The whole match, or its groups: a list, or an object where they have names.
Value MatchValue(const RegularExpression& pattern, std::string_view text,
                 const RegularExpression::Groups& groups) {
  if (pattern.names().empty()) return GroupValue(text, groups[0]);
  Value::Items items;
  Value::Members members;
  for (size_t i = 1; i < groups.size(); ++i) {
    const std::string& name = pattern.names()[i - 1];
    if (name.empty()) {
      items.push_back(GroupValue(text, groups[i]));
    } else {
      members.insert_or_assign(name, GroupValue(text, groups[i]));
    }
  }
  return members.empty() ? Value::List(std::move(items)) : Value::Map(std::move(members));
}

Value Regex(const Call& call) {
  const RegularExpression pattern = ParsePattern(call, call.Text(0));
  const std::string text = call.Text(1);
  const auto groups = Find(call, pattern, text, 0);
  if (!groups) call.Fail("the pattern matches no part of the string");
  return MatchValue(pattern, text, *groups);
}

// Where to look for the next match.
size_t After(const RegularExpression::Groups& groups) {
  const auto& [begin, end] = groups[0];
  return end > begin ? end : end + 1;
}

Value RegexAll(const Call& call) {
  const RegularExpression pattern = ParsePattern(call, call.Text(0));
  const std::string text = call.Text(1);
  Value::Items matches;
  for (size_t from = 0; from <= text.size();) {
    const auto groups = Find(call, pattern, text, from);
    if (!groups) break;
    matches.push_back(MatchValue(pattern, text, *groups));
    from = After(*groups);
  }
  return call.Made(Value::List(std::move(matches)));
}

// "$1", "${name}" of a replacement.
void AppendReplacement(const RegularExpression& pattern, std::string_view text,
                       const RegularExpression::Groups& groups, std::string_view replacement,
                       std::string* out) {
  for (size_t i = 0; i < replacement.size(); ++i) {
    if (replacement[i] != '$' || i + 1 == replacement.size()) {
      out->push_back(replacement[i]);
      continue;
    }
    if (replacement[i + 1] == '$') {
      out->push_back('$');
      ++i;
      continue;
    }
    const bool braced = replacement[i + 1] == '{';
    const size_t begin = i + (braced ? 2 : 1);
    size_t end = begin;
    while (end < replacement.size() &&
           (std::isalnum(static_cast<unsigned char>(replacement[end])) != 0 ||
            replacement[end] == '_'))
      ++end;
    const std::string_view name = replacement.substr(begin, end - begin);
    if (name.empty() || (braced && replacement.substr(end, 1) != "}")) {
      out->push_back('$');
      continue;
    }
    size_t group = 0;
    const bool is_number = std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
    if (is_number && name.size() < 4) {
      group = static_cast<size_t>(std::stoi(std::string(name)));
    } else {
      const auto found = std::ranges::find(pattern.names(), name);
      group = static_cast<size_t>(found - pattern.names().begin()) + 1;
    }
    if (group < groups.size()) out->append(GroupValue(text, groups[group]).text());
    i = end - (braced ? 0 : 1);
  }
}

Value ReplacePattern(const Call& call, std::string_view wanted) {
  const RegularExpression pattern = ParsePattern(call, wanted);
  const std::string text = call.Text(0);
  const std::string replacement = call.Text(2);
  std::string out;
  size_t copied = 0;
  size_t last_end = std::string::npos;
  for (size_t from = 0; from <= text.size();) {
    const auto groups = Find(call, pattern, text, from);
    if (!groups) break;
    const auto& [begin, end] = (*groups)[0];
    // An empty match directly behind another one is none.
    if (end > begin || begin != last_end) {
      out.append(text, copied, begin - copied);
      AppendReplacement(pattern, text, *groups, replacement, &out);
      call.evaluator().budget().ChargeText(out.size() / 64, call.mark());
      copied = end;
      last_end = end;
    }
    from = After(*groups);
  }
  return call.MadeText(out.append(text, copied));
}

Value Replace(const Call& call) {
  const std::string wanted = call.Text(1);
  if (wanted.size() > 1 && wanted.starts_with('/') && wanted.ends_with('/'))
    return ReplacePattern(call, std::string_view(wanted).substr(1, wanted.size() - 2));
  const std::string text = call.Text(0);
  const std::string replacement = call.Text(2);
  std::string out;
  size_t begin = 0;
  while (!wanted.empty()) {
    const size_t end = text.find(wanted, begin);
    if (end == std::string::npos) break;
    call.evaluator().budget().ChargeText(end - begin + replacement.size(), call.mark());
    out.append(text, begin, end - begin).append(replacement);
    begin = end + wanted.size();
  }
  return call.MadeText(out.append(text, begin));
}

}  // namespace

std::vector<Function> StringFunctions() {
  constexpr auto kParts = Function::Needs::kParts;
  return {{"upper", 1, 1, ToUpper},         {"lower", 1, 1, ToLower},
          {"title", 1, 1, Title},           {"join", 2, Function::kAny, Join, kParts},
          {"split", 2, 2, Split},           {"substr", 3, 3, Substr},
          {"trimspace", 1, 1, TrimSpace},   {"trim", 2, 2, Trim},
          {"trimprefix", 2, 2, TrimPrefix}, {"trimsuffix", 2, 2, TrimSuffix},
          {"chomp", 1, 1, Chomp},           {"indent", 2, 2, Indent},
          {"strrev", 1, 1, StrRev},         {"startswith", 2, 2, StartsWith},
          {"endswith", 2, 2, EndsWith},     {"strcontains", 2, 2, StrContains},
          {"regex", 2, 2, Regex},           {"regexall", 2, 2, RegexAll},
          {"replace", 3, 3, Replace}};
}

}  // namespace pumice::deploy::terraform
