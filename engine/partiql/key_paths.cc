// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/key_paths.h"

#include <algorithm>
#include <string_view>

#include "engine/error/statements.h"

namespace pumice::partiql {
namespace {

bool IsChanged(const Statement& statement, ExprId path) {
  return std::ranges::find(statement.changes, path, &Assignment::path) != statement.changes.end();
}

void CheckPath(const Statement& statement, ExprId id, const TableDescription& table) {
  const std::string_view name = statement.path(statement.expr(id))[0].name;
  if (table.key.Find(name) != nullptr) {
    if (IsChanged(statement, id)) return;
    ThrowPathIntoKey(name);
  }
  for (const IndexSchema& index : table.indexes) {
    if (index.key.Find(name) != nullptr) ThrowPathIntoIndexKey(name);
  }
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
