// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/eventual_view.h"

#include <algorithm>

namespace pumice {
namespace {

constexpr int64_t kMaxSnapshots = 100;

}  // namespace

EventualView::EventualView(const Clock* clock, int64_t delay_millis)
    : clock_(clock),
      delay_(delay_millis),
      grain_(std::max<int64_t>(1, delay_millis / kMaxSnapshots)) {}

void EventualView::BeforeCommit(const std::function<std::shared_ptr<const Snapshot>()>& take) {
  if (delay_ == 0) return;
  const MutexLock lock(mutex_);
  const int64_t now = clock_->NowMillis();
  DropSeen(now);
  if (!past_.empty() && now < past_.back().commit_millis + grain_) return;
  past_.push_back({now, take()});
}

std::shared_ptr<const Snapshot> EventualView::Now() {
  if (delay_ == 0) return nullptr;
  const MutexLock lock(mutex_);
  DropSeen(clock_->NowMillis());
  return past_.empty() ? nullptr : past_.front().before;
}

void EventualView::Forget() {
  const MutexLock lock(mutex_);
  past_.clear();
}

// Commits that are as old as the delay have become visible.
void EventualView::DropSeen(int64_t now) {
  while (!past_.empty() && past_.front().commit_millis <= now - delay_) past_.pop_front();
}

}  // namespace pumice
