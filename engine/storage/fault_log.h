// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <rocksdb/status.h>

#include <string>
#include <unordered_set>

#include "engine/base/mutex.h"
#include "pumice/log.h"

namespace pumice {

// Where faults of the device are told with their paths, which no answer may hold: each text once,
// however many requests meet it. Thread-safe.
class FaultLog {
 public:
  explicit FaultLog(LogSink log) : log_(std::move(log)) {}

  // No-op if `status` is ok. Otherwise tells it, and throws ApiError (kInternal) that says nothing
  // of it.
  void Check(const rocksdb::Status& status) {
    if (!status.ok()) Throw(status);
  }

 private:
  [[noreturn]] void Throw(const rocksdb::Status& status);

  const LogSink log_;
  Mutex mutex_;
  std::unordered_set<std::string> told_ GUARDED_BY(mutex_);  // bounded
};

}  // namespace pumice
