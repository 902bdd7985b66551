// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <atomic>
#include <cstdint>

namespace pumice {

// How much memory an emulator may use, and how much of it is in use by what may grow without an
// end: rows in memory, and requests and answers under way. Thread-safe.
//
// Three quarters are open to the store; whatever it leaves, and a quarter at least, to requests. So
// a full store can still be read, and emptied.
class MemoryBudget {
 public:
  explicit MemoryBudget(uint64_t limit) : limit_(limit) {}
  MemoryBudget(const MemoryBudget&) = delete;
  MemoryBudget& operator=(const MemoryBudget&) = delete;

  uint64_t limit() const { return limit_; }

  // What the store uses, as it counts.
  void SetStored(uint64_t bytes) { stored_.store(bytes, std::memory_order_relaxed); }
  uint64_t stored() const { return stored_.load(std::memory_order_relaxed); }
  // Whether the store has its share, and may take nothing more.
  bool IsStoreFull() const { return stored() >= limit_ / 4 * 3; }

  // For requests and answers. False, and nothing is taken, if there is not so much left.
  [[nodiscard]] bool TryHold(uint64_t bytes);
  void Release(uint64_t bytes);
  uint64_t held() const { return held_.load(std::memory_order_relaxed); }
  // The sum of all that was released so far.
  uint64_t released() const { return released_.load(std::memory_order_relaxed); }

 private:
  const uint64_t limit_;
  std::atomic<uint64_t> stored_ = 0;
  std::atomic<uint64_t> held_ = 0;
  std::atomic<uint64_t> released_ = 0;
};

// What one request holds of a budget; given back at the end.
class HeldMemory {
 public:
  // Null: no budget, everything is granted.
  explicit HeldMemory(MemoryBudget* budget) : budget_(budget) {}
  ~HeldMemory() { (void)Resize(0); }
  HeldMemory(const HeldMemory&) = delete;
  HeldMemory& operator=(const HeldMemory&) = delete;

  uint64_t size() const { return size_; }
  // To hold so many bytes from now on. False, and nothing changes, if there is not so much left.
  [[nodiscard]] bool Resize(uint64_t bytes) {
    if (bytes == size_) return true;
    return Change(bytes);
  }

 private:
  bool Change(uint64_t bytes);

  MemoryBudget* budget_;
  uint64_t size_ = 0;
};

// The error of a request that there is no memory for.
[[noreturn]] void ThrowOutOfMemory(const MemoryBudget& budget);

}  // namespace pumice
