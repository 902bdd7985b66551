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

// A condition on one attribute, with the attribute on its left.
struct AttributeCondition {
  std::string_view name;
  KeyOperator op = KeyOperator::kNone;  // kNone: equality
  ValueView operand;
  ValueView upper;
  bool indexable = true;  // false: a legacy operator that no key condition may have
};

// A key condition with one request's names and values; borrows both, and the condition. Bind it
// after the request's other expressions.
class BoundKeyCondition {
 public:
  // `condition` must outlive what RangeOf returns where code built it with constants. Throws
  // ApiError, kValidation, for all that is wrong with the condition whatever the key: undefined
  // placeholders, operators and operands that no key condition has. The service tells that before
  // it looks for the table.
  BoundKeyCondition(const ParsedKeyCondition& condition, Placeholders& placeholders);

  // How many attributes the condition is about.
  size_t attribute_count() const { return conditions_.size(); }

  // Throws ApiError, kValidation: conditions that the key cannot answer, and placeholders that no
  // expression of the request uses.
  KeyRange RangeOf(const QueriedKey& key) const;

 private:
  Binding binding_;
  boost::container::small_vector<AttributeCondition, 2> conditions_;
  std::exception_ptr unused_;  // placeholders; null: none
};

// Binds and applies at once, whatever placeholders are unused.
KeyRange BindKeyCondition(const ParsedKeyCondition& condition, Placeholders& placeholders,
                          const QueriedKey& key);

}  // namespace pumice
