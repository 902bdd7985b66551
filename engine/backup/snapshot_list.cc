// SPDX-License-Identifier: Apache-2.0

#include "engine/backup/snapshot_list.h"

#include <algorithm>
#include <cassert>
#include <unordered_set>
#include <utility>

#include "engine/storage/keyspace.h"

namespace pumice {

SnapshotList::SnapshotList(Store* store, std::string space)
    : store_(store), space_(std::move(space)) {
  const auto cursor = store_->NewCursor(keyspace::SpaceStart(keyspace::kSnapshots, space_),
                                        keyspace::SpaceEnd(keyspace::kSnapshots, space_));
  for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
    SavedState state = DecodeSavedState(cursor->value());
    for (const uint32_t id : state.ids) store_->KeepId(id);
    store_->SkipUndo(state.undo_from);
    std::string name = state.name;
    states_.emplace(std::move(name), std::move(state));
  }
  cursor->CheckStatus();
  if (!states_.empty()) KeepWhatIsNeeded();
}

SnapshotList::~SnapshotList() {
  if (!states_.empty()) store_->StopUndo(this);
}

const SavedState* SnapshotList::Find(std::string_view name) const {
  const auto found = states_.find(name);
  return found == states_.end() ? nullptr : &found->second;
}

std::vector<const SavedState*> SnapshotList::InOrder() const {
  std::vector<const SavedState*> states;
  for (const auto& [name, state] : states_) states.push_back(&state);
  std::sort(states.begin(), states.end(),
            [](const SavedState* a, const SavedState* b) { return a->order < b->order; });
  return states;
}

void SnapshotList::Add(SavedState state) {
  const auto ordered = InOrder();
  state.order = ordered.empty() ? 1 : ordered.back()->order + 1;
  WriteBatch batch;
  batch.Put(keyspace::SnapshotKey(space_, state.name), EncodeSavedState(state));
  store_->Commit(&batch);
  for (const uint32_t id : state.ids) store_->KeepId(id);
  std::string name = state.name;
  states_.emplace(std::move(name), std::move(state));
  KeepWhatIsNeeded();
}

void SnapshotList::Remove(std::string_view name) {
  const auto found = states_.find(name);
  assert(found != states_.end());
  WriteBatch batch;
  batch.Delete(keyspace::SnapshotKey(space_, name));
  store_->Commit(&batch);
  const std::vector<uint32_t> ids = std::move(found->second.ids);
  states_.erase(found);
  KeepWhatIsNeeded();
  for (const uint32_t id : ids) store_->DropId(id);
}

void SnapshotList::PutMoved(const SavedState& state, uint64_t undo_from, WriteBatch* batch) const {
  SavedState moved = state;
  moved.undo_from = undo_from;
  batch->Put(keyspace::SnapshotKey(space_, moved.name), EncodeSavedState(moved));
}

void SnapshotList::Move(std::string_view name, uint64_t undo_from) {
  const auto found = states_.find(name);
  assert(found != states_.end());
  found->second.undo_from = undo_from;
  store_->SkipUndo(undo_from);
  store_->NeedUndo(this, FirstNeeded());
}

std::vector<uint32_t> SnapshotList::Clear() {
  std::vector<uint32_t> ids;
  if (states_.empty()) return ids;
  for (const auto& [name, state] : states_) {
    ids.insert(ids.end(), state.ids.begin(), state.ids.end());
  }
  states_.clear();
  KeepWhatIsNeeded();
  return ids;
}

void SnapshotList::KeepWhatIsNeeded() {
  if (states_.empty()) {
    store_->StopUndo(this);
    return;
  }
  std::unordered_set<uint32_t> ids;
  for (const auto& [name, state] : states_) ids.insert(state.ids.begin(), state.ids.end());
  store_->KeepUndo(this, std::move(ids), FirstNeeded());
}

uint64_t SnapshotList::FirstNeeded() const {
  uint64_t first = store_->NextUndo();
  for (const auto& [name, state] : states_) first = std::min(first, state.undo_from);
  return first;
}

}  // namespace pumice
