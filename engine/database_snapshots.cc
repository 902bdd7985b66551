// SPDX-License-Identifier: Apache-2.0

// Snapshots of everything, and the end of everything: what needs the database for itself.

#include "engine/database.h"

namespace pumice {

// What holds nothing at the time is stopped first: requests may wait for work in the background,
// which waits for none.
void Database::Alone(const std::function<void()>& action) {
  const RequestGate::Closure closure(&gate_);
  worker_.WhilePaused([&] {
    sweeper_->WhilePaused([&] {
      if (delivery_ != nullptr) {
        delivery_->WhilePaused(action);
      } else {
        action();
      }
    });
  });
}

SnapshotInfo Database::TakeSnapshot(std::string_view name) {
  SnapshotInfo info;
  Alone([&] { info = snapshots_->Take(name); });
  FlushLog();
  return info;
}

SnapshotInfo Database::RestoreSnapshot(std::string_view name) {
  SnapshotInfo info;
  Alone([&] {
    info = snapshots_->Restore(name);
    ResumeWork();
  });
  FlushLog();
  return info;
}

SnapshotInfo Database::DeleteSnapshot(std::string_view name) {
  SnapshotInfo info;
  Alone([&] { info = snapshots_->Delete(name); });
  // What only waited for the snapshot may go.
  worker_.Request(trim_job_);
  worker_.Request(trim_backups_job_);
  FlushLog();
  return info;
}

std::vector<SnapshotInfo> Database::ListSnapshots() {
  const RequestGate::Pass pass(&gate_);
  return snapshots_->List();
}

void Database::Reset() {
  Alone([&] { snapshots_->Reset(); });
  FlushLog();
}

}  // namespace pumice
