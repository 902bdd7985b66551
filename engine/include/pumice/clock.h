#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace pumice {

// Where every part of an emulator gets its time. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;

  // Milliseconds since the Unix epoch.
  virtual int64_t NowMillis() const = 0;
};

// The machine's time.
class RealClock : public Clock {
 public:
  int64_t NowMillis() const override {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
};

// A time that stands still until it is moved; for tests.
class ManualClock : public Clock {
 public:
  explicit ManualClock(int64_t start_millis) : now_(start_millis) {}

  int64_t NowMillis() const override { return now_.load(std::memory_order_acquire); }
  void Set(int64_t millis) { now_.store(millis, std::memory_order_release); }
  void Advance(std::chrono::milliseconds by) {
    now_.fetch_add(by.count(), std::memory_order_acq_rel);
  }

 private:
  std::atomic<int64_t> now_;
};

}  // namespace pumice
