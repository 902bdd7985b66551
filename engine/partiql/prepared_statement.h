// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/partiql/execution.h"
#include "engine/partiql/statement.h"

namespace pumice::partiql {

// Throws ApiError, kValidation: the wrong number of parameters, or Statement::fault.
void CheckStatement(const Statement& statement, const StatementRequest& request);

}  // namespace pumice::partiql
