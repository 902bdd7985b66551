// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <atomic>
#include <chrono>
#include <unordered_set>

#include "engine/base/mutex.h"
#include "engine/base/stop_token.h"

namespace pumice {

using SteadyTime = std::chrono::steady_clock::time_point;

// One open connection, as those see it that may end it from another thread: a descriptor and a
// deadline.
//
// Ending is shutdown(2) on the descriptor, which makes the connection's pending read or write fail
// on its own thread; nothing but that thread touches its streams. A timer per operation would cost
// more than the request.
class Connection {
 public:
  // `served`: as opposed to turned away.
  Connection(int descriptor, bool served) : descriptor_(descriptor), served_(served) {}
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // The connection is ended soon after `deadline`, if no other is set until then.
  void SetDeadline(SteadyTime deadline) {
    deadline_.store(deadline.time_since_epoch().count(), std::memory_order_relaxed);
  }
  void ClearDeadline() { SetDeadline(SteadyTime::max()); }

 private:
  friend class ConnectionSet;

  const int descriptor_;
  const bool served_;
  std::atomic<SteadyTime::rep> deadline_{SteadyTime::max().time_since_epoch().count()};
};

enum class Admission {
  kServe,
  kTurnAway,  // told that there are too many, and ended
  kDrop,      // ended without a word: too many are being told already
};

// The open connections of one listener. Thread-safe. A connection is in the set from its start
// until just before its descriptor is closed, so that the set never touches a descriptor that means
// something else by now.
class ConnectionSet {
 public:
  explicit ConnectionSet(size_t capacity) : capacity_(capacity) {}

  size_t capacity() const { return capacity_; }

  void Add(Connection* connection);
  void Remove(Connection* connection);

  // What is to become of one more connection.
  Admission Admit() const;

  void EndOverdue(SteadyTime now);

  // From here on no connection, old or new, reads another request that has not arrived yet.
  void StopReading();
  // Ends all, whatever they are doing.
  void EndAll();
  // False if some are still there after `timeout`.
  bool WaitUntilEmpty(std::chrono::milliseconds timeout);

 private:
  const size_t capacity_;
  mutable Mutex mutex_;
  ConditionVariable empty_;
  std::unordered_set<Connection*> connections_ GUARDED_BY(mutex_);
  size_t served_ GUARDED_BY(mutex_) = 0;  // of them
  bool stopped_reading_ GUARDED_BY(mutex_) = false;
};

}  // namespace pumice
