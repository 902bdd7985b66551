#include "engine/expression/placeholders.h"

#include <algorithm>
#include <string>

#include "engine/error/api_error.h"

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
    ThrowValidation(std::string(map) +
                    " contains invalid key: The expression attribute map contains a key that is "
                    "too long; size of key: " +
                    std::to_string(key.size()));
  }
  if (key.size() >= 2 && key[0] == sigil &&
      std::all_of(key.begin() + 1, key.end(), IsWordCharacter)) {
    return;
  }
  ThrowValidation(std::string(map) + " contains invalid key: Syntax error; key: \"" +
                  std::string(key) + "\"");
}

void CheckNotEmpty(std::string_view map, size_t size) {
  if (size == 0) ThrowValidation(std::string(map) + " must not be empty");
}

void CheckName(const Placeholders::Name& name) {
  std::string fault;
  if (name.second.empty()) fault = "Empty attribute name";
  if (name.second.size() > kMaxNameBytes) {
    fault = "Attribute name is too large, must be less than 65536 bytes";
  }
  if (fault.empty()) return;
  ThrowValidation("ExpressionAttributeNames contains invalid value: " + fault + " for key " +
                  std::string(name.first));
}

void CheckTotalSize(const std::vector<Placeholders::Name>& names,
                    const std::vector<Placeholders::Value>& values) {
  size_t total = 0;
  for (const auto& [placeholder, name] : names) total += placeholder.size() + name.size();
  if (total > kMaxTotalBytes) ThrowValidation("ExpressionAttributeNames exceeds max size");
  for (const auto& [placeholder, value] : values) total += placeholder.size() + ValueSize(value);
  if (total > kMaxTotalBytes) ThrowValidation("ExpressionAttributeValues exceeds max size");
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
  ThrowValidation("Value provided in " + std::string(map) + " unused in expressions: keys: {" +
                  unused + "}");
}

}  // namespace

Placeholders::Placeholders(const std::vector<Name>& names, const std::vector<Value>& values) {
  CheckTotalSize(names, values);
  Fill(names, &names_);
  Fill(values, &values_);
}

void Placeholders::CheckNames(const std::vector<Name>& names) {
  CheckNotEmpty("ExpressionAttributeNames", names.size());
  for (const Name& name : names) {
    CheckKey("ExpressionAttributeNames", '#', name.first);
    CheckName(name);
  }
}

void Placeholders::CheckValues(const std::vector<Value>& values) {
  CheckNotEmpty("ExpressionAttributeValues", values.size());
  for (const Value& value : values) CheckKey("ExpressionAttributeValues", ':', value.first);
}

const std::string_view* Placeholders::UseName(std::string_view placeholder) {
  return Use(names_, placeholder);
}

const ValueView* Placeholders::UseValue(std::string_view placeholder) {
  return Use(values_, placeholder);
}

void Placeholders::CheckAllUsed() const {
  CheckUsed("ExpressionAttributeNames", names_);
  CheckUsed("ExpressionAttributeValues", values_);
}

}  // namespace pumice
