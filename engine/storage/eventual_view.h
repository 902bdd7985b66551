// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>

#include "engine/base/mutex.h"
#include "pumice/clock.h"

namespace pumice {

class Snapshot;

// The store as it was a while ago, for reads that need not be consistent. Keeps the snapshots taken
// before the commits of that while, at most about a hundred. Thread-safe.
class EventualView {
 public:
  // `clock` must outlive the view. Zero `delay_millis`: such reads see the present.
  EventualView(const Clock* clock, int64_t delay_millis);

  // To be called before each commit; `take` takes a snapshot.
  void BeforeCommit(const std::function<std::shared_ptr<const Snapshot>()>& take);

  // What a read sees now; null: the present.
  std::shared_ptr<const Snapshot> Now();

  // From now on Now sees nothing older than the present.
  void Forget();

 private:
  // The state before the first commit at or after a time.
  struct Past {
    int64_t commit_millis;
    std::shared_ptr<const Snapshot> before;
  };

  void DropSeen(int64_t now) REQUIRES(mutex_);

  const Clock* clock_;
  int64_t delay_;
  int64_t grain_;  // commits this close share a snapshot
  Mutex mutex_;
  std::deque<Past> past_ GUARDED_BY(mutex_);
};

}  // namespace pumice
