// SPDX-License-Identifier: Apache-2.0

#include "engine/partiql/write_plan.h"

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "engine/error/api_error.h"
#include "engine/error/items.h"
#include "engine/error/statements.h"
#include "engine/error/transactions.h"
#include "engine/partiql/conditions.h"
#include "engine/partiql/keys.h"
#include "engine/partiql/updates.h"
#include "engine/schema/limits.h"

namespace pumice::partiql {
namespace {

BoundCondition IsMissing(std::string_view attribute) {
  auto parsed = std::make_shared<ParsedCondition>();
  SyntaxTree& tree = parsed->tree;
  const NodeId path = tree.Attribute(attribute);
  parsed->root = tree.Add(Op::kAttributeNotExists, {path});
  Placeholders none;
  return BoundCondition(std::move(parsed), none);
}

WritePlan PlanInsert(const Statement& statement, const TableDescription& table,
                     Parameters parameters) {
  WritePlan plan;
  plan.kind = ItemWrite::Kind::kPut;
  AppendItem(statement, statement.expr(statement.item), parameters, &plan.item);
  const ItemView item(plan.item);
  for (const KeyAttribute* const attribute : AllAttributes(table.key)) {
    const std::optional<ValueView> value = item.Find(attribute->name);
    if (!value) {
      plan.key_fault = KeyNotInItem(attribute->name);
      return plan;
    }
    if (value->type() != attribute->type) {
      plan.key_fault = WrongKeyType(attribute->name);
      return plan;
    }
  }
  if (ItemSize(item) > limits::kItemSize) {
    ThrowItemTooLarge();
  }
  plan.condition = IsMissing(table.key.partition[0].name);
  return plan;
}

void CheckExists(const Statement& statement, const WhereKey& key) {
  if (!statement.index.empty()) {
    ThrowExistsOnIndex();
  }
  if (!key.fault.empty() || (key.complete && !key.rest.empty())) return;
  ThrowExistsNeedsCondition();
}

ItemWrite::Kind KindOf(StatementKind kind) {
  if (kind == StatementKind::kUpdate) return ItemWrite::Kind::kUpdate;
  return kind == StatementKind::kDelete ? ItemWrite::Kind::kDelete
                                        : ItemWrite::Kind::kConditionCheck;
}

WritePlan PlanByKey(const Statement& statement, const TableDescription& table,
                    Parameters parameters) {
  CheckKeyPaths(statement, table);
  WritePlan plan;
  plan.kind = KindOf(statement.kind);
  if (statement.kind == StatementKind::kUpdate) plan.update = CompileUpdate(statement, parameters);
  WhereKey key = FindWhereKey(statement, table.key, parameters);
  if (statement.kind == StatementKind::kExists) CheckExists(statement, key);
  plan.key_fault = std::move(key.fault);
  if (plan.key_fault.empty() && !key.complete) {
    plan.key_fault = IncompleteKey();
  }
  if (!plan.key_fault.empty()) return plan;
  plan.item = std::move(key.key);

  // A DELETE of an item that is not there succeeds, whatever its condition.
  const bool is_delete = statement.kind == StatementKind::kDelete;
  if (is_delete && key.rest.empty()) return plan;
  plan.condition = CompileCondition(statement, {key.rest.data(), key.rest.size()},
                                    is_delete ? Presence::kOptional : Presence::kRequired,
                                    table.key.partition[0].name, parameters);
  return plan;
}

}  // namespace

WritePlan PlanWrite(const Statement& statement, const TableDescription& table,
                    Parameters parameters) {
  if (statement.kind == StatementKind::kInsert) return PlanInsert(statement, table, parameters);
  return PlanByKey(statement, table, parameters);
}

void WriteStatement(Database* database, const Statement& statement, const WritePlan& plan,
                    const StatementRequest& request, bool capacity, WriteResult* result) {
  const WriteOptions options = {.old_item_on_failure = request.old_item_on_failure,
                                .capacity = capacity,
                                .explanation = request.explanation};
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
