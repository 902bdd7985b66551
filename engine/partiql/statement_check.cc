// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/statement_check.h"

#include <string>

#include "engine/error/statements.h"
#include "engine/partiql/conditions.h"
#include "engine/partiql/keys.h"
#include "engine/partiql/literal.h"
#include "engine/partiql/select_list.h"
#include "engine/partiql/updates.h"

namespace pumice::partiql {
namespace {

void CheckItem(const Statement& statement, Parameters parameters) {
  std::string item;
  AppendItem(statement, statement.expr(statement.item), parameters, &item);
}

void CheckWhere(const Statement& statement, Parameters parameters) {
  const Conjuncts conjuncts = SplitConjuncts(statement);
  if (conjuncts.empty()) return;
  CompileCondition(statement, {conjuncts.data(), conjuncts.size()}, Presence::kAny, {}, parameters);
}

}  // namespace

void CheckStatement(const Statement& statement, const StatementRequest& request) {
  if (statement.parameter_count != request.parameters.size()) {
    ThrowParameterCount();
  }
  statement.fault.ThrowUnlessEmpty();
  // Plans compile what they need once more, for their table.
  if (!statement.needs_check) return;
  if (statement.kind == StatementKind::kInsert) CheckItem(statement, request.parameters);
  if (!statement.projection.empty()) SelectList checked(statement);
  if (!statement.changes.empty()) CompileUpdate(statement, request.parameters);
  CheckWhere(statement, request.parameters);
}

}  // namespace pumice::partiql
