// SPDX-License-Identifier: Apache-2.0

#include "server/connection_set.h"

#include <sys/socket.h>

namespace pumice {

void ConnectionSet::Add(Connection* connection) {
  const MutexLock lock(mutex_);
  connections_.insert(connection);
  if (connection->served_) ++served_;
  if (stopped_reading_) ::shutdown(connection->descriptor_, SHUT_RD);
}

void ConnectionSet::Remove(Connection* connection) {
  const MutexLock lock(mutex_);
  connections_.erase(connection);
  if (connection->served_) --served_;
  if (connections_.empty()) empty_.notify_all();
}

Admission ConnectionSet::Admit() const {
  constexpr size_t kTurnedAwayAtOnce = 64;
  const MutexLock lock(mutex_);
  if (served_ < capacity_) return Admission::kServe;
  return connections_.size() - served_ < kTurnedAwayAtOnce ? Admission::kTurnAway
                                                           : Admission::kDrop;
}

void ConnectionSet::EndOverdue(SteadyTime now) {
  const MutexLock lock(mutex_);
  for (const Connection* connection : connections_) {
    if (connection->deadline_.load(std::memory_order_relaxed) < now.time_since_epoch().count()) {
      ::shutdown(connection->descriptor_, SHUT_RDWR);
    }
  }
}

void ConnectionSet::StopReading() {
  const MutexLock lock(mutex_);
  stopped_reading_ = true;
  for (const Connection* connection : connections_) ::shutdown(connection->descriptor_, SHUT_RD);
}

void ConnectionSet::EndAll() {
  const MutexLock lock(mutex_);
  for (const Connection* connection : connections_) ::shutdown(connection->descriptor_, SHUT_RDWR);
}

bool ConnectionSet::WaitUntilEmpty(std::chrono::milliseconds timeout) {
  const MutexLock lock(mutex_);
  return empty_.wait_for(mutex_, timeout,
                         [this]() REQUIRES(mutex_) { return connections_.empty(); });
}

}  // namespace pumice
