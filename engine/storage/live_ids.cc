// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/live_ids.h"

#include <algorithm>

namespace pumice {
namespace {

// Ids are reserved on disk in blocks, so that a new one seldom costs a write of its own.
constexpr uint32_t kIdBlock = 64;

}  // namespace

void LiveIds::Keep(uint32_t id) {
  const MutexLock lock(mutex_);
  ++view_.live[id];
}

int LiveIds::Holders(uint32_t id) const {
  const MutexLock lock(mutex_);
  const auto found = view_.live.find(id);
  return found == view_.live.end() ? 0 : found->second;
}

bool LiveIds::Drop(uint32_t id) {
  const MutexLock lock(mutex_);
  const auto found = view_.live.find(id);
  if (found == view_.live.end()) return true;
  if (--found->second > 0) return false;
  view_.live.erase(found);
  view_.history_starts.erase(id);
  return true;
}

void LiveIds::Start() {
  const MutexLock lock(mutex_);
  started_ = true;
}

void LiveIds::ForgetStreamRecords(uint64_t below) {
  const MutexLock lock(mutex_);
  view_.first_stream_record = below;
}

void LiveIds::ForgetHistory(uint32_t id, int64_t before_millis) {
  const MutexLock lock(mutex_);
  if (view_.live.contains(id)) view_.history_starts[id] = before_millis;
}

void LiveIds::ForgetUndo(uint64_t below) {
  const MutexLock lock(mutex_);
  view_.first_undo = below;
}

void LiveIds::KeepOld(bool keep) {
  const MutexLock lock(mutex_);
  keeps_old_ = keep;
}

LiveIds::View LiveIds::Now() const {
  const MutexLock lock(mutex_);
  if (!started_) return {};
  View view = view_;
  if (keeps_old_) {
    view.first_stream_record = 0;
    view.history_starts.clear();
  }
  return view;
}

bool LiveIds::AllDropped(uint32_t first, uint32_t last) const {
  const MutexLock lock(mutex_);
  if (!started_ || last >= view_.next || view_.live.contains(first)) return false;
  if (last - first < view_.live.size()) {
    for (uint32_t id = first; id <= last; ++id) {
      if (view_.live.contains(id)) return false;
    }
    return true;
  }
  return std::none_of(view_.live.begin(), view_.live.end(),
                      [&](const auto& held) { return first <= held.first && held.first <= last; });
}

LiveIds::Gap LiveIds::GapAround(uint32_t id) const {
  const MutexLock lock(mutex_);
  // Before all ids in use are known, every other one may be in use.
  if (!started_) return {id, id + 1};
  Gap gap = {0, std::max(view_.next, id + 1)};
  for (const auto& [live, holders] : view_.live) {
    if (live < id) gap.first = std::max(gap.first, live + 1);
    if (live > id) gap.end = std::min(gap.end, live);
  }
  return gap;
}

uint32_t LiveIds::New(const std::function<void(uint32_t)>& reserve) {
  const MutexLock giving(giving_mutex_);
  if (next_ == reserved_) {
    reserve(reserved_ + kIdBlock);
    reserved_ += kIdBlock;
  }
  const MutexLock lock(mutex_);
  view_.live[next_] = 1;
  view_.next = next_ + 1;
  return next_++;
}

uint32_t LiveIds::SkipTo(uint32_t next) {
  const MutexLock giving(giving_mutex_);
  const MutexLock lock(mutex_);
  view_.next = next_ = reserved_ = std::max(reserved_, next);
  return reserved_;
}

void LiveIds::StartAt(uint32_t next) {
  const MutexLock giving(giving_mutex_);
  const MutexLock lock(mutex_);
  view_.next = next_ = reserved_ = next;
}

}  // namespace pumice
