// SPDX-License-Identifier: Apache-2.0

#include <memory>
#include <string>
#include <vector>

#include "engine/database.h"
#include "protocol/json_writer.h"
#include "protocol/operations/registry.h"
#include "protocol/operations/restore_input.h"
#include "protocol/operations/table_json.h"
#include "protocol/table_arn.h"

// CreateBackup looks for faults in this order: the name; the table; its state. DeleteBackup: the
// backup; whether it is in use. RestoreTableFromBackup:
//   the overrides by themselves; the backup; whether it is complete; how many restores go on; the
//   overrides beside what was backed up; the rules over the table that would result; whether the
//   target is there.
namespace pumice {
namespace {

constexpr int64_t kMaxListed = 100;

std::string_view StatusName(const Backup& backup, int64_t now_millis) {
  return backup.IsCreating(now_millis) ? "CREATING" : "AVAILABLE";
}

std::string_view TypeName(BackupType type) { return type == BackupType::kUser ? "USER" : "SYSTEM"; }

// What BackupDetails and BackupSummary have in common.
void WriteDetailMembers(const Backup& backup, std::string_view status, JsonWriter* json) {
  json->StringMember("BackupArn", backup.arn);
  json->StringMember("BackupName", backup.name);
  json->IntegerMember("BackupSizeBytes", backup.size_bytes);
  json->StringMember("BackupStatus", status);
  json->StringMember("BackupType", TypeName(backup.type));
  json->TimestampMember("BackupCreationDateTime", backup.created_millis);
  if (backup.expiry_millis) json->TimestampMember("BackupExpiryDateTime", *backup.expiry_millis);
}

void WriteDetails(const Backup& backup, std::string_view status, JsonWriter* json) {
  json->Key("BackupDetails");
  json->BeginObject();
  WriteDetailMembers(backup, status, json);
  json->EndObject();
}

void WriteUnits(const Throughput& throughput, JsonWriter* json) {
  json->Key("ProvisionedThroughput");
  json->BeginObject();
  json->IntegerMember("ReadCapacityUnits", throughput.read);
  json->IntegerMember("WriteCapacityUnits", throughput.write);
  json->EndObject();
}

void WriteSourceTable(const Backup& backup, JsonWriter* json) {
  const TableDescription& table = backup.table;
  json->Key("SourceTableDetails");
  json->BeginObject();
  json->StringMember("TableName", table.name);
  json->StringMember("TableId", table.uuid);
  json->StringMember("TableArn", table.Arn());
  json->IntegerMember("TableSizeBytes", backup.size_bytes);
  WriteKeySchema(table.key, json);
  json->TimestampMember("TableCreationDateTime", table.created_millis);
  WriteUnits(table.throughput, json);
  WriteOnDemand(table.on_demand, json);
  json->IntegerMember("ItemCount", backup.item_count);
  json->StringMember("BillingMode", table.on_demand_billing ? "PAY_PER_REQUEST" : "PROVISIONED");
  json->EndObject();
}

void WriteSourceIndexes(std::string_view member, bool global, const TableDescription& table,
                        JsonWriter* json) {
  bool any = false;
  for (const IndexSchema& index : table.indexes) {
    if (index.global != global) continue;
    if (!any) {
      json->Key(member);
      json->BeginArray();
    }
    any = true;
    json->BeginObject();
    json->StringMember("IndexName", index.name);
    WriteKeySchema(index.key, json);
    WriteProjection(index.projection, json);
    if (global) {
      WriteUnits(index.throughput, json);
      WriteOnDemand(index.on_demand, json);
    }
    json->EndObject();
  }
  if (any) json->EndArray();
}

void WriteSourceFeatures(const TableDescription& table, JsonWriter* json) {
  json->Key("SourceTableFeatureDetails");
  json->BeginObject();
  WriteSourceIndexes("LocalSecondaryIndexes", false, table, json);
  WriteSourceIndexes("GlobalSecondaryIndexes", true, table, json);
  if (table.stream) {
    json->Key("StreamDescription");
    json->BeginObject();
    json->BoolMember("StreamEnabled", true);
    json->StringMember("StreamViewType", StreamViewName(table.stream->view));
    json->EndObject();
  }
  if (table.ttl.enabled) {
    json->Key("TimeToLiveDescription");
    json->BeginObject();
    json->StringMember("TimeToLiveStatus", "ENABLED");
    json->StringMember("AttributeName", table.ttl.attribute);
    json->EndObject();
  }
  WriteEncryption(table, json);
  json->EndObject();
}

void WriteBackup(const Backup& backup, std::string_view status, std::string* output) {
  JsonWriter json(output);
  json.BeginObject();
  json.Key("BackupDescription");
  json.BeginObject();
  WriteDetails(backup, status, &json);
  WriteSourceTable(backup, &json);
  WriteSourceFeatures(backup.table, &json);
  json.EndObject();
  json.EndObject();
}

void WriteSummary(const Backup& backup, int64_t now_millis, JsonWriter* json) {
  json->BeginObject();
  json->StringMember("TableName", backup.table.name);
  json->StringMember("TableId", backup.table.uuid);
  json->StringMember("TableArn", backup.table.Arn());
  WriteDetailMembers(backup, StatusName(backup, now_millis), json);
  json->EndObject();
}

// USER is "the default setting if no other backup types are specified" (ListBackups, API
// Reference).
std::optional<BackupType> ReadType(const JsonValue& input) {
  const std::string_view type = FindString(input, "BackupType").value_or("USER");
  if (type == "USER") return BackupType::kUser;
  if (type == "SYSTEM") return BackupType::kSystem;
  return std::nullopt;
}

BackupFilter ReadFilter(const JsonValue& input) {
  BackupFilter filter;
  if (const auto table = FindString(input, "TableName")) filter.table_name = ParseTableName(*table);
  filter.type = ReadType(input);
  filter.from_millis = FindTimestamp(input, "TimeRangeLowerBound");
  filter.until_millis = FindTimestamp(input, "TimeRangeUpperBound");
  filter.start = FindString(input, "ExclusiveStartBackupArn").value_or("");
  return filter;
}

std::string_view BackupArn(const OperationContext& context) {
  return *FindString(context.input, "BackupArn");
}

}  // namespace

void CreateBackup(OperationContext& context) {
  const std::string_view table = ParseTableName(*FindString(context.input, "TableName"));
  const auto backup =
      context.database.CreateBackup(table, *FindString(context.input, "BackupName"));
  JsonWriter json(context.output);
  json.BeginObject();
  WriteDetails(*backup, "CREATING", &json);
  json.EndObject();
}

void DescribeBackup(OperationContext& context) {
  const auto backup = context.database.DescribeBackup(BackupArn(context));
  WriteBackup(*backup, StatusName(*backup, context.database.clock().NowMillis()), context.output);
}

void DeleteBackup(OperationContext& context) {
  WriteBackup(*context.database.DeleteBackup(BackupArn(context)), "DELETED", context.output);
}

void ListBackups(OperationContext& context) {
  const auto limit = static_cast<size_t>(FindInteger(context.input, "Limit").value_or(kMaxListed));
  // One more than asked for tells whether there are any more. pumice makes no backups of AWS
  // Backup's.
  std::vector<std::shared_ptr<const Backup>> backups;
  if (FindString(context.input, "BackupType") != "AWS_BACKUP") {
    backups = context.database.ListBackups(ReadFilter(context.input), limit + 1);
  }
  const bool more = backups.size() > limit;
  if (more) backups.pop_back();

  JsonWriter json(context.output);
  json.BeginObject();
  json.Key("BackupSummaries");
  json.BeginArray();
  const int64_t now = context.database.clock().NowMillis();
  for (const auto& backup : backups) WriteSummary(*backup, now, &json);
  json.EndArray();
  if (more) json.StringMember("LastEvaluatedBackupArn", backups.back()->arn);
  json.EndObject();
}

void RestoreTableFromBackup(OperationContext& context) {
  const RestoreRequest request = ReadRestoreRequest(context);
  WriteTableAnswer("TableDescription",
                   context.database.RestoreTableFromBackup(BackupArn(context), request),
                   context.output);
}

}  // namespace pumice
