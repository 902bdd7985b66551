// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/partiql/executor.h"
#include "engine/partiql/statement.h"

namespace pumice::partiql {

// What can be wrong with a statement whatever its table is, which the service tells before it looks
// for the table. Throws ApiError, kValidation: the wrong number of parameters, Statement::fault,
// and what the compilation of its list, changes and conditions throws.
void CheckStatement(const Statement& statement, const StatementRequest& request);

}  // namespace pumice::partiql
