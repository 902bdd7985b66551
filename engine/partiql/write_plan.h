// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>

#include "engine/access/writer.h"
#include "engine/database.h"
#include "engine/error/noted_fault.h"
#include "engine/expression/condition.h"
#include "engine/expression/update.h"
#include "engine/partiql/literal.h"
#include "engine/partiql/statement.h"
#include "engine/partiql/statement_request.h"
#include "engine/schema/table_schema.h"

namespace pumice::partiql {

// An INSERT, UPDATE, DELETE or EXISTS as a write of one item. An UPDATE, and an EXISTS, needs the
// item to be there, an INSERT not to be.
struct WritePlan {
  // Borrows the plan.
  ItemWrite ToItemWrite(Table* table) const {
    return {.kind = kind,
            .table = table,
            .item = ItemView(item),
            .condition = condition ? &*condition : nullptr,
            .update = update ? &*update : nullptr};
  }

  ItemWrite::Kind kind = ItemWrite::Kind::kPut;
  std::string item;  // the whole one or its key, encoded
  std::optional<BoundCondition> condition;
  std::optional<BoundUpdate> update;
  // What is wrong with the key; empty: nothing. The operations tell it in ways of their own. With a
  // fault the rest is worthless.
  NotedFault key_fault;
};

// Throws ApiError, kValidation.
WritePlan PlanWrite(const Statement& statement, const TableDescription& table,
                    Parameters parameters);

// Carries out a write. Throws what Database::WriteItem throws, but DuplicateItemException where an
// INSERT finds the item there.
void WriteStatement(Database* database, const Statement& statement, const WritePlan& plan,
                    const StatementRequest& request, bool capacity, WriteResult* result);

// What RETURNING asks for of a write's outcome; `buffer` takes it where it is a part of an item.
std::optional<ItemView> ReturnedItem(Returning returning, const WritePlan& plan,
                                     const WriteOutcome& outcome, std::string* buffer);

}  // namespace pumice::partiql
