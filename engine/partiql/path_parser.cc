// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/path_parser.h"

#include <charconv>
#include <string>
#include <system_error>
#include <utility>

#include "engine/error/statement_syntax.h"
#include "engine/error/statements.h"

namespace pumice::partiql {

std::vector<PathStep> PathParser::Parse(const Token& first) {
  steps_.push_back({first.text, 0, false, first.position});
  for (;;) {
    if (tokens_->TakeIf(TokenType::kDot)) {
      ParseDotStep();
    } else if (tokens_->TakeIf(TokenType::kOpenBracket)) {
      ParseBracketStep();
    } else {
      return std::move(steps_);
    }
  }
}

void PathParser::ParseDotStep() {
  if (tokens_->IsOperator("*")) {
    if (form_.simple) ThrowNotWellFormed(StatementSyntax::kDotInSimplePath);
    const Token& star = tokens_->Take();
    if (form_.projected) expressions_->NoteFault(UnsupportedHierarchy());
    expressions_->NoteFault(UnsupportedUnpivot(DescribePosition(star.position)));
    return;
  }
  if (!tokens_->IsName()) ThrowNotWellFormed(StatementSyntax::kDotComponent);
  const Token& name = tokens_->Take();
  steps_.push_back({name.text, 0, false, name.position});
}

void PathParser::ParseBracketStep() {
  if (tokens_->IsOperator("*")) ThrowNotWellFormed(StatementSyntax::kStarInBrackets);
  const bool negative = tokens_->IsOperator("-");
  const ExprId id = expressions_->Parse();
  if (!tokens_->TakeIf(TokenType::kCloseBracket)) ThrowExpectedToken("RIGHT_BRACKET");
  const Expr& expr = statement_->exprs[id];
  if (expr.kind == ExprKind::kString) {
    steps_.push_back({expr.text, 0, false, expr.position});
  } else if (expr.kind == ExprKind::kNumber) {
    AddIndexStep(expr, negative);
  } else if (form_.simple) {
    ThrowNotWellFormed(StatementSyntax::kComponentInSimplePath);
  } else {
    expressions_->NoteFault(UnexpectedPathComponent(DescribePosition(expr.position)));
  }
}

void PathParser::AddIndexStep(const Expr& literal, bool negative) {
  PathStep step;
  step.is_index = true;
  step.position = literal.position;
  const std::string& text = literal.text;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), step.index);
  if (error != std::errc::result_out_of_range && !negative && end != text.data() + text.size()) {
    expressions_->NoteFault(UnexpectedPathComponent(DescribePosition(literal.position)));
  } else if (negative || error != std::errc()) {
    expressions_->NoteFault(PathIndexOutOfRange(text, DescribePosition(literal.position)));
  }
  steps_.push_back(std::move(step));
}

}  // namespace pumice::partiql
