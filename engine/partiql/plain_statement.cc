// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/plain_statement.h"

#include <algorithm>

#include "engine/partiql/key_predicates.h"

namespace pumice::partiql {
namespace {

bool IsPlainValue(const Expr& expr) {
  return expr.kind == ExprKind::kParameter || expr.kind == ExprKind::kString;
}

bool IsPlainName(const Statement& statement, ExprId id) {
  const Expr& expr = statement.expr(id);
  return expr.kind == ExprKind::kPath && expr.count == 1 && !statement.path(expr)[0].name.empty();
}

// name = value
bool IsPlainEquality(const Statement& statement, ExprId id) {
  const Expr& expr = statement.expr(id);
  if (expr.kind != ExprKind::kCompare || expr.text != "=") return false;
  const std::span<const ExprId> operands = statement.operands(expr);
  return IsPlainName(statement, operands[0]) && IsPlainValue(statement.expr(operands[1]));
}

// One name, which repeats no other.
bool IsPlainList(const Statement& statement) {
  const std::vector<ExprId>& list = statement.projection;
  return list.empty() || (list.size() == 1 && IsPlainName(statement, list[0]));
}

bool IsPlainUpdate(const Statement& statement) {
  if (statement.changes.empty()) return true;
  const Assignment& change = statement.changes[0];
  return statement.changes.size() == 1 && change.kind == Assignment::Kind::kSet &&
         IsPlainName(statement, change.path) && IsPlainValue(statement.expr(change.value));
}

}  // namespace

bool IsPlain(const Statement& statement) {
  if (statement.kind == StatementKind::kInsert) return false;
  const Conjuncts conjuncts = SplitConjuncts(statement);
  const auto is_plain = [&](ExprId id) { return IsPlainEquality(statement, id); };
  return IsPlainList(statement) && IsPlainUpdate(statement) &&
         std::ranges::all_of(conjuncts, is_plain);
}

}  // namespace pumice::partiql
