#include "engine/partiql/prepared_statement.h"

#include "engine/error/api_error.h"

namespace pumice::partiql {

void CheckStatement(const Statement& statement, const StatementRequest& request) {
  if (statement.parameter_count != request.parameters.size()) {
    ThrowValidation("Number of parameters in request and statement don't match.");
  }
  if (!statement.fault.empty()) ThrowValidation(statement.fault);
}

}  // namespace pumice::partiql
