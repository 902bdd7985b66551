// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/key_paths.h"

#include <algorithm>
#include <string_view>

#include "engine/access/scalar_keys.h"

namespace pumice::partiql {
namespace {

bool IsChanged(const Statement& statement, ExprId path) {
  return std::ranges::find(statement.changes, path, &Assignment::path) != statement.changes.end();
}

void CheckPath(const Statement& statement, ExprId id, const TableDescription& table) {
  const std::string_view name = statement.path(statement.expr(id))[0].name;
  // To change the table's key at all is told in other words.
  if (table.key.Find(name) != nullptr && IsChanged(statement, id)) return;
  CheckPathOutsideKeys(table, name);
}

}  // namespace

void CheckKeyPaths(const Statement& statement, const TableDescription& table) {
  for (ExprId id = 0; id < statement.exprs.size(); ++id) {
    const Expr& expr = statement.exprs[id];
    const bool is_nested = expr.kind == ExprKind::kPath && expr.count > 1;
    if (is_nested && id != statement.source) CheckPath(statement, id, table);
  }
}

}  // namespace pumice::partiql
