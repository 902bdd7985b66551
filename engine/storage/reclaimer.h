// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <rocksdb/db.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>

#include "engine/base/mutex.h"

namespace pumice {

// Gives back the memory of what was deleted: compacts everything, one time at once, on a thread of
// its own. Thread-safe.
class Reclaimer {
 public:
  // Calls `done` on its thread after each compaction. `db` must outlive this.
  Reclaimer(rocksdb::DB* db, std::function<void()> done);
  ~Reclaimer();

  Reclaimer(const Reclaimer&) = delete;
  Reclaimer& operator=(const Reclaimer&) = delete;

  // No-op while it goes on, and where nothing was committed since it began last.
  void Start();

 private:
  rocksdb::DB* const db_;
  const std::function<void()> done_;
  Mutex mutex_;
  std::thread thread_;
  std::atomic<bool> running_ = false;
  uint64_t started_at_ GUARDED_BY(mutex_) = 0;
};

}  // namespace pumice
