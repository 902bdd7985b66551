// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "engine/item/value.h"

namespace pumice::test {

class Value;
using Attributes = std::map<std::string, Value>;

// An attribute value as a tree, and encoded:
//
//   Item({{"pk", S("a")}, {"n", N("1.50")}, {"list", L({Bool(true), Null()})}, {"map", M({{"x",
//   B("\x01")}})}})
//
// Two are equal if their trees are. Printed as DynamoDB JSON, with binaries in hexadecimal.
class Value {
 public:
  // Reads the tree back from an encoding.
  static Value Of(ValueView view);

  ValueType type() const { return type_; }
  // Of S and B: the bytes. Of N: Number::bytes().
  const std::string& scalar() const { return scalar_; }
  // Of sets: the elements as scalar() has them. Of maps: the names of elements().
  const std::vector<std::string>& strings() const { return strings_; }
  // Of lists and maps.
  const std::vector<Value>& elements() const { return elements_; }

  const std::string& encoded() const { return encoded_; }
  ValueView view() const { return ValueView(encoded_.data()); }
  operator ValueView() const { return view(); }

  friend bool operator==(const Value& a, const Value& b);
  friend std::ostream& operator<<(std::ostream& out, const Value& value);

 private:
  friend Value MakeScalar(ValueType type, std::string_view bytes);
  friend Value MakeSet(ValueType type, std::vector<std::string> elements);
  friend Value L(const std::vector<Value>& elements);
  friend Value M(const Attributes& attributes);

  explicit Value(ValueType type) : type_(type) {}

  ValueType type_;
  std::string scalar_;
  std::vector<std::string> strings_;
  std::vector<Value> elements_;
  std::string encoded_;
};

Value S(std::string_view text);
// Throws std::invalid_argument if the text is not a number.
Value N(std::string_view text);
Value N(int64_t number);
Value B(std::string_view bytes);
Value Bool(bool value);
Value Null();
// Elements in any order, repeated ones count once.
Value SS(const std::vector<std::string>& elements);
Value NS(const std::vector<std::string>& elements);
Value BS(const std::vector<std::string>& elements);
Value L(const std::vector<Value>& elements);
Value M(const Attributes& attributes);

// An item, encoded.
class Item {
 public:
  Item() = default;
  Item(Attributes attributes);
  static Item Of(ItemView view);

  const Attributes& attributes() const { return attributes_; }
  bool Has(const std::string& name) const { return attributes_.contains(name); }
  const Value& at(const std::string& name) const { return attributes_.at(name); }
  // The item with this attribute added or replaced; without the attribute; with only the attributes
  // named.
  Item With(const std::string& name, const Value& value) const;
  Item Without(const std::string& name) const;
  Item Only(const std::vector<std::string>& names) const;

  const std::string& encoded() const { return encoded_; }
  ItemView view() const { return ItemView(encoded_); }
  operator ItemView() const { return view(); }

  friend bool operator==(const Item& a, const Item& b) { return a.attributes_ == b.attributes_; }
  friend bool operator<(const Item& a, const Item& b) { return a.encoded_ < b.encoded_; }
  friend std::ostream& operator<<(std::ostream& out, const Item& item);

 private:
  Attributes attributes_;
  std::string encoded_;
};

}  // namespace pumice::test
