// SPDX-License-Identifier: Apache-2.0

#include "engine/backup/backup_list.h"

#include <cassert>
#include <utility>

#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

bool Passes(const Backup& backup, const BackupFilter& filter) {
  if (!filter.table_name.empty() && backup.table.name != filter.table_name) return false;
  if (filter.type && backup.type != *filter.type) return false;
  if (filter.from_millis && backup.created_millis < *filter.from_millis) return false;
  return !filter.until_millis || backup.created_millis < *filter.until_millis;
}

}  // namespace

BackupList::BackupList(Store* store, std::string space, const Clock* clock)
    : store_(store), space_(std::move(space)), clock_(clock) {
  const auto cursor = store_->NewCursor(keyspace::SpaceStart(keyspace::kBackups, space_),
                                        keyspace::SpaceEnd(keyspace::kBackups, space_));
  for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
    auto backup = std::make_shared<const Backup>(DecodeBackup(cursor->value()));
    store_->KeepId(backup->rows_id);
    std::string arn = backup->arn;
    backups_.emplace(std::move(arn), std::move(backup));
  }
  cursor->CheckStatus();
}

BackupList::Prepared BackupList::Put(Backup backup, WriteBatch* batch) const {
  batch->Put(keyspace::BackupKey(space_, backup.arn), EncodeBackup(backup));
  ByArn prepared;
  std::string arn = backup.arn;
  prepared.emplace(std::move(arn), std::make_shared<const Backup>(std::move(backup)));
  return prepared.extract(prepared.begin());
}

void BackupList::Add(Prepared backup) noexcept {
  assert(!backup.empty());
  const MutexLock lock(mutex_);
  auto added = backups_.insert(std::move(backup));
  if (!added.inserted) added.position->second = std::move(added.node.mapped());
}

void BackupList::Save(Backup backup) {
  WriteBatch batch;
  Prepared prepared = Put(std::move(backup), &batch);
  store_->Commit(&batch);
  Add(std::move(prepared));
}

void BackupList::Remove(const Backup& backup) {
  WriteBatch batch;
  batch.Delete(keyspace::BackupKey(space_, backup.arn));
  store_->Commit(&batch);
  {
    const MutexLock lock(mutex_);
    // Another thread may have been faster.
    const auto found = backups_.find(backup.arn);
    if (found == backups_.end()) return;
    backups_.erase(found);
  }
  store_->DropId(backup.rows_id);
}

std::vector<uint32_t> BackupList::Reload(const std::vector<Restored>& backups) noexcept {
  std::vector<uint32_t> gone;
  const MutexLock lock(mutex_);
  for (const Restored& restored : backups) {
    const auto found = backups_.find(restored.arn);
    if (found != backups_.end()) gone.push_back(found->second->rows_id);
    if (restored.backup == nullptr) {
      if (found != backups_.end()) backups_.erase(found);
      continue;
    }
    store_->KeepId(restored.backup->rows_id);
    backups_.insert_or_assign(restored.arn, restored.backup);
  }
  return gone;
}

std::vector<uint32_t> BackupList::Clear() {
  std::vector<uint32_t> ids;
  const MutexLock lock(mutex_);
  for (const auto& [arn, backup] : backups_) ids.push_back(backup->rows_id);
  backups_.clear();
  return ids;
}

std::shared_ptr<const Backup> BackupList::Find(std::string_view arn) const {
  const MutexLock lock(mutex_);
  const auto found = backups_.find(arn);
  if (found == backups_.end() || found->second->IsExpired(clock_->NowMillis())) return nullptr;
  return found->second;
}

std::vector<std::shared_ptr<const Backup>> BackupList::List(const BackupFilter& filter,
                                                            size_t limit) const {
  std::vector<std::shared_ptr<const Backup>> backups;
  const int64_t now = clock_->NowMillis();
  const MutexLock lock(mutex_);
  for (auto it = backups_.upper_bound(filter.start); it != backups_.end(); ++it) {
    if (backups.size() == limit) break;
    if (Passes(*it->second, filter) && !it->second->IsExpired(now)) backups.push_back(it->second);
  }
  return backups;
}

std::vector<std::shared_ptr<const Backup>> BackupList::All() const {
  std::vector<std::shared_ptr<const Backup>> backups;
  const MutexLock lock(mutex_);
  backups.reserve(backups_.size());
  for (const auto& [arn, backup] : backups_) backups.push_back(backup);
  return backups;
}

}  // namespace pumice
