// SPDX-License-Identifier: Apache-2.0

// Functions of lists.

#include <algorithm>
#include <optional>
#include <set>

#include "tools/deploy/terraform/decimal.h"
#include "tools/deploy/terraform/functions.h"
#include "tools/deploy/terraform/type.h"

namespace pumice::deploy::terraform {
namespace {

struct Before {
  bool operator()(const Value& a, const Value& b) const { return Value::Compare(a, b) < 0; }
};

Value Concat(const Call& call) {
  Value::Items all;
  for (size_t i = 0; i < call.size(); ++i) {
    const Value::Items& items = call.Items(i);
    all.insert(all.end(), items.begin(), items.end());
  }
  return call.Made(Value::List(std::move(all)));
}

void AppendFlat(const Value& value, Value::Items* flat) {
  for (const Value& item : value.items()) {
    if (item.is_sequence()) {
      AppendFlat(item, flat);
    } else {
      flat->push_back(item);
    }
  }
}

Value Flatten(const Call& call) {
  Value::Items flat;
  (void)call.Items(0);
  AppendFlat(call[0], &flat);
  return call.Made(Value::List(std::move(flat)));
}

Value Element(const Call& call) {
  const Value::Items& items = call.Items(0);
  if (items.empty()) call.Fail("the list is empty");
  const int64_t size = static_cast<int64_t>(items.size());
  const int64_t index = call.Whole(1) % size;
  return items[static_cast<size_t>(index < 0 ? index + size : index)];
}

Value Distinct(const Call& call) {
  Value::Items distinct;
  std::set<Value, Before> seen;
  for (const Value& item : Unified(call.Items(0))) {
    if (seen.insert(item).second) distinct.push_back(item);
  }
  return call.Made(Value::List(std::move(distinct)));
}

Value Compact(const Call& call) {
  Value::Items kept;
  for (const Value& item : call.Items(0)) {
    if (item.is_null()) continue;
    const std::optional<std::string> text = AsText(item);
    if (!text) call.Fail("a list of strings is needed");
    if (!text->empty()) kept.push_back(Value::String(*text));
  }
  return Value::List(std::move(kept));
}

Value Coalesce(const Call& call) {
  const Value::Items items = Unified(call.arguments());
  for (const Value& item : items) {
    if (!item.is_null() && !(item.is_string() && item.text().empty())) return item;
  }
  call.Fail("each argument is null or an empty string");
}

Value CoalesceList(const Call& call) {
  for (const Value& item : call.arguments()) {
    if (item.is_unknown()) return item;
    if (!item.items().empty()) return item;
  }
  call.Fail("each list is empty");
}

Value Range(const Call& call) {
  const std::string start = call.size() == 1 ? "0" : call.Number(0);
  const std::string limit = call.Number(call.size() == 1 ? 0 : 1);
  const bool falls = CompareDecimals(limit, start) < 0;
  const std::string step = call.size() == 3 ? call.Number(2) : falls ? "-1" : "1";
  if (CompareDecimals(step, "0") == 0 || (CompareDecimals(step, "0") < 0) != falls) {
    if (start == limit) return Value::List({});
    call.Fail("the step does not lead from the start to the limit");
  }
  Value::Items items;
  std::string at = start;
  while (falls ? CompareDecimals(at, limit) > 0 : CompareDecimals(at, limit) < 0) {
    // Terraform's bound too.
    if (items.size() == 1024) call.Fail("more than 1024 values are not allowed");
    items.push_back(Value::Number(at));
    at = ComputeDecimal('+', at, step).value_or(limit);
  }
  return call.Made(Value::List(std::move(items)));
}

Value Reverse(const Call& call) {
  Value::Items items = call.Items(0);
  std::reverse(items.begin(), items.end());
  return call.Made(Value::List(std::move(items)));
}

Value Sort(const Call& call) {
  std::vector<std::string> texts = call.Texts(0);
  std::sort(texts.begin(), texts.end());
  Value::Items items;
  for (std::string& text : texts) items.push_back(Value::String(std::move(text)));
  return call.Made(Value::List(std::move(items)));
}

Value Slice(const Call& call) {
  const Value::Items& items = call.Items(0);
  const int64_t begin = call.Whole(1);
  const int64_t end = call.Whole(2);
  if (begin < 0 || begin > end || end > static_cast<int64_t>(items.size()))
    call.Fail("the indexes are not within the list");
  return call.Made(Value::List(Value::Items(items.begin() + begin, items.begin() + end)));
}

Value Index(const Call& call) {
  const Value::Items& items = call.Items(0);
  const auto found = std::ranges::find(items, call[1]);
  if (found == items.end()) call.Fail("the value is not in the list");
  return Value::Number(static_cast<int64_t>(found - items.begin()));
}

Value One(const Call& call) {
  const Value::Items& items = call.Items(0);
  if (items.size() > 1) call.Fail("the list has more than one element");
  return items.empty() ? Value() : items[0];
}

Value ChunkList(const Call& call) {
  const Value::Items& items = call.Items(0);
  const int64_t given = call.Whole(1);
  if (given < 0) call.Fail("the size must not be negative");
  if (items.empty()) return Value::List({});
  const size_t size =
      given == 0 ? items.size() : std::min(static_cast<size_t>(given), items.size());
  Value::Items chunks;
  for (size_t at = 0; at < items.size(); at += size) {
    const size_t end = std::min(at + size, items.size());
    chunks.push_back(Value::List(Value::Items(items.begin() + static_cast<std::ptrdiff_t>(at),
                                              items.begin() + static_cast<std::ptrdiff_t>(end))));
  }
  return call.Made(Value::List(std::move(chunks)));
}

Value MatchKeys(const Call& call) {
  const Value::Items& values = call.Items(0);
  const Value::Items& keys = call.Items(1);
  const std::set<Value, Before> wanted(call.Items(2).begin(), call.Items(2).end());
  if (values.size() != keys.size()) call.Fail("there must be as many keys as values");
  Value::Items matched;
  for (size_t i = 0; i < keys.size(); ++i) {
    if (wanted.contains(keys[i])) matched.push_back(values[i]);
  }
  return call.Made(Value::List(std::move(matched)));
}

Value Sum(const Call& call) {
  std::optional<std::string> sum = "0";
  if (call.Items(0).empty()) call.Fail("the list is empty");
  for (const Value& item : call.Items(0)) {
    const std::optional<std::string> number = AsNumber(item);
    if (!number) call.Fail("a list of numbers is needed");
    sum = ComputeDecimal('+', *sum, *number);
    if (!sum) call.Fail("the sum is too large");
  }
  return Value::Number(*sum);
}

}  // namespace

std::vector<Function> SequenceFunctions() {
  constexpr auto kParts = Function::Needs::kParts;
  constexpr auto kNothing = Function::Needs::kNothing;
  constexpr auto kAny = Function::kAny;
  return {{"concat", 1, kAny, Concat},
          {"flatten", 1, 1, Flatten},
          {"element", 2, 2, Element},
          {"distinct", 1, 1, Distinct, kParts},
          {"compact", 1, 1, Compact, kParts},
          {"coalesce", 1, kAny, Coalesce},
          {"coalescelist", 1, kAny, CoalesceList, kNothing},
          {"range", 1, 3, Range},
          {"reverse", 1, 1, Reverse},
          {"sort", 1, 1, Sort, kParts},
          {"slice", 3, 3, Slice},
          {"index", 2, 2, Index, kParts},
          {"one", 1, 1, One},
          {"chunklist", 2, 2, ChunkList},
          {"matchkeys", 3, 3, MatchKeys, kParts},
          {"sum", 1, 1, Sum, kParts}};
}

}  // namespace pumice::deploy::terraform
