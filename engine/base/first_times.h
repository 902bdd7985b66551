// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include "engine/base/mutex.h"

namespace pumice {

// Tells which names are new, so that a log says something once for each. Thread-safe.
class FirstTimes {
 public:
  // Whether the name was not there before. Others than the first `kMaxNames` never are new, so that
  // nobody fills the memory or the log with names.
  bool Add(std::string_view name) {
    const MutexLock lock(mutex_);
    return names_.size() < kMaxNames && names_.emplace(name).second;
  }

 private:
  static constexpr size_t kMaxNames = 256;

  Mutex mutex_;
  std::set<std::string, std::less<>> names_ GUARDED_BY(mutex_);
};

}  // namespace pumice
