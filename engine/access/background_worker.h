#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

#include "pumice/log.h"

namespace pumice {

// One thread for work that must not hold up a request. It starts with the first task and ends with the object, which
// waits for the task that runs; a task should look at its stop token often. Thread-safe.
class BackgroundWorker {
 public:
  using Task = std::function<void(std::stop_token)>;

  // Failed tasks are told to `log`.
  explicit BackgroundWorker(LogSink log) : log_(std::move(log)) {}
  ~BackgroundWorker();

  BackgroundWorker(const BackgroundWorker&) = delete;
  BackgroundWorker& operator=(const BackgroundWorker&) = delete;

  // Runs the task when those before it are done.
  void Run(Task task);

  // Returns when there is nothing left to run.
  void WaitUntilIdle();

 private:
  void Work(std::stop_token stop);
  void RunGuarded(const Task& task, const std::stop_token& stop);

  LogSink log_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::condition_variable idle_;
  std::deque<Task> tasks_;
  bool running_ = false;
  std::jthread thread_;
};

}  // namespace pumice
