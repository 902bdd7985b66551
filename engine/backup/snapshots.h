// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/backup/backup_list.h"
#include "engine/backup/rollback.h"
#include "engine/backup/snapshot_list.h"
#include "engine/catalog/catalog.h"
#include "engine/history/history.h"
#include "engine/storage/store.h"
#include "engine/stream/streams.h"
#include "pumice/clock.h"
#include "pumice/snapshot_info.h"

namespace pumice {

inline constexpr size_t kMaxSnapshots = 100;
inline constexpr size_t kMaxSnapshotName = 255;

// Snapshots of everything that a space holds, for tests: taken, restored as often as wanted, and
// deleted, in any order. Restoring one does not end the others: what it undoes is logged for them.
//
// Not thread-safe: nobody else may use the database meanwhile (RequestGate), and nothing may run in
// the background. Throws ApiError; where a commit fails, nothing has changed.
class Snapshots {
 public:
  struct Parts {
    std::string space;
    Store* store;
    History* history;
    Catalog* catalog;
    Streams* streams;
    BackupList* backups;
    SnapshotList* list;
    const Clock* clock;
    ManualClock* manual_clock;  // null: the clock is not ours to set
  };
  // All must outlive this.
  explicit Snapshots(Parts parts) : parts_(std::move(parts)) {}

  // Takes as long as there are tables, whatever they hold.
  SnapshotInfo Take(std::string_view name);
  // Takes as long as was changed since the snapshot was taken or restored last. Afterwards what an
  // earlier run did not end is to be taken up, as after opening.
  SnapshotInfo Restore(std::string_view name);
  SnapshotInfo Delete(std::string_view name);
  std::vector<SnapshotInfo> List() const;

  // Removes everything of the space: tables, streams, tokens, backups, snapshots. Takes as long as
  // there are of these, whatever they hold.
  void Reset();

 private:
  // The ids that the space has, in ascending order.
  std::vector<uint32_t> IdsInUse() const;
  const SavedState& FindOrThrow(std::string_view name) const;
  // What was committed, in memory.
  void Apply(const Rollback& rollback, const SavedState& state) noexcept;

  const Parts parts_;
};

}  // namespace pumice
