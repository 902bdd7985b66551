#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace pumice {

// One thread for work that must not hold up a request. It starts with the first task and ends with the object, which
// waits for the task that runs; a task should look at its stop token often. Thread-safe.
class BackgroundWorker {
 public:
  using Task = std::function<void(std::stop_token)>;

  BackgroundWorker() = default;
  ~BackgroundWorker();

  BackgroundWorker(const BackgroundWorker&) = delete;
  BackgroundWorker& operator=(const BackgroundWorker&) = delete;

  // Runs the task when those before it are done. What it throws is logged.
  void Run(Task task);

 private:
  void Work(std::stop_token stop);

  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<Task> tasks_;
  std::jthread thread_;
};

}  // namespace pumice
