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

void BackgroundWorker::Work(std::stop_token stop) {
  while (true) {
    Task task;
    {
      std::unique_lock lock(mutex_);
      if (!wake_.wait(lock, stop, [this] { return !tasks_.empty(); })) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    if (stop.stop_requested()) return;
    try {
      task(stop);
    } catch (const std::exception& error) {
      if (log_) log_(LogLevel::kError, std::string("background work failed: ") + error.what());
    }
  }
}

}  // namespace pumice
