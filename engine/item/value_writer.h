// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cassert>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/item/number.h"
#include "engine/item/value.h"

namespace pumice {

// Appends encoded values to a string. The caller keeps the encoding canonical: attribute names
// ascending and each once, set elements ascending and each once.
//
//   std::string item;
//   ValueWriter writer(&item);
//   writer.Name("count"); writer.Number(Number::FromInt(1).bytes());
//   writer.Name("tags");  size_t tags = writer.BeginMap(); … writer.End(tags);
class ValueWriter {
 public:
  explicit ValueWriter(std::string* out) : out_(out) {}

  // An attribute's name; its value comes next.
  void Name(std::string_view name) { AppendBytes(name); }

  void String(std::string_view value) { Leaf(ValueType::kString, value); }
  void Number(std::string_view number_bytes) { Leaf(ValueType::kNumber, number_bytes); }
  void Number(const class Number& number) { Leaf(ValueType::kNumber, number.bytes()); }
  void Binary(std::string_view value) { Leaf(ValueType::kBinary, value); }
  void Bool(bool value) { Leaf(ValueType::kBool, std::string_view(value ? "\1" : "\0", 1)); }
  void Null() { Leaf(ValueType::kNull, {}); }
  // Elements ascending by bytes, without duplicates.
  void Set(ValueType type, std::span<const std::string_view> elements);
  // A whole value that stands encoded elsewhere.
  void Copy(ValueView value) { out_->append(value.encoded()); }
  // A map whose attributes stand encoded elsewhere, such as an item.
  void Map(MapView map) { Leaf(ValueType::kMap, map.payload()); }
  // Attributes that stand encoded elsewhere (MapView::Iterator::encoded()).
  void CopyAttribute(std::string_view encoded) { out_->append(encoded); }

  // Opens a list or map; what is written until End(mark) is inside.
  size_t BeginList() { return Begin(ValueType::kList); }
  size_t BeginMap() { return Begin(ValueType::kMap); }
  void End(size_t mark);

 private:
  void Leaf(ValueType type, std::string_view payload) {
    out_->push_back(static_cast<char>(type));
    AppendBytes(payload);
  }
  void AppendBytes(std::string_view bytes) {
    assert(bytes.size() <= UINT32_MAX);
    encoding::AppendVarint(static_cast<uint32_t>(bytes.size()), out_);
    out_->append(bytes);
  }
  size_t Begin(ValueType type);

  std::string* out_;
};

}  // namespace pumice
