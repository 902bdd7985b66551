// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pumice::deploy::terraform {

// A value of Terraform's language. Lists stand for tuples too, and maps for objects: the language
// tells them apart where elements' types matter, and Convert (type.h) makes those equal.
//
// Immutable and cheap to copy. Unknown values are those that only a cloud knows ("(known after
// apply)"); they carry the name of what is not known.
class Value {
 public:
  enum class Kind { kNull, kUnknown, kBool, kNumber, kString, kList, kSet, kMap };
  using Items = std::vector<Value>;
  using Members = std::map<std::string, Value, std::less<>>;

  Value() = default;  // null
  static Value Bool(bool value);
  // `text`: as decimal.h has it.
  static Value Number(std::string text);
  static Value Number(int64_t value);
  static Value String(std::string text);
  static Value List(Items items);
  // Sorts, and drops what stands twice.
  static Value Set(Items items);
  static Value Map(Members members);
  // `what`: "aws_sns_topic.alerts.arn".
  static Value Unknown(std::string what);
  // A map of which members are known only in part: others are unknown, as "NAME.member".
  static Value OpenMap(Members members, std::string name);

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::kNull; }
  bool is_unknown() const { return kind_ == Kind::kUnknown; }
  bool is_bool() const { return kind_ == Kind::kBool; }
  bool is_number() const { return kind_ == Kind::kNumber; }
  bool is_string() const { return kind_ == Kind::kString; }
  bool is_sequence() const { return kind_ == Kind::kList || kind_ == Kind::kSet; }
  bool is_set() const { return kind_ == Kind::kSet; }
  bool is_map() const { return kind_ == Kind::kMap; }
  bool is_primitive() const { return is_bool() || is_number() || is_string(); }

  bool is_true() const { return kind_ == Kind::kBool && flag_; }
  // Of a number or string; of an unknown value, what is not known; of an open map, its name.
  const std::string& text() const;
  bool is_open() const { return kind_ == Kind::kMap && flag_; }
  const Items& items() const;
  const Members& members() const;
  const Value* Find(std::string_view member) const;

  // How many values this is, itself included; saturates.
  size_t count() const { return count_; }
  // How deep it nests: 1 for a scalar.
  int depth() const { return depth_; }
  // The name of an unknown value within this one; null: all is known. Open maps count as known.
  const std::string* FirstUnknown() const;
  bool is_known() const { return !has_unknown_; }

  // A total order: that of sets.
  static int Compare(const Value& a, const Value& b);
  friend bool operator==(const Value& a, const Value& b) { return Compare(a, b) == 0; }

 private:
  void Measure();

  Kind kind_ = Kind::kNull;
  bool flag_ = false;
  bool has_unknown_ = false;
  int depth_ = 1;
  size_t count_ = 1;
  std::shared_ptr<const std::string> text_;
  std::shared_ptr<const Items> items_;
  std::shared_ptr<const Members> members_;
};

// "a string", "an object": for messages.
std::string_view KindName(Value::Kind kind);

}  // namespace pumice::deploy::terraform
