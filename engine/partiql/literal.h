// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <forward_list>
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

// The encoded constants of a statement with a request's parameters. Borrows both.
class Constants {
 public:
  Constants(const Statement& statement, Parameters parameters)
      : statement_(statement), parameters_(parameters) {}
  Constants(const Constants&) = delete;
  Constants& operator=(const Constants&) = delete;

  // Lives as long as this and the request. Throws as AppendConstant does.
  ValueView Encode(const Expr& constant);

 private:
  const Statement& statement_;
  const Parameters parameters_;
  std::forward_list<std::string> literals_;
};

// Appends INSERT's struct as an item. Throws as AppendConstant does.
void AppendItem(const Statement& statement, const Expr& expr, Parameters parameters,
                std::string* out);

}  // namespace pumice::partiql
