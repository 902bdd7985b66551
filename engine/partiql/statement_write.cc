// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/statement_write.h"

#include "engine/error/api_error.h"
#include "engine/error/transactions.h"

namespace pumice::partiql {

void WriteStatement(Database* database, const Statement& statement, const WritePlan& plan,
                    const StatementRequest& request, bool capacity, WriteResult* result) {
  const WriteOptions options = {.old_item_on_failure = request.old_item_on_failure,
                                .capacity = capacity};
  try {
    database->WriteItem(statement.table, plan.ToItemWrite(nullptr), options, result);
  } catch (const ApiError& error) {
    const bool is_duplicate = error.code() == ErrorCode::kConditionalCheckFailed &&
                              statement.kind == StatementKind::kInsert && error.item.empty();
    if (!is_duplicate) throw;
    ThrowDuplicateItem();
  }
}

std::optional<ItemView> ReturnedItem(Returning returning, const WritePlan& plan,
                                     const WriteOutcome& outcome, std::string* buffer) {
  const bool old = returning == Returning::kAllOld || returning == Returning::kModifiedOld;
  const std::optional<ItemView>& item = old ? outcome.old_item : outcome.new_item;
  if (returning == Returning::kNothing || !item) return std::nullopt;
  if (returning == Returning::kAllOld || returning == Returning::kAllNew) return item;
  plan.update->AppendUpdated(*item, buffer);
  if (buffer->empty()) return std::nullopt;
  return ItemView(*buffer);
}

}  // namespace pumice::partiql
