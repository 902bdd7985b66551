// SPDX-License-Identifier: Apache-2.0

#include "engine/base/memory_budget.h"

#include <string>

#include "engine/error/service.h"

namespace pumice {

bool MemoryBudget::TryHold(uint64_t bytes) {
  uint64_t held = held_.load(std::memory_order_relaxed);
  do {
    const uint64_t wanted = held + bytes;
    if (wanted > limit_ / 4 && wanted + stored() > limit_) return false;
  } while (!held_.compare_exchange_weak(held, held + bytes, std::memory_order_relaxed));
  return true;
}

void MemoryBudget::Release(uint64_t bytes) {
  held_.fetch_sub(bytes, std::memory_order_relaxed);
  released_.fetch_add(bytes, std::memory_order_relaxed);
}

bool HeldMemory::Change(uint64_t bytes) {
  if (budget_ != nullptr) {
    if (bytes > size_ && !budget_->TryHold(bytes - size_)) return false;
    if (bytes < size_) budget_->Release(size_ - bytes);
  }
  size_ = bytes;
  return true;
}

void ThrowOutOfMemory(const MemoryBudget& budget) {
  constexpr uint64_t kMiB = 1024 * 1024;
  ThrowMemoryLimit(budget.limit() / kMiB);
}

}  // namespace pumice
