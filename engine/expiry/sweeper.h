#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "engine/access/writer.h"
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

// Deletes items that have expired, through the one write path, so that indexes and streams see it. Reads only what is due.
// Thread-safe.
class Sweeper {
 public:
  // All must outlive the sweeper.
  Sweeper(Store* store, Catalog* catalog, Writer* writer, const Clock* clock, LogSink log,
          std::chrono::milliseconds interval);
  ~Sweeper();

  Sweeper(const Sweeper&) = delete;
  Sweeper& operator=(const Sweeper&) = delete;

  // Sweeps every interval from now on, on a thread of its own. Starting twice is starting once.
  void Start();

  // Deletes what is due now in all tables.
  SweepResult Sweep();

 private:
  void Run(std::stop_token stop);
  void SweepTable(const std::string& name, std::stop_token stop, SweepResult* result);

  Store* store_;
  Catalog* catalog_;
  Writer* writer_;
  const Clock* clock_;
  LogSink log_;
  std::chrono::milliseconds interval_;
  std::mutex sweep_mutex_;  // one sweep at a time
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::stop_source stop_;
  std::jthread thread_;
};

}  // namespace pumice
