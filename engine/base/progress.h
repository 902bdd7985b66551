// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <string>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/base/thread_annotations.h"
#include "pumice/log.h"

namespace pumice {

// What long work is in progress, and how far it has come: whoever does it counts, and the log is
// told of it every second for as long as it takes longer than one. Has no thread: the one that
// counts tells. Thread-safe.
class Progress {
  struct Entry {
    std::string name;
    int64_t total = 0;
    int64_t started_millis = 0;
    int64_t told_millis = 0;  // of the thread that counts
    bool was_told = false;    // likewise
    std::atomic<int64_t> done = 0;
  };

 public:
  // Work in progress. Belongs to one thread. Ends with its destruction, which must come before the
  // Progress'.
  class Work {
   public:
    // Work that nobody is told of.
    Work() = default;
    Work(Work&& other) noexcept;
    Work& operator=(Work&& other) noexcept;
    ~Work();

    void Add(int64_t done);

   private:
    friend class Progress;
    Work(Progress* progress, std::list<Entry>::iterator entry)
        : progress_(progress), entry_(entry) {}

    Progress* progress_ = nullptr;
    std::list<Entry>::iterator entry_;
  };

  struct State {
    std::string name;
    int64_t done = 0;
    int64_t total = 0;  // 0: nobody knows
    int64_t started_millis = 0;
  };

  // Milliseconds since the epoch; the machine's, whatever the emulator's clock says.
  using Now = std::function<int64_t()>;
  explicit Progress(LogSink log);
  Progress(LogSink log, Now now);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `name` says what is done: "filling index ByKind of table Orders". `total`: of items, about; 0:
  // nobody knows. Beyond kMaxWork at once, work is not told of.
  Work Begin(std::string name, int64_t total);

  // In the order in which they began.
  std::vector<State> List() const;

  static constexpr size_t kMaxWork = 256;

 private:
  static constexpr int64_t kTellMillis = 1000;
  // The clock is looked at once in so many items.
  static constexpr int64_t kLookEvery = 64;

  void Add(Entry* entry, int64_t done);
  void End(std::list<Entry>::iterator entry);

  const LogSink log_;
  const Now now_;
  mutable Mutex mutex_;
  std::list<Entry> entries_ GUARDED_BY(mutex_);
};

}  // namespace pumice
