// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/expression/update.h"
#include "engine/partiql/literal.h"
#include "engine/partiql/statement.h"

namespace pumice::partiql {

// Compiles UPDATE's SET and REMOVE clauses ("PartiQL update statements for DynamoDB"). Throws
// ApiError, kValidation.
BoundUpdate CompileUpdate(const Statement& statement, Parameters parameters);

}  // namespace pumice::partiql
