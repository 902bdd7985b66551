// SPDX-License-Identifier: Apache-2.0

#include "engine/expression/placeholders.h"

#include <algorithm>
#include <string>

#include "engine/error/expressions.h"

namespace pumice {
namespace {

constexpr size_t kMaxPlaceholderBytes = 255;  // with its '#' or ':'
constexpr size_t kMaxNameBytes = 65535;
// Of all names and values, with their placeholders ("Constraints", Expression parameters).
constexpr size_t kMaxTotalBytes = 2 * 1024 * 1024;

bool IsWordCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

void CheckKey(std::string_view map, char sigil, std::string_view key) {
  if (key.size() > kMaxPlaceholderBytes) {
    ThrowPlaceholderTooLong(map, key.size());
  }
  if (key.size() >= 2 && key[0] == sigil &&
      std::all_of(key.begin() + 1, key.end(), IsWordCharacter)) {
    return;
  }
  ThrowPlaceholderSyntax(map, key);
}

void CheckNotEmpty(std::string_view map, size_t size) {
  if (size == 0) ThrowNoPlaceholders(map);
}

void CheckName(const Placeholders::Name& name) {
  if (name.second.empty()) ThrowEmptyNameOf(name.first);
  if (name.second.size() > kMaxNameBytes) ThrowNameTooLongOf(name.first);
}

void CheckTotalSize(const std::vector<Placeholders::Name>& names,
                    const std::vector<Placeholders::Value>& values) {
  size_t total = 0;
  for (const auto& [placeholder, name] : names) total += placeholder.size() + name.size();
  if (total > kMaxTotalBytes) ThrowPlaceholdersTooLarge(kExpressionNames);
  for (const auto& [placeholder, value] : values) total += placeholder.size() + ValueSize(value);
  if (total > kMaxTotalBytes) ThrowPlaceholdersTooLarge(kExpressionValues);
}

template <typename Entries, typename Source>
void Fill(const Source& source, Entries* entries) {
  entries->reserve(source.size());
  for (const auto& [placeholder, target] : source) entries->push_back({placeholder, target, false});
  std::stable_sort(entries->begin(), entries->end(),
                   [](const auto& a, const auto& b) { return a.placeholder < b.placeholder; });
  // The last of equals stays.
  auto kept = std::unique(entries->rbegin(), entries->rend(), [](const auto& a, const auto& b) {
    return a.placeholder == b.placeholder;
  });
  entries->erase(entries->begin(), kept.base());
}

template <typename Entries>
auto* Use(Entries& entries, std::string_view placeholder) {
  const auto found = std::lower_bound(
      entries.begin(), entries.end(), placeholder,
      [](const auto& entry, std::string_view text) { return entry.placeholder < text; });
  if (found == entries.end() || found->placeholder != placeholder) {
    return static_cast<decltype(&found->target)>(nullptr);
  }
  found->used = true;
  return &found->target;
}

template <typename Entries>
void CheckUsed(std::string_view map, const Entries& entries) {
  std::string unused;
  for (const auto& entry : entries) {
    if (entry.used) continue;
    if (!unused.empty()) unused += ", ";
    unused += entry.placeholder;
  }
  if (unused.empty()) return;
  ThrowUnusedPlaceholders(map, unused);
}

}  // namespace

Placeholders::Placeholders(const std::vector<Name>& names, const std::vector<Value>& values) {
  CheckTotalSize(names, values);
  Fill(names, &names_);
  Fill(values, &values_);
}

void Placeholders::CheckNames(const std::vector<Name>& names) {
  CheckNotEmpty(kExpressionNames, names.size());
  for (const Name& name : names) {
    CheckKey(kExpressionNames, '#', name.first);
    CheckName(name);
  }
}

void Placeholders::CheckValues(const std::vector<Value>& values) {
  CheckNotEmpty(kExpressionValues, values.size());
  for (const Value& value : values) CheckKey(kExpressionValues, ':', value.first);
}

const std::string_view* Placeholders::UseName(std::string_view placeholder) {
  return Use(names_, placeholder);
}

const ValueView* Placeholders::UseValue(std::string_view placeholder) {
  return Use(values_, placeholder);
}

void Placeholders::CheckAllUsed() const {
  CheckUsed(kExpressionNames, names_);
  CheckUsed(kExpressionValues, values_);
}

}  // namespace pumice
