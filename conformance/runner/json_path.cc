// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/json_path.h"

#include <charconv>

namespace pumice::conformance {
namespace {

const JsonValue* FindElement(const JsonValue& list, std::string_view number) {
  rapidjson::SizeType index = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), index);
  if (error != std::errc() || end != number.data() + number.size()) return nullptr;
  return index < list.Size() ? &list[index] : nullptr;
}

}  // namespace

const JsonValue* FindAny(const JsonValue& object, std::string_view name) {
  for (const auto& member : object.GetObject()) {
    if (JsonText(member.name) == name) return &member.value;
  }
  return nullptr;
}

const JsonValue* FindPath(const JsonValue& root, std::string_view path) {
  const JsonValue* value = &root;
  for (bool more = true; more && value != nullptr;) {
    const size_t dot = path.find('.');
    const std::string_view name = path.substr(0, dot);
    more = dot != std::string_view::npos;
    if (more) path.remove_prefix(dot + 1);
    if (value->IsObject()) {
      value = FindAny(*value, name);
    } else {
      value = value->IsArray() ? FindElement(*value, name) : nullptr;
    }
  }
  return value;
}

}  // namespace pumice::conformance
