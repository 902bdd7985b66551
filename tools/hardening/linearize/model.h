// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What DynamoDB promises of a few items, in the smallest terms that tell: an item is two numbers,
// `v`, which is set, and `n`, which is added to.
namespace pumice::hardening::linearize {

inline constexpr int kMaxKeys = 4;

struct Item {
  bool exists = false;
  int32_t v = 0;  // zero: the attribute is not there
  int32_t n = 0;

  friend bool operator==(const Item&, const Item&) = default;
};

using Items = std::array<Item, kMaxKeys>;

// What an operation does to one item.
struct Action {
  enum class Kind : uint8_t { kGet, kPut, kSet, kAdd, kDelete, kCheck };
  enum class Condition : uint8_t { kNone, kAbsent, kEquals };

  Kind kind = Kind::kGet;
  Condition condition = Condition::kNone;
  int8_t key = 0;
  int32_t argument = 0;  // the new v, or what is added to n
  int32_t expected = 0;  // of kEquals: v
  // What the answer told of the item: before it (kGet, kPut, kDelete, and whatever failed by its
  // condition) or after it (kSet, kAdd). Nothing: it did not tell.
  std::optional<Item> told;
  bool failed = false;  // its condition
};

struct Operation {
  // kUnknown: it may have happened or not, at any time from its call on.
  enum class Outcome : uint8_t { kDone, kConditionFailed, kUnknown };

  int thread = 0;
  int64_t called = 0;    // nanoseconds
  int64_t returned = 0;  // of kUnknown: without meaning
  Outcome outcome = Outcome::kDone;
  std::vector<Action> actions;  // several: a transaction, all or nothing
};

using History = std::vector<Operation>;

// The items after the operation, or nothing if its answer cannot be that of these items.
std::optional<Items> Apply(const Items& items, const Operation& operation);

// Whether an operation cannot have changed anything.
bool OnlyReads(const Operation& operation);

std::string ToText(const Operation& operation);
std::string ToText(const History& history);

}  // namespace pumice::hardening::linearize
