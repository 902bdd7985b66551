// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/backup/backup.h"
#include "engine/base/mutex.h"
#include "engine/storage/store.h"
#include "pumice/clock.h"

namespace pumice {

// Which backups ListBackups asks for.
struct BackupFilter {
  std::string table_name;          // empty: of all tables
  std::optional<BackupType> type;  // nothing: of all types
  std::optional<int64_t> from_millis;
  std::optional<int64_t> until_millis;  // exclusive
  std::string start;                    // behind this ARN; empty: from the first
};

// Which backups a space has; persisted. Thread-safe. A backup that expired is not found any more.
class BackupList {
  using ByArn = std::map<std::string, std::shared_ptr<const Backup>, std::less<>>;

 public:
  // A backup with the place it will have: nobody finds it before Add.
  using Prepared = ByArn::node_type;

  // Loads the backups that `store` holds of a space, and holds the ids of their rows. Both must
  // outlive this.
  BackupList(Store* store, std::string space, const Clock* clock);

  // Adds a backup, or another state of one, to a batch. To be followed by Add when it is committed.
  Prepared Put(Backup backup, WriteBatch* batch) const;
  void Add(Prepared backup) noexcept;
  // Put, its commit, and Add.
  void Save(Backup backup);
  // Removes a backup, in one commit, and lets go of its rows. No-op if it is gone.
  void Remove(const Backup& backup);

  // A backup as a rollback stores it.
  struct Restored {
    std::string arn;
    std::shared_ptr<const Backup> backup;  // null: there is none
  };
  // After a rollback is committed: backups are as they are stored again. Returns the ids of rows
  // that it let go of, which are still held.
  std::vector<uint32_t> Reload(const std::vector<Restored>& backups) noexcept;
  // After all backups were removed: there are none. Returns the ids of their rows, which are still
  // held.
  std::vector<uint32_t> Clear();

  // Null if there is none.
  std::shared_ptr<const Backup> Find(std::string_view arn) const;
  // Up to `limit` backups in ascending order of ARNs: by table, and then by time.
  std::vector<std::shared_ptr<const Backup>> List(const BackupFilter& filter, size_t limit) const;
  // All, expired ones too.
  std::vector<std::shared_ptr<const Backup>> All() const;

 private:
  Store* store_;
  const std::string space_;
  const Clock* clock_;
  mutable Mutex mutex_;
  ByArn backups_ GUARDED_BY(mutex_);
};

}  // namespace pumice
