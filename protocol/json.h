// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <rapidjson/document.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/json_memory.h"

namespace pumice {

using JsonValue = rapidjson::GenericValue<rapidjson::UTF8<>, JsonAllocator>;

// How deep a request's JSON may nest at all: far more than any valid request needs (an attribute
// value takes two levels for each of its own 32), and little enough to recurse over.
inline constexpr int kMaxJsonDepth = 1024;

// What values and parser may take of memory for a text, its copy aside. No valid request needs
// more: the densest, lists of
// {"S":""}, take six times their length, and eight times within one item.
constexpr size_t MaxJsonMemory(size_t text_size) {
  constexpr size_t kPerByte = 6;
  constexpr size_t kAnyway = 12 * 1024 * 1024;
  return kAnyway + kPerByte * text_size;
}

// One parsed JSON text and the memory that its values live in. A text of a few kilobytes costs no
// allocation: text, values and parser stack lie in this object, which therefore belongs on the
// stack.
class JsonDocument {
 public:
  // `memory`: what a long text and its values are counted in; null: they are not.
  explicit JsonDocument(MemoryBudget* memory = nullptr);

  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  // Copies `text` and parses it. False if it is not one JSON value in valid UTF-8, nests deeper
  // than kMaxJsonDepth or takes more than MaxJsonMemory. To be called once. Throws
  // ThrowOutOfMemory's error if there is no memory left to count.
  [[nodiscard]] bool Parse(std::string_view text);

  // The value; its strings borrow from this object.
  const JsonValue& root() const { return root_; }

 private:
  // The parser looks at blocks of so many bytes, beyond the text's end too.
  static constexpr size_t kBlock = 16;
  static constexpr size_t kInlineText = 8 * 1024;
  static constexpr size_t kInlineValues = 16 * 1024;

  alignas(16) char text_[kInlineText];
  alignas(16) char value_memory_[kInlineValues];
  std::unique_ptr<char[]> long_text_;
  JsonBudget budget_;
  JsonAllocator values_;
  JsonValue root_;
};

inline std::string_view JsonText(const JsonValue& string) {
  return {string.GetString(), string.GetStringLength()};
}

// The member of that name, or null where there is none or its value is JSON's null. Of several the
// last one counts. `object` must be an object.
inline const JsonValue* FindMember(const JsonValue& object, std::string_view name) {
  for (auto member = object.MemberEnd(); member != object.MemberBegin();) {
    --member;
    if (JsonText(member->name) == name) {
      return member->value.IsNull() ? nullptr : &member->value;
    }
  }
  return nullptr;
}

// A number as the service takes it for an integer: its fraction is dropped, and what does not fit
// becomes the nearest int64_t. `number` must be a number.
int64_t JsonInteger(const JsonValue& number);

// Appends the value as JSON text.
void AppendJson(const JsonValue& value, std::string* out);

// Members of input that ValidateInput has passed, and whose types are therefore known.
inline std::optional<std::string_view> FindString(const JsonValue& object, std::string_view name) {
  const JsonValue* value = FindMember(object, name);
  if (value == nullptr) return std::nullopt;
  return JsonText(*value);
}

inline std::optional<int64_t> FindInteger(const JsonValue& object, std::string_view name) {
  const JsonValue* value = FindMember(object, name);
  if (value == nullptr) return std::nullopt;
  return JsonInteger(*value);
}

inline std::optional<bool> FindBool(const JsonValue& object, std::string_view name) {
  const JsonValue* value = FindMember(object, name);
  if (value == nullptr) return std::nullopt;
  return value->GetBool();
}

}  // namespace pumice
