// SPDX-License-Identifier: Apache-2.0

#pragma once

// What the tests of expressions share: values written shortly, requests' placeholders, and whole
// error messages.

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/error/api_error.h"
#include "engine/expression/placeholders.h"
#include "engine/item/number.h"
#include "engine/item/value.h"
#include "engine/item/value_writer.h"

namespace pumice::testing {

// An encoded value that owns its bytes.
class TestValue {
 public:
  explicit TestValue(std::string encoded) : encoded_(std::move(encoded)) {}
  ValueView view() const { return ValueView(encoded_.data()); }
  const std::string& encoded() const { return encoded_; }

 private:
  std::string encoded_;
};

template <typename Write>
TestValue Encode(Write write) {
  std::string encoded;
  ValueWriter writer(&encoded);
  write(writer);
  return TestValue(std::move(encoded));
}

inline std::string NumberBytes(std::string_view text) {
  Number number;
  if (number.Parse(text) != NumberError::kNone) throw std::invalid_argument("not a number");
  return std::string(number.bytes());
}

inline TestValue S(std::string_view text) {
  return Encode([&](ValueWriter& writer) { writer.String(text); });
}
inline TestValue N(std::string_view text) {
  return Encode([&](ValueWriter& writer) { writer.Number(std::string_view(NumberBytes(text))); });
}
inline TestValue B(std::string_view bytes) {
  return Encode([&](ValueWriter& writer) { writer.Binary(bytes); });
}
inline TestValue Bool(bool value) {
  return Encode([&](ValueWriter& writer) { writer.Bool(value); });
}
inline TestValue Null() {
  return Encode([](ValueWriter& writer) { writer.Null(); });
}

inline TestValue Set(ValueType type, std::vector<std::string> elements) {
  std::sort(elements.begin(), elements.end());
  const std::vector<std::string_view> views(elements.begin(), elements.end());
  return Encode([&](ValueWriter& writer) { writer.Set(type, views); });
}
inline TestValue SS(std::vector<std::string> elements) {
  return Set(ValueType::kStringSet, std::move(elements));
}
inline TestValue BS(std::vector<std::string> elements) {
  return Set(ValueType::kBinarySet, std::move(elements));
}
inline TestValue NS(const std::vector<std::string>& elements) {
  std::vector<std::string> numbers;
  for (const std::string& element : elements) numbers.push_back(NumberBytes(element));
  return Set(ValueType::kNumberSet, std::move(numbers));
}

inline TestValue L(const std::vector<TestValue>& elements) {
  return Encode([&](ValueWriter& writer) {
    const size_t list = writer.BeginList();
    for (const TestValue& element : elements) writer.Copy(element.view());
    writer.End(list);
  });
}

using Attributes = std::map<std::string, TestValue>;

inline TestValue M(const Attributes& attributes) {
  return Encode([&](ValueWriter& writer) {
    const size_t map = writer.BeginMap();
    for (const auto& [name, value] : attributes) {
      writer.Name(name);
      writer.Copy(value.view());
    }
    writer.End(map);
  });
}

// An item's encoding.
inline std::string Item(const Attributes& attributes) {
  return std::string(M(attributes).view().payload());
}

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
  Request(const std::map<std::string, TestValue>& values,
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
  std::map<std::string, TestValue> values_;
  std::map<std::string, std::string> names_;
};

// The message of the validation error that `action` throws; empty if it throws none.
template <typename Action>
std::string MessageOf(Action action) {
  try {
    action();
  } catch (const ApiError& error) {
    return error.code() == ErrorCode::kValidation ? error.message() : "another error";
  }
  return "";
}

// `text` `count` times, with `separator` between.
inline std::string Repeat(std::string_view text, size_t count, std::string_view separator = "") {
  std::string repeated;
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) repeated += separator;
    repeated += text;
  }
  return repeated;
}

}  // namespace pumice::testing
