// SPDX-License-Identifier: Apache-2.0

#pragma once

// What the tests of expressions share: values printed shortly, and requests' placeholders.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/expression/placeholders.h"
#include "engine/item/number.h"
#include "engine/item/value.h"
#include "tests/support/item_builder.h"
#include "tests/support/repeat.h"
#include "tests/support/thrown_error.h"

namespace pumice::test {

// A value in a short notation, so that failures are readable: {a: "x", b: [1, true]}.
inline std::string Print(ValueView value);

inline std::string PrintAttributes(MapView map) {
  std::string text = "{";
  for (const Attribute& attribute : map) {
    if (text.size() > 1) text += ", ";
    text += std::string(attribute.name) + ": " + Print(attribute.value);
  }
  return text + "}";
}

inline std::string PrintLeaf(ValueType type, std::string_view bytes) {
  if (type != ValueType::kNumber) return "\"" + std::string(bytes) + "\"";
  std::string text;
  Number::AppendText(bytes, &text);
  return text;
}

inline std::string Print(ValueView value) {
  std::string text;
  switch (value.type()) {
    case ValueType::kString:
    case ValueType::kNumber:
      return PrintLeaf(value.type(), value.payload());
    case ValueType::kBinary:
      return "b" + PrintLeaf(value.type(), value.payload());
    case ValueType::kBool:
      return value.AsBool() ? "true" : "false";
    case ValueType::kNull:
      return "null";
    case ValueType::kMap:
      return PrintAttributes(value.AsMap());
    case ValueType::kList:
      for (const ValueView element : value.AsList()) {
        text += (text.empty() ? "" : ", ") + Print(element);
      }
      return "[" + text + "]";
    default:
      for (const std::string_view element : value.AsSet()) {
        text += (text.empty() ? "" : ", ") + PrintLeaf(ElementType(value.type()), element);
      }
      return "<" + text + ">";
  }
}

// A request's placeholders, kept alive.
class Request {
 public:
  Request() = default;
  Request(const std::map<std::string, Value>& values,
          const std::map<std::string, std::string>& names = {})
      : values_(values), names_(names) {}

  // Borrows from the request.
  Placeholders Make() const& {
    std::vector<Placeholders::Name> names(names_.begin(), names_.end());
    std::vector<Placeholders::Value> values;
    for (const auto& [placeholder, value] : values_) {
      values.emplace_back(placeholder, value.view());
    }
    return Placeholders(names, values);
  }
  Placeholders Make() const&& = delete;

 private:
  std::map<std::string, Value> values_;
  std::map<std::string, std::string> names_;
};

}  // namespace pumice::test
