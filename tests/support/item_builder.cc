// SPDX-License-Identifier: Apache-2.0

#include "tests/support/item_builder.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "engine/item/number.h"
#include "engine/item/value_writer.h"

namespace pumice::test {
namespace {

std::string NumberBytes(std::string_view text) {
  Number number;
  if (number.Parse(text) != NumberError::kNone) {
    throw std::invalid_argument("not a number: " + std::string(text));
  }
  return std::string(number.bytes());
}

std::vector<std::string> NumbersBytes(const std::vector<std::string>& texts) {
  std::vector<std::string> bytes;
  for (const std::string& text : texts) bytes.push_back(NumberBytes(text));
  return bytes;
}

void PrintHex(std::ostream& out, std::string_view bytes) {
  static constexpr char kHex[] = "0123456789abcdef";
  for (const unsigned char byte : bytes) out << kHex[byte >> 4] << kHex[byte & 15];
}

void PrintString(std::ostream& out, std::string_view text) {
  out << '"';
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f) {
      out << "\\x";
      PrintHex(out, {&c, 1});
    } else {
      out << c;
    }
  }
  out << '"';
}

void PrintScalar(std::ostream& out, ValueType type, std::string_view bytes) {
  switch (type) {
    case ValueType::kNumber:
      out << '"' << Number::FromBytes(bytes).ToText() << '"';
      break;
    case ValueType::kBinary:
      out << '"';
      PrintHex(out, bytes);
      out << '"';
      break;
    case ValueType::kBool:
      out << (bytes == std::string_view("\1") ? "true" : "false");
      break;
    case ValueType::kNull:
      out << "true";
      break;
    default:
      PrintString(out, bytes);
  }
}

// "a, b, c" between brackets; `print` takes the index.
template <typename Print>
void PrintSequence(std::ostream& out, const char* brackets, size_t size, Print print) {
  out << brackets[0];
  for (size_t i = 0; i < size; ++i) {
    if (i > 0) out << ", ";
    print(i);
  }
  out << brackets[1];
}

}  // namespace

Value MakeScalar(ValueType type, std::string_view bytes) {
  Value value(type);
  value.scalar_ = bytes;
  value.encoded_.push_back(static_cast<char>(type));
  encoding::AppendVarint(static_cast<uint32_t>(bytes.size()), &value.encoded_);
  value.encoded_ += bytes;
  return value;
}

Value MakeSet(ValueType type, std::vector<std::string> elements) {
  std::sort(elements.begin(), elements.end());
  elements.erase(std::unique(elements.begin(), elements.end()), elements.end());
  Value value(type);
  value.strings_ = std::move(elements);
  const std::vector<std::string_view> views(value.strings_.begin(), value.strings_.end());
  ValueWriter(&value.encoded_).Set(type, views);
  return value;
}

Value S(std::string_view text) { return MakeScalar(ValueType::kString, text); }
Value N(std::string_view text) { return MakeScalar(ValueType::kNumber, NumberBytes(text)); }
Value N(int64_t number) { return N(std::to_string(number)); }
Value B(std::string_view bytes) { return MakeScalar(ValueType::kBinary, bytes); }
Value Bool(bool value) {
  return MakeScalar(ValueType::kBool, std::string_view(value ? "\1" : "\0", 1));
}
Value Null() { return MakeScalar(ValueType::kNull, {}); }
Value SS(const std::vector<std::string>& elements) {
  return MakeSet(ValueType::kStringSet, elements);
}
Value NS(const std::vector<std::string>& elements) {
  return MakeSet(ValueType::kNumberSet, NumbersBytes(elements));
}
Value BS(const std::vector<std::string>& elements) {
  return MakeSet(ValueType::kBinarySet, elements);
}

Value L(const std::vector<Value>& elements) {
  Value value(ValueType::kList);
  value.elements_ = elements;
  ValueWriter writer(&value.encoded_);
  const size_t mark = writer.BeginList();
  for (const Value& element : elements) writer.Copy(element);
  writer.End(mark);
  return value;
}

Value M(const Attributes& attributes) {
  Value value(ValueType::kMap);
  ValueWriter writer(&value.encoded_);
  const size_t mark = writer.BeginMap();
  for (const auto& [name, element] : attributes) {
    value.strings_.push_back(name);
    value.elements_.push_back(element);
    writer.Name(name);
    writer.Copy(element);
  }
  writer.End(mark);
  return value;
}

Value Value::Of(ValueView view) {
  if (IsSet(view.type())) {
    std::vector<std::string> elements;
    for (const std::string_view element : view.AsSet()) elements.emplace_back(element);
    return MakeSet(view.type(), std::move(elements));
  }
  if (view.type() == ValueType::kList) {
    std::vector<Value> elements;
    for (const ValueView element : view.AsList()) elements.push_back(Of(element));
    return L(elements);
  }
  if (view.type() == ValueType::kMap) return M(Item::Of(view.AsMap()).attributes());
  return MakeScalar(view.type(), view.payload());
}

bool operator==(const Value& a, const Value& b) {
  return a.type_ == b.type_ && a.scalar_ == b.scalar_ && a.strings_ == b.strings_ &&
         a.elements_ == b.elements_;
}

std::ostream& operator<<(std::ostream& out, const Value& value) {
  out << "{\"" << ValueTypeName(value.type_) << "\": ";
  if (IsSet(value.type_)) {
    PrintSequence(out, "[]", value.strings_.size(),
                  [&](size_t i) { PrintScalar(out, ElementType(value.type_), value.strings_[i]); });
  } else if (value.type_ == ValueType::kList) {
    PrintSequence(out, "[]", value.elements_.size(), [&](size_t i) { out << value.elements_[i]; });
  } else if (value.type_ == ValueType::kMap) {
    PrintSequence(out, "{}", value.elements_.size(), [&](size_t i) {
      PrintString(out, value.strings_[i]);
      out << ": " << value.elements_[i];
    });
  } else {
    PrintScalar(out, value.type_, value.scalar_);
  }
  return out << '}';
}

Item::Item(Attributes attributes) : attributes_(std::move(attributes)) {
  ValueWriter writer(&encoded_);
  for (const auto& [name, value] : attributes_) {
    writer.Name(name);
    writer.Copy(value);
  }
}

Item Item::Of(ItemView view) {
  Attributes attributes;
  for (const Attribute& attribute : view) {
    attributes.emplace(attribute.name, Value::Of(attribute.value));
  }
  return Item(std::move(attributes));
}

Item Item::With(const std::string& name, const Value& value) const {
  Attributes attributes = attributes_;
  attributes.insert_or_assign(name, value);
  return Item(std::move(attributes));
}

Item Item::Without(const std::string& name) const {
  Attributes attributes = attributes_;
  attributes.erase(name);
  return Item(std::move(attributes));
}

Item Item::Only(const std::vector<std::string>& names) const {
  Attributes attributes;
  for (const std::string& name : names) {
    const auto it = attributes_.find(name);
    if (it != attributes_.end()) attributes.insert(*it);
  }
  return Item(std::move(attributes));
}

std::ostream& operator<<(std::ostream& out, const Item& item) {
  auto it = item.attributes_.begin();
  PrintSequence(out, "{}", item.attributes_.size(), [&](size_t) {
    PrintString(out, it->first);
    out << ": " << it->second;
    ++it;
  });
  return out;
}

}  // namespace pumice::test
