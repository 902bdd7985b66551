// SPDX-License-Identifier: Apache-2.0

// Snapshots of a space, and the end of all that it holds: what needs the store for itself.

#include "engine/database.h"
#include "engine/spaces.h"

namespace pumice {

// The space may end before it is alone: what is done is found by its name.

SnapshotInfo Database::TakeSnapshot(std::string_view name) {
  return spaces_->TakeSnapshot(std::string(space_), name);
}

SnapshotInfo Database::RestoreSnapshot(std::string_view name) {
  return spaces_->RestoreSnapshot(std::string(space_), name);
}

SnapshotInfo Database::DeleteSnapshot(std::string_view name) {
  return spaces_->DeleteSnapshot(std::string(space_), name);
}

std::vector<SnapshotInfo> Database::ListSnapshots() {
  return spaces_->ListSnapshots(std::string(space_));
}

void Database::Reset() { spaces_->Reset(std::string(space_)); }

SnapshotInfo Spaces::TakeSnapshot(std::string_view space, std::string_view name) {
  SnapshotInfo info;
  Alone([&] { info = Use(space).snapshots().Take(name); });
  FlushLog();
  return info;
}

SnapshotInfo Spaces::RestoreSnapshot(std::string_view space, std::string_view name) {
  SnapshotInfo info;
  Alone([&] {
    Database& database = Use(space);
    info = database.snapshots().Restore(name);
    database.ResumeWork();
  });
  FlushLog();
  return info;
}

SnapshotInfo Spaces::DeleteSnapshot(std::string_view space, std::string_view name) {
  SnapshotInfo info;
  Alone([&] { info = Use(space).snapshots().Delete(name); });
  // What only waited for the snapshot may go.
  parts_.worker.Request(parts_.trim_job);
  parts_.worker.Request(parts_.trim_backups_job);
  FlushLog();
  return info;
}

std::vector<SnapshotInfo> Spaces::ListSnapshots(std::string_view space) {
  const RequestGate::Pass pass(&parts_.gate);
  Database* const database = Find(space);
  return database == nullptr ? std::vector<SnapshotInfo>() : database->snapshots().List();
}

void Spaces::Reset(std::string_view space) {
  Alone([&] { Use(space).snapshots().Reset(); });
  FlushLog();
}

}  // namespace pumice
