// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "engine/storage/store.h"

namespace pumice {

// An entry of the undo log: what a record was before a commit that changed it. Borrows from the
// cursor that it was read from.
struct UndoEntry {
  uint64_t number = 0;
  std::string_view key;
  bool existed = false;
  std::string_view value;  // where it existed
};
UndoEntry DecodeUndo(std::string_view key, std::string_view value);

// Adds to each commit what it replaces, for as long as somebody may want it undone (snapshots). It
// is a physical log, of records as they are stored: it knows nothing of tables, and what it brings
// back is exact, whatever became of schemas meanwhile. The first entry of a record at or behind a
// number is what the record was when that number was the next one.
//
// Not logged: meta (ids are never given again), counters (whoever undoes has them), snapshots, the
// log itself, and records of ids that came later: what undoes drops them whole.
class UndoLog {
 public:
  // `store` must outlive this.
  explicit UndoLog(const Store* store) : store_(store) {}

  // After opening: numbers go on behind those that are there.
  void Load();

  // Several may want what they have undone: each has ids of its own. Nobody may commit meanwhile.
  //
  // From now on the log keeps these ids of `keeper`, in place of those that it had, and all entries
  // from a number on.
  void Keep(const void* keeper, std::unordered_set<uint32_t> ids, uint64_t first);
  // Requires that it keeps ids of `keeper`.
  void Need(const void* keeper, uint64_t first);
  // No-op if it keeps none.
  void Stop(const void* keeper);
  void SkipTo(uint64_t next);

  bool keeps() const { return !keepers_.empty(); }
  // The first number that somebody needs; the next one where nobody needs any.
  uint64_t FirstNeeded() const;
  uint64_t next() const { return next_.load(std::memory_order_relaxed); }

  // Adds what the batch's keys are now. Commits of one key wait for each other, or, where they do
  // not, log the same: the first entry of a key is what was there before both.
  void Extend(WriteBatch* batch);

 private:
  bool IsLogged(std::string_view key) const;

  const Store* store_;
  struct Kept {
    std::unordered_set<uint32_t> ids;
    uint64_t first = 0;
  };
  std::unordered_map<const void*, Kept> keepers_;
  std::unordered_set<uint32_t> ids_;  // of all keepers
  std::atomic<uint64_t> next_{0};
};

}  // namespace pumice
