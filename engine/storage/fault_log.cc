// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/fault_log.h"

#include "engine/error/service.h"

namespace pumice {
namespace {

// Many damaged blocks may be met; beyond these, the first ones say enough.
constexpr size_t kMaxTold = 64;

}  // namespace

void FaultLog::Throw(const rocksdb::Status& status) {
  const std::string text = status.ToString();
  {
    const MutexLock lock(mutex_);
    const bool is_new = told_.size() < kMaxTold && told_.insert(text).second;
    if (is_new && log_) log_(LogLevel::kError, "storage: " + text);
  }
  ThrowInternalError();
}

}  // namespace pumice
