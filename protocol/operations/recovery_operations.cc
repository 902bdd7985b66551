// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <string>

#include "engine/database.h"
#include "engine/error/backups.h"
#include "protocol/json_writer.h"
#include "protocol/operations/registry.h"
#include "protocol/operations/restore_input.h"
#include "protocol/operations/table_json.h"
#include "protocol/table_arn.h"

// UpdateContinuousBackups looks for faults in this order: the specification; the name; the table;
// its state. RestoreTableToPointInTime:
//   the time's form; the overrides by themselves; the source's name; how many restores go on; the
//   source; its recovery; its state; the overrides beside the source; the time; the rules over the
//   table that would result; whether the target is there.
namespace pumice {
namespace {

void WriteRecovery(const RecoveryInfo& recovery, std::string* output) {
  JsonWriter json(output);
  json.BeginObject();
  json.Key("ContinuousBackupsDescription");
  json.BeginObject();
  // "Continuous backups are ENABLED on all tables at table creation" (DescribeContinuousBackups,
  // API Reference).
  json.StringMember("ContinuousBackupsStatus", "ENABLED");
  json.Key("PointInTimeRecoveryDescription");
  json.BeginObject();
  json.StringMember("PointInTimeRecoveryStatus", recovery.enabled ? "ENABLED" : "DISABLED");
  if (recovery.enabled) {
    json.IntegerMember("RecoveryPeriodInDays", recovery.period_days);
    json.TimestampMember("EarliestRestorableDateTime", recovery.earliest_millis);
    json.TimestampMember("LatestRestorableDateTime", recovery.latest_millis);
  }
  json.EndObject();
  json.EndObject();
  json.EndObject();
}

std::string_view SourceTable(const JsonValue& input) {
  if (const auto arn = FindString(input, "SourceTableArn")) return ParseTableName(*arn);
  const auto name = FindString(input, "SourceTableName");
  if (!name) ThrowNoSourceTable();
  return *name;
}

// Nothing: the latest restorable time.
std::optional<int64_t> RestoreTime(const JsonValue& input) {
  const bool latest = FindBool(input, "UseLatestRestorableTime").value_or(false);
  const auto time = FindTimestamp(input, "RestoreDateTime");
  if (latest && time) ThrowTwoRestoreTimes();
  if (!latest && !time) ThrowNoRestoreTime();
  return time;
}

}  // namespace

void UpdateContinuousBackups(OperationContext& context) {
  const JsonValue& specification = *FindMember(context.input, "PointInTimeRecoverySpecification");
  const bool enabled = *FindBool(specification, "PointInTimeRecoveryEnabled");
  const auto days = FindInteger(specification, "RecoveryPeriodInDays");
  if (!enabled && days) ThrowPeriodOfDisabledRecovery();
  const std::string_view table = ParseTableName(*FindString(context.input, "TableName"));
  WriteRecovery(context.database.UpdateContinuousBackups(table, enabled, days), context.output);
}

void DescribeContinuousBackups(OperationContext& context) {
  const std::string_view table = ParseTableName(*FindString(context.input, "TableName"));
  WriteRecovery(context.database.DescribeContinuousBackups(table), context.output);
}

void RestoreTableToPointInTime(OperationContext& context) {
  const std::optional<int64_t> time = RestoreTime(context.input);
  const RestoreRequest request = ReadRestoreRequest(context);
  WriteTableAnswer(
      "TableDescription",
      context.database.RestoreTableToPointInTime(SourceTable(context.input), time, request),
      context.output);
}

}  // namespace pumice
