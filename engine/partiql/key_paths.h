// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/partiql/statement.h"
#include "engine/schema/table_schema.h"

namespace pumice::partiql {

// Key attributes of the table and of its indexes are scalars: refuses paths into them, wherever in
// the statement. Leaves to the writer what an UPDATE does to the table's own key: it refuses any
// such change. Throws ApiError, kValidation.
void CheckKeyPaths(const Statement& statement, const TableDescription& table);

}  // namespace pumice::partiql
