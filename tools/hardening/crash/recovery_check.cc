// SPDX-License-Identifier: Apache-2.0

#include "tools/hardening/crash/recovery_check.h"

#include <cstring>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "engine/backup/recovery_window.h"
#include "protocol/json.h"
#include "protocol/json_writer.h"
#include "tools/hardening/crash/history.h"

namespace pumice::hardening::crash {
namespace {

constexpr std::string_view kRestored = "restored";
// The table that is backed up: it has indexes of both kinds.
constexpr FixedTable kBackedUp = kIndexed;
// The earliest moment that can be restored moves on with the clock.
constexpr int64_t kRecoveryMillis = kMaxRecoveryDays * kDayMillis;

[[noreturn]] void Fail(const std::string& what) { throw std::runtime_error(what); }

// A request whose members `write` adds.
std::string Input(const std::function<void(JsonWriter*)>& write) {
  std::string input;
  JsonWriter json(&input);
  json.BeginObject();
  write(&json);
  json.EndObject();
  return input;
}

void CompareTable(int table, const Cells& wanted, const Cells& found, const std::string& how) {
  for (int cell = 0; cell < kItemCells; ++cell) {
    const auto index = static_cast<size_t>(cell);
    if (PlaceOf(cell).table != table || wanted[index] == found[index]) continue;
    Fail(how + " there is " + DescribeCell(cell, found[index]) + ", not " +
         DescribeCell(cell, wanted[index]));
  }
}

// Restores by a request, of which `source` adds what is restored, compares, and drops it.
void CheckRestored(Instance* instance, int table, std::string_view operation,
                   const std::function<void(JsonWriter*)>& source, const SharedState& state) {
  (void)Get(instance, operation, Input([&](JsonWriter* json) {
              source(json);
              json->StringMember("TargetTableName", kRestored);
            }));
  instance->database()->RunDueWork();
  Cells found{};
  ObserveItems(instance, std::string(kRestored), table, &found);
  CompareTable(table, state.recovery_cells, found,
               "in " + std::string(kTableNames[table]) + " after " + std::string(operation));
  (void)Get(instance, "DeleteTable",
            Input([](JsonWriter* json) { json->StringMember("TableName", kRestored); }));
}

}  // namespace

void EnableRecovery(Instance* instance) {
  for (const std::string_view table : kTableNames) {
    (void)Get(instance, "UpdateContinuousBackups", Input([&](JsonWriter* json) {
                json->StringMember("TableName", table);
                json->Key("PointInTimeRecoverySpecification");
                json->BeginObject();
                json->BoolMember("PointInTimeRecoveryEnabled", true);
                json->EndObject();
              }));
  }
}

void CheckRecovery(Instance* instance, const SharedState& state) {
  if (state.recovery_millis == 0) return;
  if (state.clock_millis - state.recovery_millis > kRecoveryMillis) return;
  for (int table = 0; table < kFixedTables; ++table) {
    const auto moment = [&](JsonWriter* json) {
      json->StringMember("SourceTableName", kTableNames[table]);
      json->TimestampMember("RestoreDateTime", state.recovery_millis);
    };
    CheckRestored(instance, table, "RestoreTableToPointInTime", moment, state);
  }
  const auto backup = [&](JsonWriter* json) {
    json->StringMember("BackupArn", state.backup_arn.data());
  };
  CheckRestored(instance, kBackedUp, "RestoreTableFromBackup", backup, state);
  (void)Get(instance, "DeleteBackup", Input(backup));
}

void MarkRecovery(Instance* instance, const Cells& now, SharedState* state) {
  const std::string body = Get(instance, "CreateBackup", Input([](JsonWriter* json) {
                                 json->StringMember("TableName", kTableNames[kBackedUp]);
                                 json->StringMember("BackupName", "mark");
                               }));
  JsonDocument document;
  const JsonValue* const details =
      document.Parse(body) ? FindMember(document.root(), "BackupDetails") : nullptr;
  const auto arn = details == nullptr ? std::nullopt : FindString(*details, "BackupArn");
  if (!arn || arn->size() >= state->backup_arn.size()) {
    Fail("CreateBackup was answered " + body);
  }
  state->backup_arn.fill('\0');
  std::memcpy(state->backup_arn.data(), arn->data(), arn->size());
  state->recovery_cells = now;
  state->recovery_millis = state->clock_millis;
  state->clock_millis += 1;
}

}  // namespace pumice::hardening::crash
