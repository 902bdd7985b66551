#include <string>

#include "engine/database.h"
#include "engine/item/api_error.h"
#include "engine/schema/limits.h"
#include "protocol/item_json.h"
#include "protocol/json_writer.h"
#include "protocol/operations/registry.h"
#include "protocol/operations/request_expressions.h"
#include "protocol/table_arn.h"

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
    ThrowValidation("ReturnValues can only be ALL_OLD or NONE");
  }
  return value == "ALL_OLD";
}

bool ReturnsOldOnFailure(const OperationContext& context) {
  return FindString(context.input, "ReturnValuesOnConditionCheckFailure") == "ALL_OLD";
}

void WriteAttributes(const std::optional<ItemView>& item, std::string* output) {
  JsonWriter json(output);
  json.BeginObject();
  if (item) {
    json.Key("Attributes");
    AppendItemJson(*item, json.Raw());
  }
  json.EndObject();
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
  RequestExpressions expressions(context.input, {"ConditionExpression"});
  const std::string item = EncodedMember(context, "Item");
  if (ItemSize(ItemView(item)) > limits::kItemSize) {
    ThrowValidation("Item size has exceeded the maximum allowed size");
  }
  const auto condition = expressions.Condition();
  expressions.CheckAllUsed();

  WriteOutcome outcome;
  context.database.Write(table,
                         {.kind = ItemWrite::Kind::kPut,
                          .table = nullptr,
                          .item = ItemView(item),
                          .condition = condition ? &*condition : nullptr},
                         ReturnsOldOnFailure(context), &outcome);
  WriteAttributes(returns_old ? outcome.old_item : std::nullopt, context.output);
}

void DeleteItem(OperationContext& context) {
  const bool returns_old = ReturnsOld(context);
  const std::string_view table = TableName(context);
  RequestExpressions expressions(context.input, {"ConditionExpression"});
  const std::string key = EncodedMember(context, "Key");
  const auto condition = expressions.Condition();
  expressions.CheckAllUsed();

  WriteOutcome outcome;
  context.database.Write(table,
                         {.kind = ItemWrite::Kind::kDelete,
                          .table = nullptr,
                          .item = ItemView(key),
                          .condition = condition ? &*condition : nullptr},
                         ReturnsOldOnFailure(context), &outcome);
  WriteAttributes(returns_old ? outcome.old_item : std::nullopt, context.output);
}

void UpdateItem(OperationContext& context) {
  const std::string_view return_values = FindString(context.input, "ReturnValues").value_or("NONE");
  const std::string_view table = TableName(context);
  RequestExpressions expressions(context.input, {"UpdateExpression", "ConditionExpression"});
  const std::string key = EncodedMember(context, "Key");
  const auto update = expressions.Update();
  const auto condition = expressions.Condition();
  expressions.CheckAllUsed();

  WriteOutcome outcome;
  context.database.Write(table,
                         {.kind = ItemWrite::Kind::kUpdate,
                          .table = nullptr,
                          .item = ItemView(key),
                          .condition = condition ? &*condition : nullptr,
                          .update = update ? &*update : nullptr},
                         ReturnsOldOnFailure(context), &outcome);
  std::string part;
  WriteAttributes(UpdatedAttributes(return_values, outcome, update ? &*update : nullptr, &part),
                  context.output);
}

void GetItem(OperationContext& context) {
  const std::string_view table = TableName(context);
  RequestExpressions expressions(context.input, {"ProjectionExpression"});
  const std::string key = EncodedMember(context, "Key");
  const auto projection = expressions.Projection();
  expressions.CheckAllUsed();

  PinnedValue row;
  ItemView item;
  const bool found = context.database.GetItem(table, ItemView(key), &row, &item);
  JsonWriter json(context.output);
  json.BeginObject();
  if (found) {
    std::string projected;
    if (projection) {
      projection->Apply(item, &projected);
      item = ItemView(projected);
    }
    json.Key("Item");
    AppendItemJson(item, json.Raw());
  }
  json.EndObject();
}

}  // namespace pumice
