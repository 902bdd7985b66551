// SPDX-License-Identifier: Apache-2.0

#include "engine/base/background_worker.h"

#include <algorithm>
#include <cassert>
#include <exception>
#include <system_error>

namespace pumice {

BackgroundWorker::~BackgroundWorker() { Stop(); }

void BackgroundWorker::Stop() {
  StoppableThread thread;
  {
    const MutexLock lock(mutex_);
    ended_ = true;
    thread = std::move(thread_);
  }
}

size_t BackgroundWorker::Add(Job job) {
  const MutexLock lock(mutex_);
  assert(!thread_.joinable());
  assert(job != nullptr);
  jobs_.push_back({std::move(job)});
  return jobs_.size() - 1;
}

void BackgroundWorker::Request(size_t job) noexcept {
  const MutexLock lock(mutex_);
  assert(job < jobs_.size());
  jobs_[job].wanted = true;
  StartThread();
  wake_.notify_one();
}

void BackgroundWorker::WaitUntilIdle() {
  const MutexLock lock(mutex_);
  // What the caller did before this call may be what a job that runs now still lacks when it fails.
  idle_.wait(mutex_, [this]() REQUIRES(mutex_) { return !running_; });
  WantFailed();
  if (AnyWanted()) StartThread();
  wake_.notify_one();
  idle_.wait(mutex_, [this]() REQUIRES(mutex_) {
    return !thread_.joinable() || (!AnyWanted() && !running_);
  });
}

void BackgroundWorker::WaitAtMost(std::chrono::milliseconds time) {
  const MutexLock lock(mutex_);
  idle_.wait_for(mutex_, time, [this]() REQUIRES(mutex_) {
    return !thread_.joinable() || (!AnyWanted() && !running_);
  });
}

void BackgroundWorker::WhilePaused(const std::function<void()>& action) {
  const MutexLock lock(mutex_);
  Pause();
  mutex_.unlock();
  try {
    action();
  } catch (...) {
    mutex_.lock();
    Resume();
    throw;
  }
  mutex_.lock();
  Resume();
}

void BackgroundWorker::Pause() {
  ++pauses_;
  wake_.notify_one();
  if (running_) running_stop_.request_stop();
  idle_.wait(mutex_, [this]() REQUIRES(mutex_) { return !running_; });
}

void BackgroundWorker::Resume() {
  --pauses_;
  wake_.notify_one();
}

bool BackgroundWorker::AnyWanted() const {
  return std::any_of(jobs_.begin(), jobs_.end(), [](const Entry& job) { return job.wanted; });
}

bool BackgroundWorker::AnyFailed() const {
  return std::any_of(jobs_.begin(), jobs_.end(), [](const Entry& job) { return job.failed; });
}

void BackgroundWorker::WantFailed() {
  for (Entry& job : jobs_) job.wanted = job.wanted || job.failed;
}

void BackgroundWorker::StartThread() {
  if (ended_ || thread_.joinable()) return;
  try {
    thread_ = StoppableThread([this](const StopToken& stop) { Work(stop); });
  } catch (const std::system_error& error) {
    if (log_) log_(LogLevel::kError, std::string("background work has to wait: ") + error.what());
  }
}

void BackgroundWorker::Work(const StopToken& stop) {
  const MutexLock lock(mutex_);
  while (true) {
    WaitForWork(stop);
    if (stop.stop_requested()) return;
    if (pauses_ == 0 && AnyWanted()) RunNext(stop);
  }
}

void BackgroundWorker::WaitForWork(const StopToken& stop) {
  if (pauses_ > 0) {
    wake_.wait(mutex_, stop, [this]() REQUIRES(mutex_) { return pauses_ == 0; });
    return;
  }
  const auto wanted = [this]() REQUIRES(mutex_) { return pauses_ > 0 || AnyWanted(); };
  if (!AnyFailed()) {
    wake_.wait(mutex_, stop, wanted);
    return;
  }
  wake_.wait_until(mutex_, stop, retry_at_, wanted);
  if (std::chrono::steady_clock::now() >= retry_at_) WantFailed();
}

void BackgroundWorker::RunNext(const StopToken& stop) {
  while (!jobs_[next_ % jobs_.size()].wanted) ++next_;
  Entry& job = jobs_[next_++ % jobs_.size()];
  job.wanted = false;
  running_ = true;
  StopSource run_stop;
  running_stop_ = run_stop;
  std::string fault;
  mutex_.unlock();
  {
    const StopCallback at_end(stop, [&] { run_stop.request_stop(); });
    fault = RunGuarded(job.job, run_stop.get_token());
  }
  mutex_.lock();
  running_ = false;
  job.wanted = job.wanted || run_stop.stop_requested();
  job.failed = !fault.empty();
  if (job.failed) {
    retry_at_ = std::chrono::steady_clock::now() + retry_delay_;
    // Once, not each time that it is tried.
    if (log_ && fault != job.fault) log_(LogLevel::kError, "background work failed: " + fault);
  }
  job.fault = std::move(fault);
  idle_.notify_all();
}

std::string BackgroundWorker::RunGuarded(const Job& job, const StopToken& stop) {
  try {
    job(stop);
    return {};
  } catch (const std::exception& error) {
    const std::string fault = error.what();
    return fault.empty() ? "for no reason given" : fault;
  }
}

}  // namespace pumice
