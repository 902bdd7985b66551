// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/prepared_statement.h"

#include <algorithm>

#include "engine/error/statements.h"
#include "engine/partiql/conditions.h"
#include "engine/partiql/key_predicates.h"
#include "engine/partiql/select_list.h"
#include "engine/partiql/updates.h"

namespace pumice::partiql {
namespace {

// Plans compile what they need once more, for their table. So the checks here pass over the
// simplest statements, in which nothing can be wrong.

// A value with which nothing can be wrong but its type.
bool IsPlainValue(const Expr& expr) {
  return expr.kind == ExprKind::kParameter || expr.kind == ExprKind::kString;
}

bool IsPlainPath(const Statement& statement, const Expr& expr) {
  return expr.kind == ExprKind::kPath && expr.count == 1 && !statement.path(expr)[0].name.empty();
}

// name = value
bool IsPlainEquality(const Statement& statement, ExprId id) {
  const Expr& expr = statement.expr(id);
  if (expr.kind != ExprKind::kCompare || expr.text != "=") return false;
  const std::span<const ExprId> operands = statement.operands(expr);
  return IsPlainPath(statement, statement.expr(operands[0])) &&
         IsPlainValue(statement.expr(operands[1]));
}

void CheckList(const Statement& statement) {
  const std::vector<ExprId>& list = statement.projection;
  const bool is_plain = list.size() == 1 && IsPlainPath(statement, statement.expr(list[0]));
  if (!list.empty() && !is_plain) SelectList checked(statement);
}

void CheckChanges(const Statement& statement, Parameters parameters) {
  const std::vector<Assignment>& changes = statement.changes;
  const bool is_plain = changes.size() == 1 && changes[0].kind == Assignment::Kind::kSet &&
                        IsPlainPath(statement, statement.expr(changes[0].path)) &&
                        IsPlainValue(statement.expr(changes[0].value));
  if (!changes.empty() && !is_plain) CompileUpdate(statement, parameters);
}

void CheckWhere(const Statement& statement, Parameters parameters) {
  const Conjuncts conjuncts = SplitConjuncts(statement);
  const auto is_plain = [&](ExprId id) { return IsPlainEquality(statement, id); };
  if (std::ranges::all_of(conjuncts, is_plain)) return;
  CompileCondition(statement, {conjuncts.data(), conjuncts.size()}, Presence::kAny, {}, parameters);
}

}  // namespace

void CheckStatement(const Statement& statement, const StatementRequest& request) {
  if (statement.parameter_count != request.parameters.size()) {
    ThrowParameterCount();
  }
  statement.fault.ThrowUnlessEmpty();
  CheckList(statement);
  CheckChanges(statement, request.parameters);
  CheckWhere(statement, request.parameters);
}

}  // namespace pumice::partiql
