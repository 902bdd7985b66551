// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "engine/database.h"
#include "engine/error/tables.h"
#include "protocol/operations/registry.h"
#include "protocol/operations/table_input.h"
#include "protocol/operations/table_json.h"
#include "protocol/table_arn.h"

// UpdateTable looks for faults in this order:
//   whether there is anything to do; the name; definitions; the table's units; each index update by
//   itself; stream, encryption; the index updates together; the table; its state; what would not
//   change, or decrease too often; the indexes that are named; definitions beside the table's; warm
//   throughput; the stream beside the table's; the rules over the table that would result
//   (engine/schema/table_rules.h).
namespace pumice {
namespace {

IndexUpdate ReadIndexUpdate(const JsonValue& json) {
  const std::string_view name = *FindString(json, "IndexName");
  return {std::string(name), ReadThroughput(json), ReadOnDemandThroughput(json, name),
          ReadWarmThroughput(json)};
}

// One of GlobalSecondaryIndexUpdates: exactly one of Create, Update, Delete.
void ReadIndexChange(const JsonValue& json, TableUpdate* update) {
  const JsonValue* const create = FindMember(json, "Create");
  const JsonValue* const change = FindMember(json, "Update");
  const JsonValue* const remove = FindMember(json, "Delete");
  if ((create != nullptr) + (change != nullptr) + (remove != nullptr) != 1) {
    ThrowIndexUpdateNotOne();
  }
  if (create != nullptr) {
    // "AttributeDefinitions must include the key element(s) of the new index" (API Reference,
    // UpdateTable): what the table defines already is not enough.
    update->create_indexes.push_back(ReadGlobalIndex(*create, update->attribute_definitions));
  } else if (change != nullptr) {
    update->update_indexes.push_back(ReadIndexUpdate(*change));
  } else {
    update->delete_indexes.emplace_back(*FindString(*remove, "IndexName"));
  }
}

void ReadIndexChanges(const JsonValue& input, TableUpdate* update) {
  const JsonValue* const list = FindMember(input, "GlobalSecondaryIndexUpdates");
  if (list == nullptr) return;
  for (const JsonValue& json : list->GetArray()) ReadIndexChange(json, update);
}

void ReadStream(const JsonValue& input, TableUpdate* update) {
  const JsonValue* const specification = FindMember(input, "StreamSpecification");
  if (specification == nullptr) return;
  const auto settings = ReadStreamSpecification(*specification, ThrowViewOfDisabledStream);
  update->stream_enabled = settings.has_value();
  if (settings) update->stream_view = settings->view;
}

// Definitions alone are nothing to do, and neither is an empty list.
void CheckSomething(const JsonValue& input) {
  for (const auto& [name_value, value] : input.GetObject()) {
    const std::string_view name = JsonText(name_value);
    if (name == "TableName" || name == "AttributeDefinitions" || value.IsNull()) continue;
    if (!value.IsArray() || !value.Empty()) return;
  }
  ThrowNothingToUpdate();
}

TableUpdate ReadUpdate(const JsonValue& input) {
  TableUpdate update;
  update.attribute_definitions = ReadAttributeDefinitions(input);
  if (const auto mode = FindString(input, "BillingMode")) {
    update.on_demand_billing = *mode == "PAY_PER_REQUEST";
  }
  update.throughput = ReadThroughput(input);
  update.on_demand = ReadOnDemandThroughput(input, {});
  update.warm = ReadWarmThroughput(input);
  ReadIndexChanges(input, &update);
  ReadStream(input, &update);
  if (const JsonValue* const encryption = FindMember(input, "SSESpecification")) {
    update.encryption = ReadEncryption(*encryption).value_or(EncryptionSettings());
  }
  if (const auto table_class = FindString(input, "TableClass")) update.table_class = *table_class;
  update.deletion_protection = FindBool(input, "DeletionProtectionEnabled");
  return update;
}

}  // namespace

void UpdateTable(OperationContext& context) {
  CheckSomething(context.input);
  const std::string_view name = ParseTableName(*FindString(context.input, "TableName"));
  const TableUpdate update = ReadUpdate(context.input);
  WriteTableAnswer("TableDescription", context.database.UpdateTable(name, update), context.output);
}

}  // namespace pumice
