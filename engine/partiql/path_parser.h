// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "engine/partiql/expression_parser.h"
#include "engine/partiql/statement.h"
#include "engine/partiql/tokenizer.h"

namespace pumice::partiql {

// Parses one path: a name, and behind it attributes (.name, ['name']) and indexes ([0]).
class PathParser {
 public:
  struct Form {
    bool simple = false;     // as DML statements name what they change: no .* and no expressions
    bool projected = false;  // in SELECT's list, where faults are told in other words
  };

  // `expressions` parses what stands in brackets, which may hold other paths.
  PathParser(TokenCursor* tokens, Statement* statement, ExpressionParser* expressions, Form form)
      : tokens_(tokens), statement_(statement), expressions_(expressions), form_(form) {}

  // The steps from `first`, which has been taken, to the last one.
  std::vector<PathStep> Parse(const Token& first);

 private:
  void ParseDotStep();
  void ParseBracketStep();
  void AddIndexStep(const Expr& literal, bool negative);

  TokenCursor* tokens_;
  Statement* statement_;
  ExpressionParser* expressions_;
  const Form form_;
  std::vector<PathStep> steps_;
};

}  // namespace pumice::partiql
