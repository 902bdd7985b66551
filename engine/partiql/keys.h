// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <boost/container/small_vector.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/error/noted_fault.h"
#include "engine/partiql/literal.h"
#include "engine/partiql/statement.h"
#include "engine/schema/key_schema.h"
#include "engine/schema/table_schema.h"

// What WHERE says of key attributes, and what a statement may say of them.
namespace pumice::partiql {

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

// The one item that WHERE is about, by equality on each attribute of a table's key.
struct WhereKey {
  bool complete = false;  // says all of the key
  std::string key;        // if so: the key as an item
  Conjuncts rest;         // of WHERE's conjuncts, those that say something else
  // What is wrong with the values; empty: nothing. With a fault the rest is worthless.
  NotedFault fault;
};

// Throws ApiError, kValidation, for constants that are no values.
WhereKey FindWhereKey(const Statement& statement, const KeySchema& schema, Parameters parameters);

// Borrowed from the key.
using KeyAttributes = boost::container::small_vector<const KeyAttribute*, 2>;

KeyAttributes AllAttributes(const KeySchema& key);

// Key attributes of the table and of its indexes are scalars: refuses paths into them, wherever in
// the statement. Leaves to the writer what an UPDATE does to the table's own key: it refuses any
// such change. Throws ApiError, kValidation.
void CheckKeyPaths(const Statement& statement, const TableDescription& table);

}  // namespace pumice::partiql
