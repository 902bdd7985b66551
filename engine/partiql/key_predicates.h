// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/partiql/literal.h"
#include "engine/partiql/statement.h"
#include "engine/schema/key_schema.h"

// What WHERE says of key attributes.
namespace pumice::partiql {

using Conjuncts = boost::container::small_vector<ExprId, 8>;

// The expressions of which WHERE is the conjunction; none where there is no WHERE.
Conjuncts SplitConjuncts(const Statement& statement);

// Values of one attribute, in the order of the text.
struct ValueSet {
  boost::container::small_vector<ValueView, 1> values;  // each once
  // The expression says nothing but that the attribute has one of the values.
  bool exact = true;
  bool is_equality = false;  // one =, not IN or OR
  size_t stated = 1;         // values that limits count: IN's repeated ones, too
};

// The values that an attribute must have one of for an expression to be true: by =, IN, or a
// disjunction that has such in every branch. Throws ApiError, kValidation.
std::optional<ValueSet> FindValues(const Statement& statement, ExprId id,
                                   std::string_view attribute, Constants* constants);

// A condition on one attribute that a range of keys can answer.
struct KeyRangeCondition {
  enum class Kind : uint8_t { kLower, kUpper, kBetween, kBeginsWith };

  Kind kind;
  bool inclusive = true;  // of kLower and kUpper
  ValueView operand;      // of kBetween the lower bound
  ValueView upper;        // of kBetween
};

std::optional<KeyRangeCondition> FindRange(const Statement& statement, ExprId id,
                                           std::string_view attribute, Constants* constants);

}  // namespace pumice::partiql
