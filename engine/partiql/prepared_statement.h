#pragma once

#include "engine/database.h"
#include "engine/partiql/execution.h"
#include "engine/partiql/statement.h"

namespace pumice::partiql {

// Throws ApiError, kValidation: the wrong number of parameters, or Statement::fault.
void CheckStatement(const Statement& statement, const StatementRequest& request);

// The table of a statement. Throws ApiError, ResourceNotFoundException, in the words of the item
// operations.
TableDescription DescribeTable(Database* database, const Statement& statement);

}  // namespace pumice::partiql
