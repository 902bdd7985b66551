// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string_view>

#include "engine/base/mutex.h"
#include "pumice/log.h"

namespace pumice {

// Whether a store refuses writes because its device has no room or fails. Thread-safe.
class Suspension {
 public:
  explicit Suspension(LogSink log) : log_(std::move(log)) {}

  // 0: writes are accepted. Otherwise the number of this suspension, which no other one has.
  uint64_t current() const { return current_.load(std::memory_order_acquire); }

  // Idempotent: says why in the log if writes were accepted until now.
  void Begin(std::string_view why);

  // Ends the suspension, and says so, if `resume` finds that writes can go on. It is called by one
  // thread at a time and not more often than ten times a second. Whether writes are accepted.
  bool TryEnd(const std::function<bool()>& resume);

 private:
  using Time = std::chrono::steady_clock::time_point;

  const LogSink log_;
  std::atomic<uint64_t> current_ = 0;
  Mutex state_mutex_;  // of Begin and End
  uint64_t count_ GUARDED_BY(state_mutex_) = 0;
  Mutex resume_mutex_;  // whoever resumes
  Time next_try_ GUARDED_BY(resume_mutex_);
};

}  // namespace pumice
