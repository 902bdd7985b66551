// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/backup/saved_state.h"
#include "engine/storage/store.h"

namespace pumice {

// Which snapshots a space has; persisted. While there is one, the store keeps its undo log, and the
// ids that the snapshot has. Not thread-safe: whoever changes it is alone with the database
// (RequestGate), and so is nobody who reads it.
class SnapshotList {
 public:
  // Loads the snapshots that `store` holds of a space, and holds their ids. `store` must outlive
  // this.
  SnapshotList(Store* store, std::string space);
  SnapshotList(const SnapshotList&) = delete;
  SnapshotList& operator=(const SnapshotList&) = delete;
  // Nothing may be committed meanwhile, as for what changes the list.
  ~SnapshotList();

  // Null if there is none.
  const SavedState* Find(std::string_view name) const;
  size_t size() const { return states_.size(); }
  // In the order in which they were taken.
  std::vector<const SavedState*> InOrder() const;

  // Adds a snapshot, in one commit. Its ids are held from then on.
  void Add(SavedState state);
  // Removes it, in one commit, and lets go of its ids.
  void Remove(std::string_view name);
  // Adds to a batch that a snapshot's undo begins at another number. To be followed by Move.
  void PutMoved(const SavedState& state, uint64_t undo_from, WriteBatch* batch) const;
  // Once that is committed.
  void Move(std::string_view name, uint64_t undo_from);
  // After all snapshots were removed: there are none. Returns their ids, which are still held.
  std::vector<uint32_t> Clear();

 private:
  // Has the store keep what the snapshots need, and nothing else.
  void KeepWhatIsNeeded();
  // The first number that a snapshot needs.
  uint64_t FirstNeeded() const;

  Store* store_;
  const std::string space_;
  std::map<std::string, SavedState, std::less<>> states_;
};

}  // namespace pumice
