// SPDX-License-Identifier: Apache-2.0

#include "engine/item/value.h"

#include <array>
#include <cassert>
#include <iterator>

namespace pumice {
namespace {

constexpr std::array<std::string_view, 11> kTypeNames = {"",   "S",  "N",  "B", "BOOL", "NULL",
                                                         "SS", "NS", "BS", "L", "M"};

template <typename View>
size_t Count(const View& view) {
  return static_cast<size_t>(std::distance(view.begin(), view.end()));
}

}  // namespace

std::string_view ValueTypeName(ValueType type) {
  assert(static_cast<size_t>(type) < kTypeNames.size());
  return kTypeNames[static_cast<size_t>(type)];
}

std::optional<ValueType> ValueTypeFromName(std::string_view name) {
  for (size_t i = 1; i < kTypeNames.size(); ++i) {
    if (kTypeNames[i] == name) return static_cast<ValueType>(i);
  }
  return std::nullopt;
}

size_t SetView::size() const { return Count(*this); }
size_t ListView::size() const { return Count(*this); }
size_t MapView::size() const { return Count(*this); }

bool SetView::Contains(std::string_view element) const {
  for (const std::string_view candidate : *this) {
    if (candidate == element) return true;
  }
  return false;
}

std::optional<ValueView> ListView::At(size_t index) const {
  for (const ValueView element : *this) {
    if (index-- == 0) return element;
  }
  return std::nullopt;
}

std::optional<ValueView> MapView::Find(std::string_view name) const {
  const char* p = payload_.data();
  const char* const last = p + payload_.size();
  while (p != last) {
    uint32_t size;
    p = encoding::ReadVarint(p, &size);
    const ValueView value(p + size);
    if (size == name.size() && std::memcmp(p, name.data(), size) == 0) return value;
    p = value.end();
  }
  return std::nullopt;
}

size_t ValueSize(ValueView value) {
  switch (value.type()) {
    case ValueType::kString:
    case ValueType::kNumber:
    case ValueType::kBinary:
      return value.payload().size();
    case ValueType::kBool:
    case ValueType::kNull:
      return 1;
    case ValueType::kStringSet:
    case ValueType::kNumberSet:
    case ValueType::kBinarySet: {
      size_t size = 0;
      for (const std::string_view element : value.AsSet()) size += element.size();
      return size;
    }
    case ValueType::kList: {
      size_t size = 3;
      for (const ValueView element : value.AsList()) size += 1 + ValueSize(element);
      return size;
    }
    case ValueType::kMap: {
      size_t size = 3;
      for (const Attribute& attribute : value.AsMap()) {
        size += 1 + attribute.name.size() + ValueSize(attribute.value);
      }
      return size;
    }
  }
  return 0;
}

size_t ItemSize(ItemView item) {
  size_t size = 0;
  for (const Attribute& attribute : item)
    size += attribute.name.size() + ValueSize(attribute.value);
  return size;
}

}  // namespace pumice
