// SPDX-License-Identifier: Apache-2.0

#include "engine/backup/snapshots.h"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

#include "engine/error/snapshots.h"
#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.';
}

void CheckName(std::string_view name) {
  if (name.empty() || name.size() > kMaxSnapshotName ||
      !std::all_of(name.begin(), name.end(), IsNameCharacter)) {
    ThrowInvalidSnapshotName(kMaxSnapshotName);
  }
}

SnapshotInfo InfoOf(const SavedState& state) { return {state.name, state.clock_millis}; }

void DeleteAll(const Store& store, const std::string& lower, const std::string& upper,
               WriteBatch* batch) {
  const auto cursor = store.NewCursor(lower, upper);
  for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) batch->Delete(cursor->key());
  cursor->CheckStatus();
}

}  // namespace

SnapshotInfo Snapshots::Take(std::string_view name) {
  CheckName(name);
  if (parts_.list->Find(name) != nullptr) ThrowSnapshotExists(name);
  if (parts_.list->size() >= kMaxSnapshots) ThrowTooManySnapshots(kMaxSnapshots);
  SavedState state;
  state.name = name;
  state.clock_millis = parts_.clock->NowMillis();
  state.undo_from = parts_.store->NextUndo();
  state.last_point = parts_.history->last();
  state.ids = IdsInUse();
  state.counters = parts_.catalog->FindCounters();
  state.stream_numbers = parts_.streams->FindLastNumbers();
  SnapshotInfo info = InfoOf(state);
  parts_.list->Add(std::move(state));
  return info;
}

SnapshotInfo Snapshots::Restore(std::string_view name) {
  const SavedState& state = FindOrThrow(name);
  Rollback rollback = PlanRollback(*parts_.store, parts_.space, *parts_.catalog, state);
  uint64_t undo_from = parts_.store->NextUndo();
  if (parts_.list->size() == 1) {
    // Nobody wants back what is undone now. That what is stored is as it was then is told by the
    // number, in the same commit.
    parts_.list->PutMoved(state, undo_from, &rollback.batch);
    parts_.store->CommitForGood(&rollback.batch);
  } else {
    // The log gets an entry for each change at most.
    undo_from += rollback.batch.count() + 1;
    parts_.list->PutMoved(state, undo_from, &rollback.batch);
    parts_.store->Commit(&rollback.batch);
  }
  Apply(rollback, state);
  parts_.list->Move(name, undo_from);
  return InfoOf(state);
}

// Streams before tables, which point to them; the clock before both, which look at it.
void Snapshots::Apply(const Rollback& rollback, const SavedState& state) noexcept {
  if (parts_.manual_clock != nullptr) parts_.manual_clock->Set(state.clock_millis);
  parts_.store->ForgetPast();
  parts_.history->GoBackTo(state.last_point);
  std::vector<uint32_t> unused = parts_.streams->Reload(rollback.streams);
  parts_.streams->GoBackTo(state.stream_numbers);
  const std::vector<uint32_t> rows = parts_.backups->Reload(rollback.backups);
  unused.insert(unused.end(), rows.begin(), rows.end());
  parts_.catalog->Reload(rollback.tables, state.counters);
  try {
    parts_.store->DropIds(unused);
  } catch (const std::exception&) {
    // Their rows take up space until the next start, no more.
  }
}

SnapshotInfo Snapshots::Delete(std::string_view name) {
  SnapshotInfo info = InfoOf(FindOrThrow(name));
  parts_.list->Remove(name);
  return info;
}

std::vector<SnapshotInfo> Snapshots::List() const {
  std::vector<SnapshotInfo> infos;
  for (const SavedState* state : parts_.list->InOrder()) infos.push_back(InfoOf(*state));
  return infos;
}

// Rows, records and history go with their ids, whole files at a time; what is deleted one by one is
// a record for each table, stream, backup, snapshot, and token of the last ten minutes.
void Snapshots::Reset() {
  WriteBatch batch;
  for (const char keyspace : keyspace::kSpaceKeyspaces) {
    DeleteAll(*parts_.store, keyspace::SpaceStart(keyspace, parts_.space),
              keyspace::SpaceEnd(keyspace, parts_.space), &batch);
  }
  for (const auto& [id, counters] : parts_.catalog->FindCounters()) {
    batch.Delete(keyspace::CounterKey(id));
  }
  // Other spaces may have snapshots, none of which is of what goes here.
  parts_.store->CommitForGood(&batch);
  parts_.store->ForgetPast();
  std::vector<uint32_t> ids = parts_.catalog->Clear();
  for (const std::vector<uint32_t>& more :
       {parts_.streams->Clear(), parts_.backups->Clear(), parts_.list->Clear()}) {
    ids.insert(ids.end(), more.begin(), more.end());
  }
  parts_.store->DropIds(ids);
}

std::vector<uint32_t> Snapshots::IdsInUse() const {
  std::vector<uint32_t> ids = parts_.catalog->FindIds();
  for (const auto& [id, numbers] : parts_.streams->FindLastNumbers()) ids.push_back(id);
  for (const auto& backup : parts_.backups->All()) ids.push_back(backup->rows_id);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

const SavedState& Snapshots::FindOrThrow(std::string_view name) const {
  const SavedState* const state = parts_.list->Find(name);
  if (state == nullptr) ThrowSnapshotNotFound(name);
  return *state;
}

}  // namespace pumice
