// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <boost/container/small_vector.hpp>
#include <string>

#include "engine/error/noted_fault.h"
#include "engine/partiql/key_predicates.h"
#include "engine/partiql/literal.h"
#include "engine/partiql/statement.h"
#include "engine/schema/key_schema.h"

namespace pumice::partiql {

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

}  // namespace pumice::partiql
