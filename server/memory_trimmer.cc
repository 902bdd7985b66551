// SPDX-License-Identifier: Apache-2.0

#include "server/memory_trimmer.h"

#include <malloc.h>

namespace pumice {

void ReturnLargeMemory() {
  mallopt(M_MMAP_THRESHOLD, 4 << 20);
  mallopt(M_TRIM_THRESHOLD, 2 << 20);
}

void MemoryTrimmer::TrimAfterBurst() {
  constexpr uint64_t kWorthwhile = 4 * 1024 * 1024;
  if (memory_ == nullptr) return;
  const uint64_t released = memory_->released();
  const bool over = released == seen_;
  seen_ = released;
  if (!over || released - trimmed_ < kWorthwhile) return;
  trimmed_ = released;
  malloc_trim(0);
}

}  // namespace pumice
