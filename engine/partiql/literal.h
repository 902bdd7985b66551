#pragma once

#include <span>
#include <string>

#include "engine/item/value.h"
#include "engine/partiql/statement.h"

namespace pumice::partiql {

// A request's values for the statement's `?`, in their order.
using Parameters = std::span<const ValueView>;

// Whether an expression is a value that can be told without an item: a literal or a parameter.
bool IsConstant(const Expr& expr);

// Appends a constant, encoded. Throws ApiError, kValidation: parts of it that are no literals,
// numbers out of range, faulty sets, nesting.
void AppendConstant(const Statement& statement, const Expr& expr, Parameters parameters,
                    std::string* out);

// Appends INSERT's struct as an item. Throws as AppendConstant does.
void AppendItem(const Statement& statement, const Expr& expr, Parameters parameters,
                std::string* out);

}  // namespace pumice::partiql
