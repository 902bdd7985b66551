// SPDX-License-Identifier: Apache-2.0

#include "server/memory_trimmer.h"

#include <cstdlib>

#include "engine/base/platform.h"

#if PUMICE_LINUX && defined(__GLIBC__)
#define PUMICE_GLIBC_MALLOC
#include <malloc.h>
#endif

namespace pumice {

void ReturnLargeMemory() {
#ifdef PUMICE_GLIBC_MALLOC
  mallopt(M_MMAP_THRESHOLD, 4 << 20);
  mallopt(M_TRIM_THRESHOLD, 2 << 20);
#endif
}

void MemoryTrimmer::TrimAfterBurst() {
  constexpr uint64_t kWorthwhile = 4 * 1024 * 1024;
  if (memory_ == nullptr) return;
  const uint64_t released = memory_->released();
  const bool over = released == seen_;
  seen_ = released;
  if (!over || released - trimmed_ < kWorthwhile) return;
  trimmed_ = released;
#ifdef PUMICE_GLIBC_MALLOC
  malloc_trim(0);
#endif
}

}  // namespace pumice
