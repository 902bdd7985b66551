// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

#include "engine/base/memory_budget.h"

namespace pumice {

// Has malloc take large memory from the system, and give it back at once: a burst of large requests
// must not leave its memory behind. Left alone, malloc raises the bound to 32 MiB. The rest goes
// back when the burst is over (MemoryTrimmer). For the whole process, before it starts threads.
// Other mallocs than glibc's are left to themselves.
void ReturnLargeMemory();

// Gives memory back to the system that large requests and answers have left behind in the process:
// malloc keeps it for the next. Used by one thread.
class MemoryTrimmer {
 public:
  // Null: never trims.
  explicit MemoryTrimmer(const MemoryBudget* memory) : memory_(memory) {}

  // To be called now and then. Trims once a burst is over: much was released, and nothing since the
  // call before.
  void TrimAfterBurst();

 private:
  const MemoryBudget* memory_;
  uint64_t seen_ = 0;  // of MemoryBudget::released
  uint64_t trimmed_ = 0;
};

}  // namespace pumice
