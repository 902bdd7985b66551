// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/base/stop_token.h"
#include "pumice/log.h"

namespace pumice {

// One thread for jobs that must not hold up a request. It starts with the first request for one and
// ends with the object, which waits for the job that runs; a job should look at its stop token
// often. Thread-safe.
//
// Bounded: a job waits at most once, however often it is requested. So a job is told nothing; it
// finds out itself what there is to do.
class BackgroundWorker {
 public:
  using Job = std::function<void(StopToken)>;

  // Failed jobs are told to `log`, and run again after `retry_delay`, until they succeed.
  explicit BackgroundWorker(LogSink log,
                            std::chrono::milliseconds retry_delay = std::chrono::seconds(1))
      : log_(std::move(log)), retry_delay_(retry_delay) {}
  ~BackgroundWorker();

  BackgroundWorker(const BackgroundWorker&) = delete;
  BackgroundWorker& operator=(const BackgroundWorker&) = delete;

  // The job's number. Requires that nothing was requested yet.
  size_t Add(Job job);

  // Has the job run from its start once more after this call. Does not block. Without memory for a
  // thread the job waits for the next call of this or of WaitUntilIdle.
  void Request(size_t job) noexcept;

  // Runs what failed once more, also what fails while this waits for it, and returns when no job is
  // wanted but those that failed again.
  void WaitUntilIdle();

  // Waits until no job is wanted and none runs, or for that long.
  void WaitAtMost(std::chrono::milliseconds time);

  // Ends the thread, and waits for the job that runs. Nothing runs any more.
  void Stop();

  // Does something while no job runs. One that runs is told to stop, waited for, and run again
  // afterwards. `action` must not wait for jobs; what it throws passes through.
  void WhilePaused(const std::function<void()>& action);

 private:
  struct Entry {
    Job job;
    bool wanted = false;
    bool failed = false;
    std::string fault{};  // what was logged last; empty: it succeeded since
  };

  void Pause() REQUIRES(mutex_);
  void Resume() REQUIRES(mutex_);
  bool AnyWanted() const REQUIRES(mutex_);
  bool AnyFailed() const REQUIRES(mutex_);
  void WantFailed() REQUIRES(mutex_);
  void StartThread() REQUIRES(mutex_);

  void Work(const StopToken& stop);
  void WaitForWork(const StopToken& stop) REQUIRES(mutex_);
  // Runs the first job that is wanted, of those behind the last one; without the mutex.
  void RunNext(const StopToken& stop) REQUIRES(mutex_);
  // What went wrong; empty: nothing.
  static std::string RunGuarded(const Job& job, const StopToken& stop);

  LogSink log_;
  const std::chrono::milliseconds retry_delay_;
  Mutex mutex_;
  ConditionVariable wake_;
  ConditionVariable idle_;
  std::vector<Entry> jobs_ GUARDED_BY(mutex_);
  size_t next_ GUARDED_BY(mutex_) = 0;
  bool running_ GUARDED_BY(mutex_) = false;
  StopSource running_stop_ GUARDED_BY(mutex_);  // of the job that runs
  int pauses_ GUARDED_BY(mutex_) = 0;
  std::chrono::steady_clock::time_point retry_at_ GUARDED_BY(mutex_);
  bool ended_ GUARDED_BY(mutex_) = false;
  StoppableThread thread_ GUARDED_BY(mutex_);
};

}  // namespace pumice
