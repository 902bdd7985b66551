// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "engine/database.h"
#include "engine/error/api_error.h"
#include "protocol/json_writer.h"
#include "protocol/operations/registry.h"
#include "protocol/operations/table_input.h"
#include "protocol/operations/table_json.h"
#include "protocol/table_arn.h"

// CreateTable, DescribeTable, DeleteTable and ListTables. CreateTable looks for faults in this
// order:
//   members that it needs; the name; the table's units; definitions; the table's key; each local
//   and then each global index by itself; stream, encryption, tags, policy; the rules over the
//   whole table (engine/schema/table_rules.h); whether there is such a table.
// DeleteTable: the name; the table; its state; its protection; a backup that is being created.
// DescribeTable: the name; the table.
namespace pumice {
namespace {

constexpr int64_t kMaxListed = 100;

std::string_view TableName(const OperationContext& context) {
  return ParseTableName(*FindString(context.input, "TableName"));
}

}  // namespace

void CreateTable(OperationContext& context) {
  TableDescription description = ReadTableDescription(context.input);
  description.region = context.region;
  description.account = context.account;
  WriteTableAnswer("TableDescription", context.database.CreateTable(std::move(description)),
                   context.output);
}

void DescribeTable(OperationContext& context) {
  WriteTableAnswer("Table", context.database.DescribeTable(TableName(context)), context.output);
}

void DeleteTable(OperationContext& context) {
  WriteTableAnswer("TableDescription", context.database.DeleteTable(TableName(context)),
                   context.output, TableDetail::kDeleted);
}

void ListTables(OperationContext& context) {
  const std::string_view start = FindString(context.input, "ExclusiveStartTableName").value_or("");
  const auto limit = static_cast<size_t>(FindInteger(context.input, "Limit").value_or(kMaxListed));
  // One more than asked for tells whether there are any more.
  std::vector<std::string> names = context.database.ListTables(start, limit + 1);
  const bool more = names.size() > limit;
  if (more) names.pop_back();

  JsonWriter json(context.output);
  json.BeginObject();
  json.Key("TableNames");
  json.BeginArray();
  for (const std::string& name : names) json.String(name);
  json.EndArray();
  if (more) json.StringMember("LastEvaluatedTableName", names.back());
  json.EndObject();
}

}  // namespace pumice
