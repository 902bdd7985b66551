// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/prepared_statement.h"

#include "engine/error/statements.h"

namespace pumice::partiql {

void CheckStatement(const Statement& statement, const StatementRequest& request) {
  if (statement.parameter_count != request.parameters.size()) {
    ThrowParameterCount();
  }
  statement.fault.ThrowUnlessEmpty();
}

}  // namespace pumice::partiql
