// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <span>
#include <string_view>

#include "engine/item/document_path.h"
#include "engine/schema/table_schema.h"

namespace pumice {

// Of a path that leads into an attribute: throws ApiError (ValidationException) if that belongs to
// the table's key or an index's, as those are scalars.
void CheckPathOutsideKeys(const TableDescription& table, std::string_view attribute);

// The same for every path of a bound expression; null: there is none. Costs a branch where no path
// of the expression leads into an attribute.
template <typename Expression>
void CheckKeysAreScalars(const TableDescription& table, const Expression* expression) {
  if (expression == nullptr) return;
  expression->ForEachNestedPath(
      [&](std::span<const PathElement> path) { CheckPathOutsideKeys(table, path.front().name); });
}

}  // namespace pumice
