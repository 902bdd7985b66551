// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>

#include "engine/base/thread_annotations.h"

// What pumice uses of <stop_token>, of std::jthread and of waiting with a stop token, for standard
// libraries that lack them, as libc++ up to 19 does. Included by stop_token.h.
namespace pumice {

namespace internal {

// Callbacks run with the mutex held, so that whoever takes one back waits for it.
class StopState {
 public:
  using Callbacks = std::list<std::function<void()>*>;

  bool stopped() const { return stopped_.load(); }

  bool Stop() {
    const std::lock_guard lock(mutex_);
    if (stopped_.exchange(true)) return false;
    for (const auto* callback : callbacks_) (*callback)();
    return true;
  }

  // Runs it at once if it is stopped already.
  Callbacks::iterator Add(std::function<void()>* callback) {
    const std::lock_guard lock(mutex_);
    if (stopped()) (*callback)();
    return callbacks_.insert(callbacks_.end(), callback);
  }

  void Remove(Callbacks::iterator callback) {
    const std::lock_guard lock(mutex_);
    callbacks_.erase(callback);
  }

 private:
  std::mutex mutex_;
  std::atomic<bool> stopped_{false};
  Callbacks callbacks_;
};

}  // namespace internal

class StopToken {
 public:
  StopToken() = default;
  bool stop_requested() const { return state_ != nullptr && state_->stopped(); }

 private:
  friend class StopSource;
  friend class StopCallback;
  explicit StopToken(std::shared_ptr<internal::StopState> state) : state_(std::move(state)) {}

  std::shared_ptr<internal::StopState> state_;
};

class StopSource {
 public:
  StopToken get_token() const { return StopToken(state_); }
  bool stop_requested() const { return state_->stopped(); }
  bool request_stop() { return state_->Stop(); }

 private:
  std::shared_ptr<internal::StopState> state_ = std::make_shared<internal::StopState>();
};

class StopCallback {
 public:
  StopCallback(const StopToken& token, std::function<void()> callback)
      : callback_(std::move(callback)), state_(token.state_) {
    if (state_ != nullptr) place_ = state_->Add(&callback_);
  }
  StopCallback(const StopCallback&) = delete;
  StopCallback& operator=(const StopCallback&) = delete;
  ~StopCallback() {
    if (state_ != nullptr) state_->Remove(place_);
  }

 private:
  std::function<void()> callback_;
  std::shared_ptr<internal::StopState> state_;
  internal::StopState::Callbacks::iterator place_;
};

// As std::jthread. It is told to stop, and waited for, when it is destroyed or another moves in.
class StoppableThread {
 public:
  StoppableThread() = default;
  template <typename Work>
  requires(!std::is_same_v<std::remove_cvref_t<Work>, StoppableThread>) explicit StoppableThread(
      Work work)
      : thread_([work = std::move(work), token = source_.get_token()]() mutable {
          if constexpr (std::is_invocable_v<Work&, StopToken>) {
            work(token);
          } else {
            work();
          }
        }) {}
  StoppableThread(StoppableThread&& other) noexcept
      : source_(other.source_), thread_(std::move(other.thread_)) {}
  StoppableThread& operator=(StoppableThread&& other) noexcept {
    if (this == &other) return *this;
    End();
    source_ = other.source_;
    thread_ = std::move(other.thread_);
    return *this;
  }
  ~StoppableThread() { End(); }

  bool joinable() const { return thread_.joinable(); }
  void join() { thread_.join(); }
  std::thread::id get_id() const { return thread_.get_id(); }
  bool request_stop() { return source_.request_stop(); }

 private:
  void End() {
    if (!thread_.joinable()) return;
    source_.request_stop();
    thread_.join();
  }

  StopSource source_;
  std::thread thread_;
};

// As std::condition_variable_any. Waits with a stop token end when that is stopped, too.
class ConditionVariable {
 public:
  void notify_one() {
    const std::lock_guard lock(mutex_);
    changed_.notify_one();
  }
  void notify_all() {
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
  }

  template <typename Lock, typename Done>
  void wait(Lock& lock, Done done) NO_THREAD_SAFETY_ANALYSIS {
    wait(lock, StopToken(), std::move(done));
  }
  template <typename Lock, typename Done>
  bool wait(Lock& lock, const StopToken& stop, Done done) NO_THREAD_SAFETY_ANALYSIS {
    return Wait(lock, stop, done, [this](std::unique_lock<std::mutex>& inner) {
      changed_.wait(inner);
      return true;
    });
  }
  template <typename Lock, typename Rep, typename Period, typename Done>
  bool wait_for(Lock& lock, std::chrono::duration<Rep, Period> time,
                Done done) NO_THREAD_SAFETY_ANALYSIS {
    return wait_for(lock, StopToken(), time, std::move(done));
  }
  template <typename Lock, typename Rep, typename Period, typename Done>
  bool wait_for(Lock& lock, const StopToken& stop, std::chrono::duration<Rep, Period> time,
                Done done) NO_THREAD_SAFETY_ANALYSIS {
    return wait_until(lock, stop, std::chrono::steady_clock::now() + time, std::move(done));
  }
  template <typename Lock, typename Time, typename Done>
  bool wait_until(Lock& lock, const StopToken& stop, Time end,
                  Done done) NO_THREAD_SAFETY_ANALYSIS {
    return Wait(lock, stop, done, [this, end](std::unique_lock<std::mutex>& inner) {
      return changed_.wait_until(inner, end) == std::cv_status::no_timeout;
    });
  }

 private:
  // `sleep` says whether there is time left. Nobody notifies between the look at `stop` and the
  // sleep: both are with the mutex that notifying takes.
  template <typename Lock, typename Done, typename Sleep>
  bool Wait(Lock& lock, const StopToken& stop, Done& done, Sleep sleep) NO_THREAD_SAFETY_ANALYSIS {
    const StopCallback wake(stop, [this] { notify_all(); });
    bool has_time = true;
    while (!done()) {
      std::unique_lock inner(mutex_);
      if (!has_time || stop.stop_requested()) return false;
      lock.unlock();
      has_time = sleep(inner);
      inner.unlock();
      lock.lock();
    }
    return true;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace pumice
