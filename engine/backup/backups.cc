// SPDX-License-Identifier: Apache-2.0

#include "engine/backup/backups.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/access/first_fault.h"
#include "engine/backup/recovery_window.h"
#include "engine/error/api_error.h"
#include "engine/error/backups.h"
#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

// "System backups follow a standard naming convention", and are kept for 35 days ("Before you begin
// using point-in-time recovery", Developer Guide).
constexpr std::string_view kSystemBackupSuffix = "$DeletedTableBackup";

bool IsThere(Status status) { return status == Status::kActive || status == Status::kUpdating; }

// Errors of the catalog in the words of this family of operations.
template <typename Call>
auto WithBackupErrors(std::string_view table, Call call) {
  try {
    return call();
  } catch (const ApiError& error) {
    if (error.code() == ErrorCode::kResourceNotFound) ThrowBackedUpTableNotFound(table);
    if (error.code() == ErrorCode::kResourceInUse) ThrowContinuousBackupsUnavailable(table);
    throw;
  }
}

Backup DescribeTableIn(const Table& table, int64_t now_millis) {
  Backup backup;
  backup.table = table.description();
  backup.created_millis = now_millis;
  backup.arn = NewBackupArn(backup.table, now_millis);
  const ItemCounters counters = table.counters().Load();
  backup.item_count = counters.items;
  backup.size_bytes = counters.bytes;
  return backup;
}

}  // namespace

Backups::Backups(Store* store, History* history, Catalog* catalog, BackupList* list,
                 const Clock* clock, BackupsOptions options)
    : store_(store),
      history_(history),
      catalog_(catalog),
      list_(list),
      clock_(clock),
      options_(std::move(options)) {
  catalog_->SetDeletionHooks(
      {[this](const TableDescription& table) { CheckDeletion(table); },
       [this](const Table& table, WriteBatch* batch) { return KeepRowsOf(table, batch); }});
}

RecoveryInfo Backups::InfoOf(const RecoverySettings& recovery) const {
  if (!recovery.enabled) return {};
  const int64_t now = clock_->NowMillis();
  return {true, recovery.period_days, EarliestRestorable(recovery, now),
          LatestRestorable(recovery, now, options_.lag_millis)};
}

RecoveryInfo Backups::UpdateRecovery(std::string_view table, bool enabled,
                                     std::optional<int64_t> period_days) {
  const TableInfo info = WithBackupErrors(table, [&] {
    return catalog_->Update(table, [&](TableDescription* changed) {
      RecoverySettings& recovery = changed->recovery;
      if (!enabled) {
        recovery = {};
        return;
      }
      const int64_t now = clock_->NowMillis();
      const int64_t days = period_days.value_or(kMaxRecoveryDays);
      // A longer period grows from what there is; what a shorter one cuts off is gone at once.
      const int64_t since =
          recovery.enabled ? std::max(EarliestRestorable(recovery, now), now - days * kDayMillis)
                           : now;
      recovery = {true, days, since};
      // Before anything is recorded: until told what can go, nothing goes.
      store_->ForgetHistory(changed->id, 0);
    });
  });
  catalog_->WithSameAlone(IdentityOf(info.description),
                          [&](Table* found, Status) { KeepNeededHistory(*found); });
  return InfoOf(info.description.recovery);
}

RecoveryInfo Backups::DescribeRecovery(std::string_view table) {
  return InfoOf(
      WithBackupErrors(table, [&] { return catalog_->Describe(table); }).description.recovery);
}

std::shared_ptr<const Backup> Backups::Create(std::string_view table, std::string_view name) {
  std::shared_ptr<const Backup> backup;
  const bool found = catalog_->WithTableAlone(table, [&](Table* held, Status status) {
    if (!IsThere(status)) ThrowTableInUse(table);
    backup = Begin(held, name);
  });
  if (!found) ThrowBackedUpTableNotFound(table);
  options_.copy_wanted();
  return backup;
}

// Nobody writes meanwhile: what is committed is below the point, what comes is not.
std::shared_ptr<const Backup> Backups::Begin(Table* table, std::string_view name) {
  Backup backup = DescribeTableIn(*table, clock_->NowMillis());
  backup.name = name;
  backup.transition_millis = backup.created_millis + options_.transition_millis;
  backup.undo_from = history_->Next();
  const HistoryPoint from = *backup.undo_from;
  const std::string arn = backup.arn;
  uint32_t rows_id = 0;  // none yet
  table->BeginCopy(from.millis);
  try {
    KeepNeededHistory(*table);
    backup.rows_id = rows_id = store_->NewId();
    list_->Save(std::move(backup));
  } catch (...) {
    table->EndCopy(from.millis);
    if (rows_id != 0) store_->ReturnId(rows_id);
    throw;
  }
  return list_->Find(arn);
}

std::shared_ptr<const Backup> Backups::Describe(std::string_view arn) const {
  std::shared_ptr<const Backup> backup = list_->Find(arn);
  if (backup == nullptr) ThrowBackupNotFound(arn);
  return backup;
}

std::shared_ptr<const Backup> Backups::Delete(std::string_view arn) {
  std::shared_ptr<const Backup> backup = Describe(arn);
  if (backup->IsCreating(clock_->NowMillis())) ThrowBackupInUse(arn);
  for (const TableDescription& table : FindRestoring()) {
    if (table.restore->backup_arn == arn) ThrowBackupInUse(arn);
  }
  list_->Remove(*backup);
  return backup;
}

TableInfo Backups::RestoreFromBackup(std::string_view arn, const RestoreRequest& request) {
  const std::shared_ptr<const Backup> backup = Describe(arn);
  if (backup->IsCreating(clock_->NowMillis())) ThrowBackupInUse(arn);
  CheckRestoreCount();
  TableDescription table = PlanRestore(backup->table, request);
  table.restore.emplace();
  table.restore->table_arn = backup->table.Arn();
  table.restore->backup_arn = backup->arn;
  table.restore->millis = backup->created_millis;
  table.restore->in_progress = true;
  table.restore->source_name = backup->table.name;
  table.restore->source_id = backup->rows_id;
  store_->KeepId(backup->rows_id);
  try {
    return CreateTarget(std::move(table));
  } catch (...) {
    store_->DropId(backup->rows_id);
    throw;
  }
}

TableInfo Backups::RestoreToTime(std::string_view table, std::optional<int64_t> millis,
                                 const RestoreRequest& request) {
  CheckRestoreCount();
  TableDescription target;
  const bool found = catalog_->WithTableAlone(table, [&](Table* held, Status status) {
    if (!held->description().recovery.enabled) ThrowRecoveryDisabled(table);
    if (!IsThere(status)) ThrowTableInUse(table);
    target = PlanRestore(held->description(), request);
    target.restore = BeginRestore(held, millis);
  });
  if (!found) ThrowBackedUpTableNotFound(table);
  const RestoreOrigin origin = *target.restore;
  try {
    return CreateTarget(std::move(target));
  } catch (...) {
    EndCopy({origin.source_name, origin.source_id}, *origin.undo_from);
    store_->DropId(origin.source_id);
    throw;
  }
}

RestoreOrigin Backups::BeginRestore(Table* table, std::optional<int64_t> millis) {
  const TableDescription& description = table->description();
  const RecoveryInfo window = InfoOf(description.recovery);
  const int64_t time = millis.value_or(window.latest_millis);
  if (time < window.earliest_millis || time > window.latest_millis) ThrowInvalidRestoreTime();
  RestoreOrigin origin;
  origin.table_arn = description.Arn();
  origin.millis = time;
  origin.in_progress = true;
  origin.source_name = description.name;
  origin.source_id = description.id;
  // What was written in that very millisecond belongs to it, what is written from now on does not.
  origin.undo_from = std::min(HistoryPoint{time + 1, 0}, history_->Next());
  table->BeginCopy(origin.undo_from->millis);
  KeepNeededHistory(*table);
  store_->KeepId(description.id);
  return origin;
}

TableInfo Backups::CreateTarget(TableDescription table) {
  const std::string name = table.name;
  try {
    TableInfo info = catalog_->Create(std::move(table));
    options_.copy_wanted();
    return info;
  } catch (const ApiError& error) {
    if (error.code() != ErrorCode::kResourceInUse) throw;
  }
  catalog_->WithTableAlone(name, [&](Table*, Status status) {
    if (!IsThere(status)) ThrowTableInUse(name);
  });
  ThrowTableAlreadyExists(name);
}

void Backups::EndCopy(const TableIdentity& table, const HistoryPoint& from) {
  catalog_->WithSameAlone(table, [&](Table* held, Status) {
    held->EndCopy(from.millis);
    KeepNeededHistory(*held);
  });
}

int64_t Backups::KeepNeededHistory(const Table& table) const {
  const RecoverySettings& recovery = table.description().recovery;
  const int64_t restorable = recovery.enabled ? recovery.since_millis : kNever;
  const int64_t first = std::min(restorable, table.FirstCopied().value_or(kNever));
  store_->ForgetHistory(table.description().id, first);
  return first;
}

std::vector<TableDescription> Backups::FindRestoring() const {
  std::vector<TableDescription> restoring;
  catalog_->ForEach([&](const TableDescription& table) {
    if (table.restore && table.restore->in_progress) restoring.push_back(table);
  });
  return restoring;
}

void Backups::CheckRestoreCount() const {
  if (FindRestoring().size() >= kMaxRestores) ThrowTooManyRestores(kMaxRestores);
}

void Backups::CheckDeletion(const TableDescription& table) const {
  const int64_t now = clock_->NowMillis();
  for (const auto& backup : list_->All()) {
    if (backup->table.id == table.id && backup->IsCreating(now))
      ThrowTableBeingBackedUp(table.name);
  }
}

std::function<void()> Backups::KeepRowsOf(const Table& table, WriteBatch* batch) const {
  const TableDescription& description = table.description();
  if (!description.recovery.enabled) return {};
  Backup backup = DescribeTableIn(table, clock_->NowMillis());
  backup.name = description.name + std::string(kSystemBackupSuffix);
  backup.type = BackupType::kSystem;
  backup.expiry_millis = backup.created_millis + kMaxRecoveryDays * kDayMillis;
  backup.rows_id = description.id;  // nobody writes to them any more: they need not be copied
  backup.transition_millis = backup.created_millis;
  if (description.ttl.enabled) {
    batch->DeleteRange(keyspace::ExpiryStart(description.id, 0),
                       keyspace::ExpiryStart(description.id + 1, 0));
  }
  const auto prepared =
      std::make_shared<BackupList::Prepared>(list_->Put(std::move(backup), batch));
  return [this, prepared] { list_->Add(std::move(*prepared)); };
}

bool Backups::Resume() {
  bool any = false;
  std::vector<TableIdentity> tables;
  catalog_->ForEach([&](const TableDescription& table) { tables.push_back(IdentityOf(table)); });
  for (const TableIdentity& table : tables) {
    catalog_->WithSameAlone(table, [&](Table* held, Status) { held->EndAllCopies(); });
  }
  for (const auto& backup : list_->All()) {
    if (!backup->undo_from) continue;
    any = true;
    history_->SkipTo(*backup->undo_from);
    catalog_->WithSameAlone(IdentityOf(backup->table), [&](Table* table, Status) {
      table->BeginCopy(backup->undo_from->millis);
    });
  }
  for (const TableDescription& table : FindRestoring()) {
    any = true;
    const RestoreOrigin& origin = *table.restore;
    if (!origin.undo_from) continue;
    history_->SkipTo(*origin.undo_from);
    catalog_->WithSameAlone({origin.source_name, origin.source_id}, [&](Table* source, Status) {
      source->BeginCopy(origin.undo_from->millis);
    });
  }
  for (const TableIdentity& table : tables) {
    catalog_->WithSameAlone(table, [&](Table* held, Status) { KeepNeededHistory(*held); });
  }
  return any;
}

void Backups::CopyRows(const StopToken& stop) {
  FirstFault fault;
  for (const auto& backup : list_->All()) {
    if (backup->undo_from) fault.Try([&] { CopyBackup(*backup, stop); });
  }
  for (const TableDescription& table : FindRestoring()) {
    fault.Try([&] { FillRestored(table, stop); });
  }
  fault.Rethrow();
}

void Backups::CopyBackup(const Backup& backup, const StopToken& stop) {
  const RowCopier copier(store_, options_.copy);
  const std::string what = "table " + backup.table.name + " to backup " + backup.name;
  if (!copier.Copy(backup.table.id, backup.undo_from, backup.rows_id, what, backup.item_count,
                   stop)) {
    return;
  }
  Backup done = backup;
  done.undo_from.reset();
  list_->Save(std::move(done));
  EndCopy(IdentityOf(backup.table), *backup.undo_from);
}

int64_t Backups::CountSource(const RestoreOrigin& origin) const {
  const auto backup = list_->Find(origin.backup_arn);
  if (backup != nullptr) return backup->item_count;
  const auto table = catalog_->OpenSame({origin.source_name, origin.source_id});
  return table ? (*table)->counters().Load().items : 0;
}

void Backups::FillRestored(const TableDescription& table, const StopToken& stop) {
  const RestoreOrigin& origin = *table.restore;
  const RowCopier copier(store_, options_.copy);
  const std::string what = "table " + origin.source_name + " to table " + table.name;
  const int64_t items = CountSource(origin);
  if (!copier.Copy(origin.source_id, origin.undo_from, table.id, what, items, stop)) return;
  const std::optional<CopiedCounters> counters = copier.BuildIndexes(table, items, stop);
  if (!counters) return;
  catalog_->FinishRestore(IdentityOf(table), counters->table, counters->indexes);
  if (origin.undo_from) EndCopy({origin.source_name, origin.source_id}, *origin.undo_from);
  store_->DropId(origin.source_id);
}

void Backups::Trim() {
  const int64_t now = clock_->NowMillis();
  std::vector<TableIdentity> tables;
  catalog_->ForEach([&](const TableDescription& table) {
    if (table.recovery.enabled) tables.push_back(IdentityOf(table));
  });
  for (const TableIdentity& table : tables) TrimHistory(table);
  for (const auto& backup : list_->All()) {
    if (backup->IsExpired(now)) list_->Remove(*backup);
  }
}

// The description first: what was trimmed must never count as restorable, not even with a clock
// that is set back.
void Backups::TrimHistory(const TableIdentity& table) {
  catalog_->UpdateSame(table, [&](TableDescription* changed) {
    RecoverySettings& recovery = changed->recovery;
    const int64_t earliest = EarliestRestorable(recovery, clock_->NowMillis());
    if (!recovery.enabled || earliest <= recovery.since_millis) return false;
    recovery.since_millis = earliest;
    return true;
  });
  catalog_->WithSameAlone(table, [&](Table* held, Status) {
    const int64_t first = KeepNeededHistory(*held);
    if (!held->description().recovery.enabled || store_->keeps_undo()) return;
    store_->DropFiles(keyspace::HistoryKey(table.id, 0, 0),
                      keyspace::HistoryKey(table.id, first, 0));
  });
}

}  // namespace pumice
