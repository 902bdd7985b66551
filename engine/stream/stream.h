// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/storage/store.h"
#include "engine/stream/sequence_number.h"
#include "engine/stream/shard.h"
#include "engine/stream/stream_description.h"
#include "pumice/clock.h"

namespace pumice {

// A stream in use: gives its records their numbers. Thread-safe.
//
// Writers of one lane commit side by side, in whatever order. So that no reader sees a record
// before an earlier one of the same lane, a number is pending from Assign to Finish, and readers
// stop at the first pending one.
class Stream {
 public:
  // `roll` is called when the first record of a new generation is on its way, with the lane held:
  // it must not block, nor use the stream. `recorded` is called after each Finish, likewise. Both
  // may be empty. What is pointed to must outlive the stream.
  Stream(StreamDescription description, const Store* store, const Clock* clock,
         std::function<void()> roll, std::function<void()> recorded = {});

  // As the stream was created or loaded: everything but what changes, its end and its policy.
  const StreamDescription& origin() const { return origin_; }
  // With its end, if it has one by now, and its policy.
  StreamDescription Describe() const;

  // The lane of an item, by the hash of its partition key: the same for all its changes.
  uint16_t LaneOf(uint64_t partition_hash) const {
    return static_cast<uint16_t>(partition_hash % origin_.lanes);
  }

  // The number of a lane's next record. To be followed by Finish when the record is committed, or
  // never will be. If it throws, no number was given.
  SequenceNumber Assign(uint16_t lane);
  void Finish(uint16_t lane, SequenceNumber number);

  // The number that the next record of a lane will have at least.
  SequenceNumber Next(uint16_t lane);

  // Time as a lane sees it: the clock's, or its last record's if that is ahead.
  int64_t Now(uint16_t lane);

  // Records of the lane below this number are committed, and none will be added. At most `end`, and
  // just that if the shard that it ends is closed and all its records are committed.
  SequenceNumber ReadableEnd(uint16_t lane, SequenceNumber end);

  // The end that Disable would give the stream now, or the one that it has. Requires that no record
  // is pending.
  StreamEnd EndNow();
  // Closes all shards, once that end is committed; no record may have been added since EndNow.
  // Idempotent.
  void Disable(const StreamEnd& end) noexcept;

  // Once the policy is committed.
  void SetPolicy(ResourcePolicy policy) noexcept;

  // The highest number that each lane has given. Requires that no record is pending, as do those
  // below.
  std::vector<SequenceNumber> LastNumbers();
  // After a rollback: what changes of a stream is as here again, and its lanes go on behind these
  // numbers, of which there are as many.
  void GoBackTo(const StreamDescription& description) noexcept;
  void GoBackTo(const std::vector<SequenceNumber>& last_numbers) noexcept;

 private:
  struct Lane {
    Mutex mutex;
    bool loaded GUARDED_BY(mutex) = false;
    SequenceNumber last GUARDED_BY(mutex) = 0;  // the highest number given
    // Ascending.
    boost::container::small_vector<SequenceNumber, 4> pending GUARDED_BY(mutex);
  };

  bool IsDisabled() const;
  // Finds the lane's last record if that was not done yet.
  void Load(uint16_t number, Lane* lane) REQUIRES(lane->mutex);
  SequenceNumber FindLast(uint16_t lane) const;

  const StreamDescription origin_;
  const Store* const store_;
  const Clock* const clock_;
  const std::function<void()> roll_;
  const std::function<void()> recorded_;
  std::vector<Lane> lanes_;
  mutable Mutex end_mutex_;  // after a lane's
  std::optional<StreamEnd> end_ GUARDED_BY(end_mutex_);
  ResourcePolicy policy_ GUARDED_BY(end_mutex_);
};

}  // namespace pumice
