// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/statement.h"

#include <algorithm>

namespace pumice::partiql {
namespace {

void AppendConjuncts(const Statement& statement, ExprId id, Conjuncts* conjuncts) {
  const Expr& expr = statement.expr(id);
  if (expr.kind != ExprKind::kAnd) return conjuncts->push_back(id);
  for (const ExprId operand : statement.operands(expr)) {
    AppendConjuncts(statement, operand, conjuncts);
  }
}

bool IsSimpleValue(const Expr& expr) {
  return expr.kind == ExprKind::kParameter || expr.kind == ExprKind::kString;
}

bool IsSimpleName(const Statement& statement, ExprId id) {
  const Expr& expr = statement.expr(id);
  return expr.kind == ExprKind::kPath && expr.count == 1 && !statement.path(expr)[0].name.empty();
}

// name = value
bool IsSimpleEquality(const Statement& statement, ExprId id) {
  const Expr& expr = statement.expr(id);
  if (expr.kind != ExprKind::kCompare || expr.text != "=") return false;
  const std::span<const ExprId> operands = statement.operands(expr);
  return IsSimpleName(statement, operands[0]) && IsSimpleValue(statement.expr(operands[1]));
}

// One name, which repeats no other.
bool IsSimpleList(const Statement& statement) {
  const std::vector<ExprId>& list = statement.projection;
  return list.empty() || (list.size() == 1 && IsSimpleName(statement, list[0]));
}

bool IsSimpleUpdate(const Statement& statement) {
  if (statement.changes.empty()) return true;
  const Assignment& change = statement.changes[0];
  return statement.changes.size() == 1 && change.kind == Assignment::Kind::kSet &&
         IsSimpleName(statement, change.path) && IsSimpleValue(statement.expr(change.value));
}

}  // namespace

std::string DescribePosition(const SourcePosition& position) {
  return std::to_string(position.line) + ":" + std::to_string(position.column) + ":" +
         std::to_string(position.length);
}

Conjuncts SplitConjuncts(const Statement& statement) {
  Conjuncts conjuncts;
  if (statement.has_where) AppendConjuncts(statement, statement.where, &conjuncts);
  return conjuncts;
}

bool NeedsCheck(const Statement& statement) {
  if (statement.kind == StatementKind::kInsert) return true;
  const Conjuncts conjuncts = SplitConjuncts(statement);
  const auto is_simple = [&](ExprId id) { return IsSimpleEquality(statement, id); };
  return !IsSimpleList(statement) || !IsSimpleUpdate(statement) ||
         !std::ranges::all_of(conjuncts, is_simple);
}

}  // namespace pumice::partiql
