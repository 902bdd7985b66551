#pragma once

#include <string>
#include <vector>

#include "engine/partiql/literal.h"
#include "engine/partiql/statement.h"
#include "engine/schema/key_schema.h"

namespace pumice::partiql {

// The one item that WHERE is about, by equality on each attribute of a table's key.
struct WhereKey {
  bool complete = false;     // says all of the key
  std::string key;           // if so: the key as an item
  std::vector<ExprId> rest;  // of WHERE's conjuncts, those that say something else
  // What is wrong with the values; empty: nothing. With a fault the rest is worthless.
  std::string fault;
};

// Throws ApiError, kValidation, for constants that are no values.
WhereKey FindWhereKey(const Statement& statement, const KeySchema& schema, Parameters parameters);

// "Key attribute's data type should match its data type in table's schema: Key <name>"
std::string WrongKeyType(const KeyAttribute& attribute);

std::vector<KeyAttribute> AllAttributes(const KeySchema& key);

}  // namespace pumice::partiql
