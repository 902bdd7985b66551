// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/backup/backup.h"
#include "engine/backup/backup_list.h"
#include "engine/backup/restore_plan.h"
#include "engine/backup/row_copier.h"
#include "engine/base/stop_token.h"
#include "engine/catalog/catalog.h"
#include "engine/history/history.h"
#include "engine/storage/store.h"
#include "pumice/clock.h"

namespace pumice {

// "Any number of users can run up to 50 concurrent restores (any type of restore) in a given
// account" (Restoring a DynamoDB table, Developer Guide).
inline constexpr size_t kMaxRestores = 50;

struct BackupsOptions {
  int64_t transition_millis = 0;      // how long backups are CREATING at least
  int64_t lag_millis = 0;             // of the latest restorable time
  std::function<void()> copy_wanted;  // time for CopyRows, on another thread; must not block
  CopyOptions copy;
};

// A table's point-in-time recovery at one moment.
struct RecoveryInfo {
  bool enabled = false;
  int64_t period_days = 0;
  int64_t earliest_millis = 0;
  int64_t latest_millis = 0;
};

// Backups, point-in-time recovery and restores. Thread-safe. Throws ApiError.
//
// A backup's rows have an id of their own, and are copied in the background while the table is
// written to; the history makes the copy what the table was when the backup was asked for
// (RowCopier). A restore copies rows to the id of a new table in the same way, which is CREATING
// meanwhile. Both are persisted before the copy begins, and the copy begins anew after a restart.
class Backups {
 public:
  // All must outlive this. Sets the catalog's deletion hooks.
  Backups(Store* store, History* history, Catalog* catalog, BackupList* list, const Clock* clock,
          BackupsOptions options);

  // `period_days`: nothing: the longest. `table` here and below: a name.
  RecoveryInfo UpdateRecovery(std::string_view table, bool enabled,
                              std::optional<int64_t> period_days);
  RecoveryInfo DescribeRecovery(std::string_view table);

  // Returns before the rows are copied.
  std::shared_ptr<const Backup> Create(std::string_view table, std::string_view name);
  std::shared_ptr<const Backup> Describe(std::string_view arn) const;
  std::vector<std::shared_ptr<const Backup>> List(const BackupFilter& filter, size_t limit) const {
    return list_->List(filter, limit);
  }
  std::shared_ptr<const Backup> Delete(std::string_view arn);

  // These return before the rows are copied: the table is CREATING. `millis`: nothing: the latest
  // restorable time.
  TableInfo RestoreFromBackup(std::string_view arn, const RestoreRequest& request);
  TableInfo RestoreToTime(std::string_view table, std::optional<int64_t> millis,
                          const RestoreRequest& request);

  // After opening or a rollback, before anything is written: takes up what was not ended. Returns
  // whether there are rows to copy.
  bool Resume();
  // Copies what is to be copied: for backups and for restored tables. Returns early when stopped.
  void CopyRows(const StopToken& stop);
  // Gives back the space of history that no time needs any more, and of expired backups. While the
  // store keeps its undo log, none of the history goes.
  void Trim();

 private:
  RecoveryInfo InfoOf(const RecoverySettings& recovery) const;
  // Requires the table alone, as do those with a Table below.
  std::shared_ptr<const Backup> Begin(Table* table, std::string_view name);
  // The restore of a table to a time, which begins with this.
  RestoreOrigin BeginRestore(Table* table, std::optional<int64_t> millis);
  void EndCopy(const TableIdentity& table, const HistoryPoint& from);
  // Tells the store which history of a table is still needed: from which time on, which it returns.
  int64_t KeepNeededHistory(const Table& table) const;
  TableInfo CreateTarget(TableDescription table);
  std::vector<TableDescription> FindRestoring() const;
  void CheckRestoreCount() const;

  void CheckDeletion(const TableDescription& table) const;
  // The system backup of a table that goes, if it is to have one.
  std::function<void()> KeepRowsOf(const Table& table, WriteBatch* batch) const;

  void CopyBackup(const Backup& backup, const StopToken& stop);
  // Of how many items about a restore copies; 0: nobody knows.
  int64_t CountSource(const RestoreOrigin& origin) const;
  void FillRestored(const TableDescription& table, const StopToken& stop);
  void TrimHistory(const TableIdentity& table);

  Store* store_;
  History* history_;
  Catalog* catalog_;
  BackupList* list_;
  const Clock* clock_;
  const BackupsOptions options_;
};

}  // namespace pumice
