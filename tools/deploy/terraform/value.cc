// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/terraform/value.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "tools/deploy/terraform/decimal.h"

namespace pumice::deploy::terraform {
namespace {

size_t Sum(size_t a, size_t b) {
  return a > std::numeric_limits<size_t>::max() - b ? std::numeric_limits<size_t>::max() : a + b;
}

int Sign(int value) { return (value > 0) - (value < 0); }

int CompareItems(const Value::Items& a, const Value::Items& b) {
  for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (const int order = Value::Compare(a[i], b[i]); order != 0) return order;
  }
  return a.size() < b.size() ? -1 : a.size() > b.size();
}

int CompareMembers(const Value::Members& a, const Value::Members& b) {
  auto left = a.begin();
  auto right = b.begin();
  for (; left != a.end() && right != b.end(); ++left, ++right) {
    if (const int order = left->first.compare(right->first); order != 0) return Sign(order);
    if (const int order = Value::Compare(left->second, right->second); order != 0) return order;
  }
  return left != a.end() ? 1 : right != b.end() ? -1 : 0;
}

}  // namespace

Value Value::Bool(bool value) {
  Value made;
  made.kind_ = Kind::kBool;
  made.flag_ = value;
  return made;
}

Value Value::Number(std::string text) {
  Value made;
  made.kind_ = Kind::kNumber;
  made.text_ = std::make_shared<const std::string>(std::move(text));
  return made;
}

Value Value::Number(int64_t value) { return Number(DecimalOf(value)); }

Value Value::String(std::string text) {
  Value made;
  made.kind_ = Kind::kString;
  made.text_ = std::make_shared<const std::string>(std::move(text));
  return made;
}

Value Value::List(Items items) {
  Value made;
  made.kind_ = Kind::kList;
  made.items_ = std::make_shared<const Items>(std::move(items));
  made.Measure();
  return made;
}

Value Value::Set(Items items) {
  std::sort(items.begin(), items.end(),
            [](const Value& a, const Value& b) { return Compare(a, b) < 0; });
  items.erase(std::unique(items.begin(), items.end()), items.end());
  Value made = List(std::move(items));
  made.kind_ = Kind::kSet;
  return made;
}

Value Value::Map(Members members) {
  Value made;
  made.kind_ = Kind::kMap;
  made.members_ = std::make_shared<const Members>(std::move(members));
  made.Measure();
  return made;
}

Value Value::Unknown(std::string what) {
  Value made;
  made.kind_ = Kind::kUnknown;
  made.has_unknown_ = true;
  made.text_ = std::make_shared<const std::string>(std::move(what));
  return made;
}

Value Value::OpenMap(Members members, std::string name) {
  Value made = Map(std::move(members));
  made.flag_ = true;
  made.text_ = std::make_shared<const std::string>(std::move(name));
  return made;
}

void Value::Measure() {
  const auto add = [this](const Value& value) {
    count_ = Sum(count_, value.count_);
    depth_ = std::max(depth_, value.depth_ + 1);
    has_unknown_ = has_unknown_ || value.has_unknown_;
  };
  for (const Value& item : items()) add(item);
  for (const auto& member : members()) add(member.second);
}

const std::string& Value::text() const {
  static const std::string kNone;
  return text_ == nullptr ? kNone : *text_;
}

const Value::Items& Value::items() const {
  static const Items kNone;
  return items_ == nullptr ? kNone : *items_;
}

const Value::Members& Value::members() const {
  static const Members kNone;
  return members_ == nullptr ? kNone : *members_;
}

const Value* Value::Find(std::string_view member) const {
  const auto found = members().find(member);
  return found == members().end() ? nullptr : &found->second;
}

const std::string* Value::FirstUnknown() const {
  if (!has_unknown_) return nullptr;
  if (is_unknown()) return text_.get();
  for (const Value& item : items()) {
    if (const std::string* const found = item.FirstUnknown()) return found;
  }
  for (const auto& member : members()) {
    if (const std::string* const found = member.second.FirstUnknown()) return found;
  }
  return nullptr;
}

int Value::Compare(const Value& a, const Value& b) {
  if (a.kind_ != b.kind_) return a.kind_ < b.kind_ ? -1 : 1;
  switch (a.kind_) {
    case Kind::kNull:
      return 0;
    case Kind::kBool:
      return static_cast<int>(a.flag_) - static_cast<int>(b.flag_);
    case Kind::kNumber:
      return a.text() == b.text() ? 0 : Sign(CompareDecimals(a.text(), b.text()));
    case Kind::kUnknown:
    case Kind::kString:
      return Sign(a.text().compare(b.text()));
    case Kind::kList:
    case Kind::kSet:
      return a.items_ == b.items_ ? 0 : CompareItems(a.items(), b.items());
    case Kind::kMap:
      return a.members_ == b.members_ ? 0 : CompareMembers(a.members(), b.members());
  }
  return 0;
}

std::string_view KindName(Value::Kind kind) {
  switch (kind) {
    case Value::Kind::kNull:
      return "null";
    case Value::Kind::kUnknown:
      return "an unknown value";
    case Value::Kind::kBool:
      return "a bool";
    case Value::Kind::kNumber:
      return "a number";
    case Value::Kind::kString:
      return "a string";
    case Value::Kind::kList:
      return "a list";
    case Value::Kind::kSet:
      return "a set";
    case Value::Kind::kMap:
      return "an object";
  }
  return "";
}

}  // namespace pumice::deploy::terraform
