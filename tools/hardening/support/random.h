// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

namespace pumice::hardening {

// SplitMix64: a number's bits spread over all 64.
constexpr uint64_t Mix(uint64_t value) {
  value += 0x9e3779b97f4a7c15;
  value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
  value = (value ^ value >> 27) * 0x94d049bb133111eb;
  return value ^ value >> 31;
}

// Numbers that follow from a seed, so that a run can be repeated. Not thread-safe.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() { return Mix(state_++); }
  // From 0 up to but not including `limit`, which must not be zero.
  uint64_t Below(uint64_t limit) { return Next() % limit; }
  // True once in `n` times.
  bool OneIn(uint64_t n) { return Below(n) == 0; }

 private:
  uint64_t state_;
};

}  // namespace pumice::hardening
