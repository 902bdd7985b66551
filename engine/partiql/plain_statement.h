// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/partiql/statement.h"

namespace pumice::partiql {

// Statement::plain of a parsed statement: whether it is one of the simplest, and most frequent,
// which need no check before the table is looked up. False where that is not easily seen.
bool IsPlain(const Statement& statement);

}  // namespace pumice::partiql
