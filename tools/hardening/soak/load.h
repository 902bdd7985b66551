// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tools/hardening/support/instance.h"

namespace pumice::hardening::soak {

// How an operation is carried out: its name and body in, its answer out. Thread-safe.
using Caller = std::function<Answer(std::string_view operation, std::string_view body)>;

struct LoadOptions {
  int threads = 2;
  double rate = 300;  // requests a second, of all threads together
  uint64_t seed = 0;
  // Makes a thread its own caller.
  std::function<Caller()> connect;
  std::function<int64_t()> now_seconds;  // of the emulator's clock
};

// A mixed load on a few tables whose contents stay the same size, for as long as this object lives:
// items overwritten, updated, deleted and put again, items that expire, batches, transactions,
// queries, scans, PartiQL, a stream that is read, and tables that are created, filled, indexed,
// read and dropped.
class Load {
 public:
  // Creates the tables. Throws std::runtime_error for an answer that must not be, then or later
  // (`Check`).
  explicit Load(LoadOptions options);
  ~Load();

  // Ends all threads.
  void Stop();
  // Throws what ended a thread, if something did.
  void Check();
  // Latencies of the requests answered since the last call, in microseconds, sorted.
  std::vector<double> TakeLatencies();
  uint64_t requests() const { return requests_; }

  // Deletes all tables.
  void DeleteTables();

 private:
  void Run(const std::function<void()>& step, double rate);

  LoadOptions options_;
  std::atomic<bool> stop_{false};
  std::atomic<uint64_t> requests_{0};
  std::mutex mutex_;
  std::vector<double> latencies_;
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
};

}  // namespace pumice::hardening::soak
