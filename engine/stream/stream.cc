// SPDX-License-Identifier: Apache-2.0

#include "engine/stream/stream.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "engine/storage/keyspace.h"

namespace pumice {

Stream::Stream(StreamDescription description, const Store* store, const Clock* clock,
               std::function<void()> roll, std::function<void()> recorded)
    : origin_(std::move(description)),
      store_(store),
      clock_(clock),
      roll_(std::move(roll)),
      recorded_(std::move(recorded)),
      lanes_(origin_.lanes),
      end_(origin_.end),
      policy_(origin_.policy) {
  assert(origin_.lanes > 0);
}

StreamDescription Stream::Describe() const {
  StreamDescription description = origin_;
  const MutexLock lock(end_mutex_);
  description.end = end_;
  description.policy = policy_;
  return description;
}

SequenceNumber Stream::Assign(uint16_t lane) {
  Lane& held = lanes_[lane];
  const MutexLock lock(held.mutex);
  Load(lane, &held);
  const SequenceNumber number = std::max(held.last + 1, SequenceAt(clock_->NowMillis()));
  const bool rolls = GenerationAt(origin_, MillisOfSequence(number)) !=
                     GenerationAt(origin_, MillisOfSequence(held.last));
  // What may throw comes first: a number that nobody gets would stay pending for ever.
  if (rolls && roll_) roll_();
  held.pending.push_back(number);
  held.last = number;
  return number;
}

void Stream::Finish(uint16_t lane, SequenceNumber number) {
  assert(lane < lanes_.size());
  Lane& held = lanes_[lane];
  {
    const MutexLock lock(held.mutex);
    const auto pending = std::find(held.pending.begin(), held.pending.end(), number);
    assert(pending != held.pending.end());
    held.pending.erase(pending);
  }
  if (recorded_) recorded_();
}

SequenceNumber Stream::Next(uint16_t lane) {
  Lane& held = lanes_[lane];
  const MutexLock lock(held.mutex);
  Load(lane, &held);
  return held.last + 1;
}

int64_t Stream::Now(uint16_t lane) {
  Lane& held = lanes_[lane];
  const MutexLock lock(held.mutex);
  Load(lane, &held);
  return std::max(clock_->NowMillis(), MillisOfSequence(held.last));
}

SequenceNumber Stream::ReadableEnd(uint16_t lane, SequenceNumber end) {
  Lane& held = lanes_[lane];
  const MutexLock lock(held.mutex);
  Load(lane, &held);
  // The shard is closed: whoever writes from now on gets a number behind it, even if the clock is
  // set back.
  if (IsDisabled() || SequenceAt(clock_->NowMillis()) >= end)
    held.last = std::max(held.last, end - 1);
  const SequenceNumber committed_end = held.pending.empty() ? held.last + 1 : held.pending.front();
  return std::min(end, committed_end);
}

StreamEnd Stream::EndNow() {
  const int64_t now = clock_->NowMillis();
  SequenceNumber sequence = SequenceAt(now) + 1;
  for (uint16_t lane = 0; lane < origin_.lanes; ++lane) {
    Lane& held = lanes_[lane];
    const MutexLock lock(held.mutex);
    Load(lane, &held);
    assert(held.pending.empty());
    sequence = std::max(sequence, held.last + 1);
  }
  const MutexLock lock(end_mutex_);
  return end_.value_or(StreamEnd{now, sequence});
}

void Stream::Disable(const StreamEnd& end) noexcept {
  const MutexLock lock(end_mutex_);
  if (!end_) end_ = end;
}

void Stream::SetPolicy(ResourcePolicy policy) noexcept {
  const MutexLock lock(end_mutex_);
  policy_ = std::move(policy);
}

std::vector<SequenceNumber> Stream::LastNumbers() {
  std::vector<SequenceNumber> numbers;
  for (uint16_t lane = 0; lane < origin_.lanes; ++lane) numbers.push_back(Next(lane) - 1);
  return numbers;
}

void Stream::GoBackTo(const StreamDescription& description) noexcept {
  const MutexLock lock(end_mutex_);
  end_ = description.end;
  policy_ = description.policy;
}

void Stream::GoBackTo(const std::vector<SequenceNumber>& last_numbers) noexcept {
  assert(last_numbers.size() == lanes_.size());
  for (size_t i = 0; i < lanes_.size() && i < last_numbers.size(); ++i) {
    Lane& lane = lanes_[i];
    const MutexLock lock(lane.mutex);
    assert(lane.pending.empty());
    lane.last = last_numbers[i];
    lane.loaded = true;
  }
}

bool Stream::IsDisabled() const {
  const MutexLock lock(end_mutex_);
  return end_.has_value();
}

void Stream::Load(uint16_t number, Lane* lane) {
  assert(number < lanes_.size());
  if (lane->loaded) return;
  lane->last = FindLast(number);
  lane->loaded = true;
}

SequenceNumber Stream::FindLast(uint16_t lane) const {
  // No record is older than the stream, whatever the clock says.
  const SequenceNumber start = SequenceAt(origin_.created_millis);
  const SequenceNumber before = start > 0 ? start - 1 : 0;
  const auto cursor =
      store_->NewCursor(keyspace::StreamRecordKey(origin_.id, lane, 0),
                        keyspace::StreamRecordKey(origin_.id, lane, kNoSequenceEnd));
  cursor->SeekToLast();
  if (!cursor->Valid()) {
    cursor->CheckStatus();
    return before;
  }
  return std::max(before, keyspace::SequenceOfStreamRecord(cursor->key()));
}

}  // namespace pumice
