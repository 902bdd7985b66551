// SPDX-License-Identifier: Apache-2.0

// Functions of maps and sets, and conversions.

#include <algorithm>
#include <optional>
#include <set>

#include "tools/deploy/terraform/functions.h"
#include "tools/deploy/terraform/type.h"

namespace pumice::deploy::terraform {
namespace {

Value To(const Call& call, Type::Kind kind) {
  Type type;
  type.kind = kind;
  type.element = std::make_shared<const Type>();
  std::string fault;
  std::optional<Value> converted = Convert(call[0], type, &fault);
  if (!converted) call.Fail(fault);
  return call.Made(*std::move(converted));
}

Value ToString(const Call& call) { return To(call, Type::Kind::kString); }
Value ToNumber(const Call& call) { return To(call, Type::Kind::kNumber); }
Value ToBool(const Call& call) { return To(call, Type::Kind::kBool); }
Value ToList(const Call& call) { return To(call, Type::Kind::kList); }
Value ToSet(const Call& call) { return To(call, Type::Kind::kSet); }
Value ToMap(const Call& call) { return To(call, Type::Kind::kMap); }

Value Merge(const Call& call) {
  Value::Members merged;
  for (size_t i = 0; i < call.size(); ++i) {
    if (call[i].is_null()) continue;
    for (const auto& [name, member] : call.Map(i).members()) merged.insert_or_assign(name, member);
  }
  return call.Made(Value::Map(std::move(merged)));
}

Value Lookup(const Call& call) {
  const std::string name = call.Text(1);
  const Value& map = call.Map(0);
  if (const Value* const found = map.Find(name)) return *found;
  if (map.is_open()) return Value::Unknown(map.text() + "." + name);
  if (call.size() < 3) call.Fail("there is no element with the key \"" + name + "\"");
  return call[2];
}

Value Keys(const Call& call) {
  Value::Items keys;
  for (const auto& member : call.Map(0).members()) keys.push_back(Value::String(member.first));
  return call.Made(Value::List(std::move(keys)));
}

Value Values(const Call& call) {
  Value::Items values;
  for (const auto& member : call.Map(0).members()) values.push_back(member.second);
  return call.Made(Value::List(std::move(values)));
}

Value ZipMap(const Call& call) {
  const std::vector<std::string> keys = call.Texts(0);
  const Value::Items& values = call.Items(1);
  if (keys.size() != values.size()) call.Fail("there must be as many keys as values");
  Value::Members members;
  for (size_t i = 0; i < keys.size(); ++i) members.insert_or_assign(keys[i], values[i]);
  return call.Made(Value::Map(std::move(members)));
}

Value Transpose(const Call& call) {
  std::map<std::string, Value::Items, std::less<>> lists;
  for (const auto& [name, member] : call.Map(0).members()) {
    if (!member.is_sequence()) call.Fail("lists of strings are needed");
    for (const Value& item : member.items()) {
      const std::optional<std::string> text = AsText(item);
      if (!text) call.Fail("lists of strings are needed");
      lists[*text].push_back(Value::String(name));
    }
  }
  Value::Members members;
  for (auto& [name, items] : lists) members.emplace(name, Value::List(std::move(items)));
  return call.Made(Value::Map(std::move(members)));
}

// All sets' elements as one kind, set by set.
std::vector<Value> Sets(const Call& call) {
  Value::Items all;
  for (size_t i = 0; i < call.size(); ++i) {
    const Value::Items& items = call.Items(i);
    all.insert(all.end(), items.begin(), items.end());
  }
  all = Unified(std::move(all));
  std::vector<Value> sets;
  auto at = all.begin();
  for (size_t i = 0; i < call.size(); ++i) {
    const auto end = at + static_cast<std::ptrdiff_t>(call.Items(i).size());
    sets.push_back(Value::Set(Value::Items(at, end)));
    at = end;
  }
  return sets;
}

bool Less(const Value& a, const Value& b) { return Value::Compare(a, b) < 0; }

template <typename Combine>
Value CombineSets(const Call& call, Combine combine) {
  std::vector<Value> sets = Sets(call);
  Value::Items result = sets[0].items();
  for (size_t i = 1; i < sets.size(); ++i) {
    call.Charge(result.size());
    Value::Items next;
    combine(result, sets[i].items(), std::back_inserter(next));
    result = std::move(next);
  }
  return call.Made(Value::Set(std::move(result)));
}

Value SetUnion(const Call& call) {
  return CombineSets(call, [](const auto& a, const auto& b, auto out) {
    std::set_union(a.begin(), a.end(), b.begin(), b.end(), out, Less);
  });
}

Value SetIntersection(const Call& call) {
  return CombineSets(call, [](const auto& a, const auto& b, auto out) {
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), out, Less);
  });
}

Value SetSubtract(const Call& call) {
  return CombineSets(call, [](const auto& a, const auto& b, auto out) {
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), out, Less);
  });
}

Value SetProduct(const Call& call) {
  std::vector<Value::Items> rows(1);
  bool all_sets = true;
  for (size_t i = 0; i < call.size(); ++i) {
    const Value::Items items = call.Items(i);
    all_sets = all_sets && call[i].is_set();
    if (items.size() * rows.size() > Budget::kMaxValues) call.Fail("the product is too large");
    call.Charge(items.size() * rows.size() * (i + 1));
    std::vector<Value::Items> next;
    for (const Value::Items& row : rows) {
      for (const Value& item : items) {
        next.push_back(row);
        next.back().push_back(item);
      }
    }
    rows = std::move(next);
  }
  Value::Items product;
  for (Value::Items& row : rows) product.push_back(Value::List(std::move(row)));
  return call.Made(all_sets ? Value::Set(std::move(product)) : Value::List(std::move(product)));
}

Value Contains(const Call& call) {
  const Value::Items& items = call.Items(0);
  return Value::Bool(std::ranges::find(items, call[1]) != items.end());
}

Value Length(const Call& call) {
  const Value& value = call[0];
  if (value.is_map()) return Value::Number(static_cast<int64_t>(value.members().size()));
  if (value.is_sequence()) return Value::Number(static_cast<int64_t>(value.items().size()));
  if (!value.is_string()) call.Fail("a string, list or map is needed");
  return Value::Number(std::ranges::count_if(
      value.text(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

// Whether all elements are true, or any is.
Value AllTrue(const Call& call) {
  return Value::Bool(std::ranges::all_of(
      call.Items(0), [](const Value& item) { return AsBool(item).value_or(false); }));
}

Value AnyTrue(const Call& call) {
  return Value::Bool(std::ranges::any_of(
      call.Items(0), [](const Value& item) { return AsBool(item).value_or(false); }));
}

Value Same(const Call& call) { return call[0]; }

}  // namespace

std::vector<Function> CollectionFunctions() {
  constexpr auto kParts = Function::Needs::kParts;
  constexpr auto kAny = Function::kAny;
  return {{"tostring", 1, 1, ToString},
          {"tonumber", 1, 1, ToNumber},
          {"tobool", 1, 1, ToBool},
          {"tolist", 1, 1, ToList},
          {"toset", 1, 1, ToSet, kParts},
          {"tomap", 1, 1, ToMap},
          {"merge", 0, kAny, Merge},
          {"lookup", 2, 3, Lookup},
          {"keys", 1, 1, Keys},
          {"values", 1, 1, Values},
          {"zipmap", 2, 2, ZipMap},
          {"transpose", 1, 1, Transpose, kParts},
          {"setunion", 1, kAny, SetUnion, kParts},
          {"setintersection", 1, kAny, SetIntersection, kParts},
          {"setsubtract", 2, 2, SetSubtract, kParts},
          {"setproduct", 1, kAny, SetProduct, kParts},
          {"contains", 2, 2, Contains, kParts},
          {"length", 1, 1, Length},
          {"alltrue", 1, 1, AllTrue, kParts},
          {"anytrue", 1, 1, AnyTrue, kParts},
          {"sensitive", 1, 1, Same},
          {"nonsensitive", 1, 1, Same},
          {"ephemeralasnull", 1, 1, Same}};
}

}  // namespace pumice::deploy::terraform
