// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error/noted_fault.h"
#include "engine/partiql/statement.h"
#include "engine/partiql/tokenizer.h"

namespace pumice::partiql {

// Parses the expressions of a statement into its nodes.
//
// Precedence, from weak to strong: OR; AND; NOT; = <> IS IN; < <= > >= BETWEEN LIKE; + - ||; * / %.
class ExpressionParser {
 public:
  ExpressionParser(TokenCursor* tokens, Statement* statement)
      : tokens_(tokens), statement_(statement) {}

  // Any expression.
  ExprId Parse() { return ParseAbove(0); }
  // What SELECT projects: any expression, with the faults of a projection.
  ExprId ParseProjected();
  // A path of names and literal indexes, as DML statements name tables and attributes.
  ExprId ParseSimplePath();
  // The expressions between the current token and `close`, which is taken.
  std::vector<ExprId> ParseListUntil(TokenType close, std::string_view close_name);

  // Notes a fault of meaning, unless there is one already.
  void NoteFault(NotedFault fault);

 private:
  class NestingLevel;

  ExprId Add(ExprKind kind, const Token& token, std::span<const ExprId> operands);
  ExprId Add(ExprKind kind, const Token& token, std::initializer_list<ExprId> operands) {
    return Add(kind, token, std::span(operands.begin(), operands.size()));
  }

  ExprId ParseAbove(int precedence);
  ExprId ParseInfix(ExprId left, int precedence, bool negated);
  ExprId ParseChain(ExprKind kind, ExprId first, int precedence);
  ExprId ParseRight(int precedence);
  ExprId ParseBetween(const Token& op, ExprId value, int precedence);
  ExprId ParseIn(const Token& op, ExprId value, int precedence);
  ExprId ParseIs(ExprId value);
  std::string ParseTypeName();
  ExprId ParseUnary();
  ExprId ParseTerm();
  ExprId ParseKeywordTerm();
  ExprId ParseGroup();
  ExprId ParseStruct();
  ExprId ParseCall();
  ExprId ParseSubquery();
  ExprId ParsePath();
  ExprId FinishPath(const Token& first, bool simple);

  TokenCursor* tokens_;
  Statement* statement_;
  std::vector<uint32_t> depths_;  // of the nodes
  uint32_t level_ = 0;
  bool projecting_ = false;
};

}  // namespace pumice::partiql
