// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <string_view>

#include "engine/expression/placeholders.h"
#include "engine/expression/syntax_tree.h"
#include "engine/item/value.h"
#include "engine/schema/key_schema.h"

namespace pumice {

// A KeyConditionExpression, independent of any request. Code may fill one as the parser does.
struct ParsedKeyCondition {
  SyntaxTree tree;
  NodeId root = 0;
  // From KeyConditions: one condition or a conjunction of some, each on one attribute, the
  // attribute first; with any operator.
  bool legacy = false;
};

// Throws ApiError, kValidation.
std::shared_ptr<const ParsedKeyCondition> ParseKeyCondition(std::string_view text);

// The key of the table or index that is queried. Tables have one partition attribute and at most
// one sort attribute; global secondary indexes up to four of each.
struct QueriedKey {
  std::span<const KeyAttribute> partition;
  std::span<const KeyAttribute> sort;
};

enum class KeyOperator : uint8_t {
  kNone,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kBetween,
  kBeginsWith,
};

// The keys a Query reads: one value per partition attribute, then equal values for the leading sort
// attributes, then at most one range over the next sort attribute. The values have their
// attributes' types and are not empty; they borrow from the request.
struct KeyRange {
  boost::container::small_vector<ValueView, 1> partition;
  boost::container::small_vector<ValueView, 1> sort_equal;
  KeyOperator op = KeyOperator::kNone;  // applies to sort attribute number sort_equal.size()
  ValueView operand;                    // unless kNone; for kBetween the lower bound, inclusive
  ValueView upper;                      // for kBetween, inclusive
};

// A key condition with one request's names and values; borrows both, and the condition.
//
// Binding throws no ApiError: what is wrong with a table or an index is told before what is wrong
// with the condition, and only RangeOf knows the key. Bind it after the request's other
// expressions.
class BoundKeyCondition {
 public:
  // `condition` must outlive what RangeOf returns where code built it with constants.
  BoundKeyCondition(const ParsedKeyCondition& condition, Placeholders& placeholders);

  // Throws ApiError, kValidation: undefined placeholders, conditions that the key cannot answer,
  // and placeholders that no expression of the request uses.
  KeyRange RangeOf(const QueriedKey& key) const;

 private:
  const ParsedKeyCondition& condition_;
  Binding binding_;
  std::exception_ptr fault_;   // of binding; null: none
  std::exception_ptr unused_;  // placeholders; null: none
};

// Binds and applies at once, whatever placeholders are unused.
KeyRange BindKeyCondition(const ParsedKeyCondition& condition, Placeholders& placeholders,
                          const QueriedKey& key);

}  // namespace pumice
