// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/suspension.h"

#include <string>

namespace pumice {
namespace {

constexpr std::chrono::milliseconds kBetweenTries{100};

}  // namespace

void Suspension::Begin(std::string_view why) {
  const MutexLock lock(state_mutex_);
  if (current() != 0) return;
  current_.store(++count_, std::memory_order_release);
  if (log_) log_(LogLevel::kError, std::string("writes are refused: ").append(why));
}

bool Suspension::TryEnd(const std::function<bool()>& resume) {
  if (!resume_mutex_.try_lock()) return current() == 0;
  const MutexLock resuming(resume_mutex_, std::adopt_lock);
  if (current() == 0) return true;
  const Time now = std::chrono::steady_clock::now();
  if (now < next_try_) return false;
  const bool resumed = resume();
  next_try_ = std::chrono::steady_clock::now() + kBetweenTries;
  if (!resumed) return false;
  const MutexLock lock(state_mutex_);
  current_.store(0, std::memory_order_release);
  if (log_) log_(LogLevel::kInfo, "writes are accepted again");
  return true;
}

}  // namespace pumice
