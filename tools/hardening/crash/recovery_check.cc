// SPDX-License-Identifier: Apache-2.0

#include "tools/hardening/crash/recovery_check.h"

#include <cstdio>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "protocol/json.h"
#include "tools/hardening/crash/history.h"

namespace pumice::hardening::crash {
namespace {

constexpr std::string_view kRestored = "restored";
// The table that is backed up: it has indexes of both kinds.
constexpr FixedTable kBackedUp = kIndexed;
// The earliest moment that can be restored moves on with the clock.
constexpr int64_t kRecoveryMillis = int64_t{35} * 24 * 60 * 60 * 1000;

[[noreturn]] void Fail(const std::string& what) { throw std::runtime_error(what); }

std::string Member(std::string_view name, std::string_view text) {
  std::string member = "\"";
  return member.append(name).append("\":\"").append(text).append("\"");
}

std::string Seconds(int64_t millis) {
  char text[32];
  (void)std::snprintf(text, sizeof(text), "%lld.%03d", static_cast<long long>(millis / 1000),
                      static_cast<int>(millis % 1000));
  return text;
}

void CompareTable(int table, const Cells& wanted, const Cells& found, const std::string& how) {
  for (int cell = 0; cell < kItemCells; ++cell) {
    const auto index = static_cast<size_t>(cell);
    if (PlaceOf(cell).table != table || wanted[index] == found[index]) continue;
    Fail(how + " there is " + DescribeCell(cell, found[index]) + ", not " +
         DescribeCell(cell, wanted[index]));
  }
}

// Restores by a request, compares, and drops what was restored.
void CheckRestored(Instance* instance, int table, std::string_view operation,
                   const std::string& source, const SharedState& state) {
  (void)Get(instance, operation, '{' + source + ',' + Member("TargetTableName", kRestored) + '}');
  instance->database()->RunDueWork();
  Cells found{};
  ObserveItems(instance, std::string(kRestored), table, &found);
  CompareTable(table, state.recovery_cells, found,
               "in " + std::string(kTableNames[table]) + " after " + std::string(operation));
  (void)Get(instance, "DeleteTable", '{' + Member("TableName", kRestored) + '}');
}

}  // namespace

void EnableRecovery(Instance* instance) {
  for (const std::string_view table : kTableNames) {
    (void)Get(instance, "UpdateContinuousBackups",
              '{' + Member("TableName", table) +
                  R"(,"PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}})");
  }
}

void CheckRecovery(Instance* instance, const SharedState& state) {
  if (state.recovery_millis == 0) return;
  if (state.clock_millis - state.recovery_millis > kRecoveryMillis) return;
  for (int table = 0; table < kFixedTables; ++table) {
    CheckRestored(instance, table, "RestoreTableToPointInTime",
                  Member("SourceTableName", kTableNames[table]) + R"(,"RestoreDateTime":)" +
                      Seconds(state.recovery_millis),
                  state);
  }
  const std::string backup = Member("BackupArn", state.backup_arn.data());
  CheckRestored(instance, kBackedUp, "RestoreTableFromBackup", backup, state);
  (void)Get(instance, "DeleteBackup", '{' + backup + '}');
}

void MarkRecovery(Instance* instance, const Cells& now, SharedState* state) {
  const std::string body = Get(
      instance, "CreateBackup",
      '{' + Member("TableName", kTableNames[kBackedUp]) + ',' + Member("BackupName", "mark") + '}');
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
