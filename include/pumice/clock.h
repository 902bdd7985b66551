// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <stdexcept>

namespace pumice {

// The times that a clock may tell, in milliseconds since the Unix epoch: the years 1970 to 2499.
// Earlier ones would not sort (times are parts of keys), and the numbers of stream records have
// room for times up to 2527.
inline constexpr int64_t kFirstClockMillis = 0;
inline constexpr int64_t kLastClockMillis = 16'725'225'599'999;

constexpr bool IsClockTime(int64_t millis) {
  return millis >= kFirstClockMillis && millis <= kLastClockMillis;
}

// Where every part of an emulator gets its time. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;

  // Milliseconds since the Unix epoch. An emulator takes times that are not IsClockTime for the
  // nearest one that is.
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

// A time that stands still until it is moved; for tests. Throws std::out_of_range for times that
// are not IsClockTime, and stands where it stood.
class ManualClock : public Clock {
 public:
  explicit ManualClock(int64_t start_millis) : now_(Checked(start_millis)) {}

  int64_t NowMillis() const override { return now_.load(std::memory_order_acquire); }
  void Set(int64_t millis) { now_.store(Checked(millis), std::memory_order_release); }
  void Advance(std::chrono::milliseconds by) {
    int64_t now = NowMillis();
    while (!now_.compare_exchange_weak(now, Later(now, by.count()), std::memory_order_acq_rel)) {
    }
  }

 private:
  static int64_t Checked(int64_t millis) {
    if (IsClockTime(millis)) return millis;
    throw std::out_of_range("pumice::ManualClock tells times from 1970 to 2499");
  }
  static int64_t Later(int64_t now, int64_t by) {
    // The distance is within the range if the sum is; it is looked at first, as the sum may not
    // fit.
    if (by > kLastClockMillis || by < -kLastClockMillis) Checked(by);
    return Checked(now + by);
  }

  std::atomic<int64_t> now_;
};

}  // namespace pumice
