// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "engine/database.h"
#include "engine/error/items.h"
#include "engine/error/requests.h"
#include "engine/schema/limits.h"
#include "protocol/item_json.h"
#include "protocol/json_writer.h"
#include "protocol/operations/capacity_json.h"
#include "protocol/operations/registry.h"
#include "protocol/operations/request_expressions.h"
#include "protocol/request_notes.h"
#include "protocol/table_arn.h"

// PutItem, GetItem, UpdateItem and DeleteItem. Each looks for faults in this order:
//   ReturnValues; legacy parameters beside expressions, placeholders without any; the item or key
//   by its values; ExpressionAttributeNames, ExpressionAttributeValues; the expressions in the
//   order update, condition, projection; unused placeholders; the table; the key by the table's
//   schema, paths into keys, index keys; the condition; the updated item.
namespace pumice {
namespace {

std::string_view TableName(const OperationContext& context) {
  return ParseTableName(*FindString(context.input, "TableName"));
}

std::string EncodedMember(const OperationContext& context, std::string_view member) {
  std::string item;
  EncodeItem(*FindMember(context.input, member), &item);
  return item;
}

// PutItem and DeleteItem return nothing or the old item.
bool ReturnsOld(const OperationContext& context) {
  const std::string_view value = FindString(context.input, "ReturnValues").value_or("NONE");
  if (value != "NONE" && value != "ALL_OLD") {
    ThrowReturnValues();
  }
  return value == "ALL_OLD";
}

WriteOptions ReadWriteOptions(const OperationContext& context) {
  const JsonValue& input = context.input;
  return {
      .old_item_on_failure = FindString(input, "ReturnValuesOnConditionCheckFailure") == "ALL_OLD",
      .capacity = CountsCapacity(context, ReadCapacityDetail(input)),
      .collection = FindString(input, "ReturnItemCollectionMetrics") == "SIZE",
      .explanation = ExplanationOf(context),
  };
}

// The answer of every write.
void WriteAnswer(const OperationContext& context, const std::optional<ItemView>& attributes,
                 WriteResult& result) {
  JsonWriter json(context.output);
  json.BeginObject();
  if (attributes) {
    json.Key("Attributes");
    AppendItemJson(*attributes, json.Raw());
  }
  NoteCapacity(context, result.capacity);
  NameAsRequested(*FindString(context.input, "TableName"), &result.capacity);
  WriteConsumedCapacity(ReadCapacityDetail(context.input), result.capacity, &json);
  if (!result.collection_key.empty()) {
    json.Key("ItemCollectionMetrics");
    WriteItemCollection(result.collection_key, &json);
  }
  json.EndObject();
}

void AppendProjected(ItemView item, const std::optional<BoundProjection>& projection,
                     std::string* output) {
  if (!projection) {
    AppendItemJson(item, output);
    return;
  }
  std::string projected;
  projection->Apply(item, &projected);
  AppendItemJson(ItemView(projected), output);
}

// What UpdateItem's ReturnValues asks for. The bytes of a part of an item go to `part`.
std::optional<ItemView> UpdatedAttributes(std::string_view return_values,
                                          const WriteOutcome& outcome, const BoundUpdate* update,
                                          std::string* part) {
  if (return_values == "ALL_OLD") return outcome.old_item;
  if (return_values == "ALL_NEW") return outcome.new_item;
  if (return_values == "NONE" || update == nullptr) return std::nullopt;
  const auto& item = return_values == "UPDATED_OLD" ? outcome.old_item : outcome.new_item;
  if (item) update->AppendUpdated(*item, part);
  if (part->empty()) return std::nullopt;
  return ItemView(*part);
}

}  // namespace

void PutItem(OperationContext& context) {
  const bool returns_old = ReturnsOld(context);
  const std::string_view table = TableName(context);
  RequestExpressions expressions(&context.expressions, context.input, {"ConditionExpression"},
                                 {"Expected", "ConditionalOperator"});
  const std::string item = EncodedMember(context, "Item");
  expressions.ReadPlaceholders();
  if (ItemSize(ItemView(item)) > limits::kItemSize) {
    ThrowItemTooLarge();
  }
  const auto condition = expressions.Condition();
  expressions.CheckAllUsed();

  WriteResult result;
  context.database.WriteItem(table,
                             {.kind = ItemWrite::Kind::kPut,
                              .table = nullptr,
                              .item = ItemView(item),
                              .condition = condition ? &*condition : nullptr},
                             ReadWriteOptions(context), &result);
  WriteAnswer(context, returns_old ? result.outcome.old_item : std::nullopt, result);
}

void DeleteItem(OperationContext& context) {
  const bool returns_old = ReturnsOld(context);
  const std::string_view table = TableName(context);
  RequestExpressions expressions(&context.expressions, context.input, {"ConditionExpression"},
                                 {"Expected", "ConditionalOperator"});
  const std::string key = EncodedMember(context, "Key");
  expressions.ReadPlaceholders();
  const auto condition = expressions.Condition();
  expressions.CheckAllUsed();

  WriteResult result;
  context.database.WriteItem(table,
                             {.kind = ItemWrite::Kind::kDelete,
                              .table = nullptr,
                              .item = ItemView(key),
                              .condition = condition ? &*condition : nullptr},
                             ReadWriteOptions(context), &result);
  WriteAnswer(context, returns_old ? result.outcome.old_item : std::nullopt, result);
}

void UpdateItem(OperationContext& context) {
  const std::string_view return_values = FindString(context.input, "ReturnValues").value_or("NONE");
  const std::string_view table = TableName(context);
  RequestExpressions expressions(&context.expressions, context.input,
                                 {"UpdateExpression", "ConditionExpression"},
                                 {"AttributeUpdates", "Expected", "ConditionalOperator"});
  const std::string key = EncodedMember(context, "Key");
  expressions.ReadPlaceholders();
  const auto update = expressions.Update();
  const auto condition = expressions.Condition();
  expressions.CheckAllUsed();

  WriteResult result;
  context.database.WriteItem(table,
                             {.kind = ItemWrite::Kind::kUpdate,
                              .table = nullptr,
                              .item = ItemView(key),
                              .condition = condition ? &*condition : nullptr,
                              .update = update ? &*update : nullptr},
                             ReadWriteOptions(context), &result);
  std::string part;
  WriteAnswer(context,
              UpdatedAttributes(return_values, result.outcome, update ? &*update : nullptr, &part),
              result);
}

void GetItem(OperationContext& context) {
  const std::string_view table = TableName(context);
  RequestExpressions expressions(&context.expressions, context.input, {"ProjectionExpression"},
                                 {"AttributesToGet"});
  const std::string key = EncodedMember(context, "Key");
  expressions.ReadPlaceholders();
  const auto projection = expressions.Projection();
  expressions.CheckAllUsed();

  const CapacityDetail detail = ReadCapacityDetail(context.input);
  GetResult result;
  ConsumedCapacity capacity;
  context.database.GetItem(
      table, ItemView(key), FindBool(context.input, "ConsistentRead").value_or(false), &result,
      CountsCapacity(context, detail) ? &capacity : nullptr, projection ? &*projection : nullptr);
  NoteItems(context, result.item ? 1 : 0, result.item ? 1 : 0);
  NoteCapacity(context, capacity);
  JsonWriter json(context.output);
  json.BeginObject();
  if (result.item) {
    json.Key("Item");
    AppendProjected(*result.item, projection, json.Raw());
  }
  NameAsRequested(*FindString(context.input, "TableName"), &capacity);
  WriteConsumedCapacity(detail, capacity, &json);
  json.EndObject();
}

}  // namespace pumice
