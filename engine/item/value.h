// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cassert>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace pumice {

// The ten types of a DynamoDB attribute value.
enum class ValueType : uint8_t {
  kString = 1,  // S
  kNumber,      // N
  kBinary,      // B
  kBool,        // BOOL
  kNull,        // NULL
  kStringSet,   // SS
  kNumberSet,   // NS
  kBinarySet,   // BS
  kList,        // L
  kMap,         // M
};

// "S", "N", … as the wire and attribute_type() spell it.
std::string_view ValueTypeName(ValueType type);
std::optional<ValueType> ValueTypeFromName(std::string_view name);

constexpr bool IsSet(ValueType type) {
  return type >= ValueType::kStringSet && type <= ValueType::kBinarySet;
}
// The type of a set's elements. Requires IsSet(type).
constexpr ValueType ElementType(ValueType set) {
  assert(IsSet(set));
  return static_cast<ValueType>(static_cast<uint8_t>(set) -
                                static_cast<uint8_t>(ValueType::kStringSet) +
                                static_cast<uint8_t>(ValueType::kString));
}

// Nesting allowed by DynamoDB: "Lists and maps can be nested up to 32 levels deep".
inline constexpr int kMaxNesting = 32;

// An encoded value: one byte of type, the payload's length as a varint, the payload.
//   S, B: the bytes          N: Number::bytes()       BOOL: one byte, 0 or 1     NULL: nothing
//   SS, NS, BS: varint length and bytes of each element, ascending by bytes, without duplicates
//   L: the encoded values    M: the encoded attributes (see MapView)
// The encoding is canonical: equal values are equal bytes.
//
// Every view in this file borrows bytes that a ValueWriter wrote, and never checks them again.

namespace encoding {

inline void AppendVarint(uint32_t value, std::string* out) {
  while (value >= 0x80) {
    out->push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out->push_back(static_cast<char>(value));
}

inline const char* ReadVarint(const char* p, uint32_t* value) {
  uint32_t byte = static_cast<unsigned char>(*p++);
  if (byte < 0x80) {
    *value = byte;
    return p;
  }
  uint32_t result = byte & 0x7f;
  for (int shift = 7;; shift += 7) {
    byte = static_cast<unsigned char>(*p++);
    result |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  *value = result;
  return p;
}

}  // namespace encoding

class MapView;
class ListView;
class SetView;

// One encoded value.
class ValueView {
 public:
  ValueView() = default;
  // `start` is the first byte of an encoded value.
  explicit ValueView(const char* start) : start_(start) {
    type_ = static_cast<ValueType>(*start);
    payload_ = encoding::ReadVarint(start + 1, &size_);
  }

  ValueType type() const { return type_; }
  // The payload. For S, N and B: the string, the number's bytes, the binary.
  std::string_view payload() const { return {payload_, size_}; }
  // Type, length and payload: what ValueWriter::Copy takes.
  std::string_view encoded() const {
    return {start_, static_cast<size_t>(payload_ + size_ - start_)};
  }
  const char* end() const { return payload_ + size_; }

  // Each requires the type it names.
  bool AsBool() const {
    assert(type_ == ValueType::kBool && size_ == 1);
    return *payload_ != 0;
  }
  inline SetView AsSet() const;
  inline ListView AsList() const;
  inline MapView AsMap() const;

  friend bool operator==(const ValueView& a, const ValueView& b) {
    return a.encoded() == b.encoded();
  }

 private:
  const char* start_ = nullptr;
  const char* payload_ = nullptr;
  uint32_t size_ = 0;
  ValueType type_ = ValueType::kNull;
};

// The elements of a set, as the bytes of strings, numbers or binaries; ascending.
class SetView {
 public:
  explicit SetView(std::string_view payload) : payload_(payload) {}

  class Iterator {
   public:
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;
    using pointer = const std::string_view*;
    using reference = std::string_view;
    explicit Iterator(const char* end) : at_(end), end_(end) {}
    Iterator(const char* at, const char* end) : at_(at), end_(end) { Read(); }
    std::string_view operator*() const { return element_; }
    Iterator& operator++() {
      at_ = element_.data() + element_.size();
      Read();
      return *this;
    }
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }
    bool operator==(const Iterator& other) const { return at_ == other.at_; }

   private:
    void Read() {
      if (at_ == end_) return;
      uint32_t size;
      const char* p = encoding::ReadVarint(at_, &size);
      element_ = {p, size};
    }
    const char* at_;
    const char* end_;
    std::string_view element_;
  };

  Iterator begin() const { return {payload_.data(), payload_.data() + payload_.size()}; }
  Iterator end() const { return Iterator(payload_.data() + payload_.size()); }
  size_t size() const;
  bool Contains(std::string_view element) const;

 private:
  std::string_view payload_;
};

// The elements of a list.
class ListView {
 public:
  explicit ListView(std::string_view payload) : payload_(payload) {}

  class Iterator {
   public:
    using value_type = ValueView;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;
    using pointer = const ValueView*;
    using reference = ValueView;
    explicit Iterator(const char* end) : at_(end), end_(end) {}
    Iterator(const char* at, const char* end) : at_(at), end_(end) {
      if (at_ != end_) value_ = ValueView(at_);
    }
    ValueView operator*() const { return value_; }
    Iterator& operator++() {
      at_ = value_.end();
      if (at_ != end_) value_ = ValueView(at_);
      return *this;
    }
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }
    bool operator==(const Iterator& other) const { return at_ == other.at_; }

   private:
    const char* at_;
    const char* end_;
    ValueView value_;
  };

  Iterator begin() const { return {payload_.data(), payload_.data() + payload_.size()}; }
  Iterator end() const { return Iterator(payload_.data() + payload_.size()); }
  size_t size() const;
  // The element at `index`, if the list is that long.
  std::optional<ValueView> At(size_t index) const;

 private:
  std::string_view payload_;
};

struct Attribute {
  std::string_view name;
  ValueView value;
};

// The attributes of a map, ascending by the bytes of their names, each name once: varint length of
// the name, the name, the encoded value. An item is a map's payload, so MapView is also the view of
// an item.
class MapView {
 public:
  MapView() = default;
  explicit MapView(std::string_view payload) : payload_(payload) {}

  class Iterator {
   public:
    using value_type = Attribute;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;
    using pointer = const Attribute*;
    using reference = const Attribute&;
    explicit Iterator(const char* end) : at_(end), end_(end) {}
    Iterator(const char* at, const char* end) : at_(at), end_(end) { Read(); }
    const Attribute& operator*() const { return attribute_; }
    const Attribute* operator->() const { return &attribute_; }
    Iterator& operator++() {
      at_ = attribute_.value.end();
      Read();
      return *this;
    }
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }
    bool operator==(const Iterator& other) const { return at_ == other.at_; }
    // The name and value together, as encoded.
    std::string_view encoded() const {
      return {at_, static_cast<size_t>(attribute_.value.end() - at_)};
    }

   private:
    void Read() {
      if (at_ == end_) return;
      uint32_t size;
      const char* p = encoding::ReadVarint(at_, &size);
      attribute_.name = {p, size};
      attribute_.value = ValueView(p + size);
    }
    const char* at_;
    const char* end_;
    Attribute attribute_;
  };

  Iterator begin() const { return {payload_.data(), payload_.data() + payload_.size()}; }
  Iterator end() const { return Iterator(payload_.data() + payload_.size()); }
  bool empty() const { return payload_.empty(); }
  size_t size() const;
  std::optional<ValueView> Find(std::string_view name) const;
  std::string_view payload() const { return payload_; }

 private:
  std::string_view payload_;
};

// An item borrowed from somewhere: its encoded attributes.
using ItemView = MapView;

inline SetView ValueView::AsSet() const {
  assert(IsSet(type_));
  return SetView(payload());
}
inline ListView ValueView::AsList() const {
  assert(type_ == ValueType::kList);
  return ListView(payload());
}
inline MapView ValueView::AsMap() const {
  assert(type_ == ValueType::kMap);
  return MapView(payload());
}

// What DynamoDB charges for a value or an item, in bytes ("Item sizes and formats", Developer
// Guide): names and strings by UTF-8 length, numbers by Number::bytes().size(), BOOL and NULL 1,
// lists and maps 3 plus 1 per element or attribute.
size_t ValueSize(ValueView value);
size_t ItemSize(ItemView item);

}  // namespace pumice
