// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/access/table_walk.h"
#include "engine/access/writer.h"
#include "engine/base/mutex.h"
#include "engine/base/stop_token.h"
#include "engine/catalog/catalog.h"
#include "engine/storage/store.h"
#include "pumice/clock.h"
#include "pumice/log.h"

namespace pumice {

// What a sweep came to.
struct SweepResult {
  int64_t deleted = 0;  // items
  int64_t visited = 0;  // entries of expiry indexes that were read: what the sweep costs
};

// Deletes items that have expired, through the one write path, so that indexes and streams see it.
// Reads only what is due. Thread-safe.
class Sweeper {
 public:
  // Shows all catalogs, each held until the visit ends.
  using ForEachCatalog = std::function<void(const std::function<void(Catalog*)>& visit)>;

  // All must outlive the sweeper.
  Sweeper(Store* store, ForEachCatalog for_each_catalog, Writer* writer, const Clock* clock,
          LogSink log, std::chrono::milliseconds interval, WalkOptions walk = {});
  ~Sweeper();

  Sweeper(const Sweeper&) = delete;
  Sweeper& operator=(const Sweeper&) = delete;

  // Sweeps every interval from now on, on a thread of its own. Idempotent. Throws std::system_error
  // if there is no thread to be had.
  void Start();

  // Deletes what is due now in all tables of all catalogs. Where one fails, goes on with the
  // others, and throws its fault in the end.
  SweepResult Sweep();

  // Does something while nothing is swept. `action` must not sweep; what it throws passes through.
  void WhilePaused(const std::function<void()>& action);

 private:
  void Run(const StopToken& stop);
  // A table whose items expire, and since when.
  struct ExpiringTable {
    TableIdentity table;
    TtlSettings ttl;
  };
  static std::vector<ExpiringTable> FindExpiringTables(const Catalog& catalog);
  void SweepTable(Catalog* catalog, const ExpiringTable& expiring, SweepResult* result);

  Store* store_;
  ForEachCatalog for_each_catalog_;
  Writer* writer_;
  const Clock* clock_;
  LogSink log_;
  std::chrono::milliseconds interval_;
  WalkOptions walk_;
  Mutex sweep_mutex_;  // one sweep at a time
  Mutex mutex_;
  ConditionVariable wake_;
  StopSource stop_;
  StoppableThread thread_ GUARDED_BY(mutex_);
};

}  // namespace pumice
