#include "engine/partiql/prepared_statement.h"

#include <string>
#include <utility>

#include "engine/item/api_error.h"

namespace pumice::partiql {

void CheckStatement(const Statement& statement, const StatementRequest& request) {
  if (statement.parameter_count != request.parameters.size()) {
    ThrowValidation("Number of parameters in request and statement don't match.");
  }
  if (!statement.fault.empty()) ThrowValidation(statement.fault);
}

TableDescription DescribeTable(Database* database, const Statement& statement) {
  try {
    return std::move(database->DescribeTable(statement.table).description);
  } catch (const ApiError& error) {
    if (error.code() != ErrorCode::kResourceNotFound) throw;
    throw ApiError(ErrorCode::kResourceNotFound, "Requested resource not found");
  }
}

}  // namespace pumice::partiql
