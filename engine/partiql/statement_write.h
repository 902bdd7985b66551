// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>

#include "engine/database.h"
#include "engine/partiql/execution.h"
#include "engine/partiql/statement.h"
#include "engine/partiql/write_plan.h"

namespace pumice::partiql {

// Carries out a write. Throws what Database::WriteItem throws, but DuplicateItemException where an
// INSERT finds the item there.
void WriteStatement(Database* database, const Statement& statement, const WritePlan& plan,
                    const StatementRequest& request, bool capacity, WriteResult* result);

// What RETURNING asks for of a write's outcome; `buffer` takes it where it is a part of an item.
std::optional<ItemView> ReturnedItem(Returning returning, const WritePlan& plan,
                                     const WriteOutcome& outcome, std::string* buffer);

}  // namespace pumice::partiql
