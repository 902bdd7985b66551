// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "engine/database.h"
#include "engine/error/tables.h"
#include "protocol/operations/registry.h"
#include "protocol/operations/table_input.h"
#include "protocol/operations/table_json.h"
#include "protocol/table_arn.h"

namespace pumice {
namespace {

IndexUpdate ReadIndexUpdate(const JsonValue& json) {
  return {std::string(*FindString(json, "IndexName")), ReadThroughput(json),
          ReadOnDemandThroughput(json), ReadWarmThroughput(json)};
}

// "AttributeDefinitions must include the key element(s) of the new index" (API Reference,
// UpdateTable): what the table defines already is not enough.
IndexSchema ReadNewIndex(const JsonValue& json, const std::vector<KeyAttribute>& definitions,
                         bool on_demand_billing) {
  if (definitions.empty()) ThrowNoDefinitions();
  return ReadGlobalIndex(json, definitions, on_demand_billing);
}

// One of GlobalSecondaryIndexUpdates: exactly one of Create, Update, Delete.
void ReadIndexChange(const JsonValue& json, bool on_demand_billing, TableUpdate* update) {
  const JsonValue* const create = FindMember(json, "Create");
  const JsonValue* const change = FindMember(json, "Update");
  const JsonValue* const remove = FindMember(json, "Delete");
  if ((create != nullptr) + (change != nullptr) + (remove != nullptr) != 1) {
    ThrowIndexUpdateNotOne();
  }
  if (create != nullptr) {
    update->create_indexes.push_back(
        ReadNewIndex(*create, update->attribute_definitions, on_demand_billing));
  } else if (change != nullptr) {
    update->update_indexes.push_back(ReadIndexUpdate(*change));
  } else {
    update->delete_indexes.emplace_back(*FindString(*remove, "IndexName"));
  }
}

void ReadIndexChanges(const JsonValue& input, const TableDescription& table, TableUpdate* update) {
  const JsonValue* const list = FindMember(input, "GlobalSecondaryIndexUpdates");
  if (list == nullptr) return;
  const bool on_demand = update->on_demand_billing.value_or(table.on_demand_billing);
  for (const JsonValue& json : list->GetArray()) {
    ReadIndexChange(json, on_demand, update);
  }
}

void ReadStream(const JsonValue& input, TableUpdate* update) {
  const JsonValue* const specification = FindMember(input, "StreamSpecification");
  if (specification == nullptr) return;
  const auto settings = ReadStreamSpecification(*specification, ThrowViewOfDisabledStream);
  update->stream_enabled = settings.has_value();
  if (settings) update->stream_view = settings->view;
}

void CheckSomething(const JsonValue& input) {
  for (const auto& member : input.GetObject()) {
    const std::string_view name = JsonText(member.name);
    if (name != "TableName" && name != "AttributeDefinitions" && !member.value.IsNull()) return;
  }
  ThrowNothingToUpdate();
}

TableUpdate ReadUpdate(const JsonValue& input, const TableDescription& table) {
  TableUpdate update;
  update.attribute_definitions = ReadAttributeDefinitions(input);
  if (const auto mode = FindString(input, "BillingMode")) {
    update.on_demand_billing = *mode == "PAY_PER_REQUEST";
  }
  update.throughput = ReadThroughput(input);
  update.on_demand = ReadOnDemandThroughput(input);
  update.warm = ReadWarmThroughput(input);
  ReadIndexChanges(input, table, &update);
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
  const TableInfo table = context.database.DescribeTable(name);
  const TableUpdate update = ReadUpdate(context.input, table.description);
  WriteTableAnswer("TableDescription", context.database.UpdateTable(name, update), context.output);
}

}  // namespace pumice
