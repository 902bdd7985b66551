#include "engine/stream/stream.h"

#include <algorithm>
#include <utility>

#include "engine/storage/keyspace.h"

namespace pumice {

Stream::Stream(StreamDescription description, const Store* store, const Clock* clock,
               std::function<void()> roll)
    : origin_(std::move(description)),
      store_(store),
      clock_(clock),
      roll_(std::move(roll)),
      lanes_(origin_.lanes),
      end_(origin_.end) {}

StreamDescription Stream::Describe() const {
  StreamDescription description = origin_;
  const std::lock_guard lock(end_mutex_);
  description.end = end_;
  return description;
}

SequenceNumber Stream::Assign(uint16_t lane) {
  bool rolls = false;
  SequenceNumber number = 0;
  {
    const auto lock = Hold(lane);
    Lane& held = lanes_[lane];
    number = std::max(held.last + 1, SequenceAt(clock_->NowMillis()));
    rolls = GenerationAt(origin_, MillisOfSequence(number)) !=
            GenerationAt(origin_, MillisOfSequence(held.last));
    held.pending.push_back(number);
    held.last = number;
  }
  if (rolls && roll_) roll_();
  return number;
}

void Stream::Finish(uint16_t lane, SequenceNumber number) {
  Lane& held = lanes_[lane];
  const std::lock_guard lock(held.mutex);
  held.pending.erase(std::find(held.pending.begin(), held.pending.end(), number));
}

SequenceNumber Stream::Next(uint16_t lane) {
  const auto lock = Hold(lane);
  return lanes_[lane].last + 1;
}

int64_t Stream::Now(uint16_t lane) {
  const auto lock = Hold(lane);
  return std::max(clock_->NowMillis(), MillisOfSequence(lanes_[lane].last));
}

SequenceNumber Stream::ReadableEnd(uint16_t lane, SequenceNumber end) {
  const auto lock = Hold(lane);
  Lane& held = lanes_[lane];
  // The shard is closed: whoever writes from now on gets a number behind it, even if the clock is
  // set back.
  if (IsDisabled() || SequenceAt(clock_->NowMillis()) >= end)
    held.last = std::max(held.last, end - 1);
  const SequenceNumber settled = held.pending.empty() ? held.last + 1 : held.pending.front();
  return std::min(end, settled);
}

void Stream::Disable() {
  SequenceNumber sequence = SequenceAt(clock_->NowMillis()) + 1;
  for (uint16_t lane = 0; lane < origin_.lanes; ++lane) sequence = std::max(sequence, Next(lane));
  const std::lock_guard lock(end_mutex_);
  if (!end_) end_ = {clock_->NowMillis(), sequence};
}

bool Stream::IsDisabled() const {
  const std::lock_guard lock(end_mutex_);
  return end_.has_value();
}

std::unique_lock<std::mutex> Stream::Hold(uint16_t lane) {
  Lane& held = lanes_[lane];
  std::unique_lock lock(held.mutex);
  if (!held.loaded) {
    held.last = FindLast(lane);
    held.loaded = true;
  }
  return lock;
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
