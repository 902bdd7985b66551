// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <span>

#include "engine/item/document_path.h"
#include "engine/schema/table_schema.h"

namespace pumice {

// Throws ApiError (ValidationException) if the path, of more than one element, leads into an
// attribute of the table's key or of an index's: those are scalars.
void CheckPathOutsideKeys(const TableDescription& table, std::span<const PathElement> path);

// The same for every path of a bound expression; null: there is none. Costs a branch where no path
// of the expression leads into an attribute.
template <typename Expression>
void CheckKeysAreScalars(const TableDescription& table, const Expression* expression) {
  if (expression == nullptr) return;
  expression->ForEachNestedPath(
      [&](std::span<const PathElement> path) { CheckPathOutsideKeys(table, path); });
}

}  // namespace pumice
