// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <functional>
#include <unordered_map>
#include <vector>

#include "engine/base/mutex.h"

namespace pumice {

// Which row ids are in use. Ids from `next` on are not given yet, or are so new that a filter has
// not heard of them. Thread-safe.
class LiveIds {
 public:
  struct View {
    std::unordered_map<uint32_t, int> live;  // and how many hold each
    uint32_t next = 0;
    uint64_t first_stream_record = 0;
    // Of tables, by id: the history before that time is not read any more. Missing: all is.
    std::unordered_map<uint32_t, int64_t> history_starts;
    uint64_t first_undo = 0;  // entries of the undo log before it are not read any more

    bool IsDropped(uint32_t id) const { return id < next && !live.contains(id); }
  };

  // Holds an id, which may be held several times.
  void Keep(uint32_t id);
  // How many hold it.
  int Holders(uint32_t id) const;
  // Lets go of it once. Returns whether nobody holds it any more.
  bool Drop(uint32_t id);
  // From now on Now tells what may go.
  void Start();
  void ForgetStreamRecords(uint64_t below);
  void ForgetHistory(uint32_t id, int64_t before_millis);
  void ForgetUndo(uint64_t below);
  // While it is so, no stream record and no history is told as one that may go.
  void KeepOld(bool keep);
  // What a compaction that starts now may drop.
  View Now() const;

  // Whether nobody holds an id from `first` to `last`, inclusive, nor will again. Takes as long as
  // looking at each of them, or at every id in use.
  bool AllDropped(uint32_t first, uint32_t last) const;

  // The ids around `id` that are not in use, and never will be again: from `first` up to but not
  // including `end`. `id` itself counts as one of them. Takes as long as looking at every id in
  // use.
  struct Gap {
    uint32_t first = 0;
    uint32_t end = 0;
  };
  Gap GapAround(uint32_t id) const;

  // Gives an id; `reserve` commits that ids below a number may be given. A commit may wait for a
  // flush, and that for Now: `mutex_` must be free meanwhile.
  uint32_t New(const std::function<void(uint32_t)>& reserve);
  // The next id is at least this; the one below which ids are reserved.
  uint32_t SkipTo(uint32_t next);
  void StartAt(uint32_t next);

 private:
  Mutex giving_mutex_;  // before mutex_
  uint32_t next_ GUARDED_BY(giving_mutex_) = 0;
  uint32_t reserved_ GUARDED_BY(giving_mutex_) = 0;
  mutable Mutex mutex_;
  View view_ GUARDED_BY(mutex_);
  bool started_ GUARDED_BY(mutex_) = false;
  bool keeps_old_ GUARDED_BY(mutex_) = false;
};

}  // namespace pumice
