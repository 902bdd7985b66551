#include "engine/access/background_worker.h"

#include <exception>
#include <string>

namespace pumice {

BackgroundWorker::~BackgroundWorker() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void BackgroundWorker::Run(Task task) {
  const std::lock_guard lock(mutex_);
  tasks_.push_back(std::move(task));
  if (!thread_.joinable()) {
    thread_ = std::jthread([this](std::stop_token stop) { Work(std::move(stop)); });
  }
  wake_.notify_one();
}

void BackgroundWorker::WaitUntilIdle() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return tasks_.empty() && !running_; });
}

void BackgroundWorker::Work(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (wake_.wait(lock, stop, [this] { return !tasks_.empty(); })) {
    if (stop.stop_requested()) break;
    const Task task = std::move(tasks_.front());
    tasks_.pop_front();
    running_ = true;
    lock.unlock();
    RunGuarded(task, stop);
    lock.lock();
    running_ = false;
    idle_.notify_all();
  }
}

void BackgroundWorker::RunGuarded(const Task& task, const std::stop_token& stop) {
  try {
    task(stop);
  } catch (const std::exception& error) {
    if (log_) log_(LogLevel::kError, std::string("background work failed: ") + error.what());
  }
}

}  // namespace pumice
