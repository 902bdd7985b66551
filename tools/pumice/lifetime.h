// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <sys/types.h>

#include <csignal>

#include <atomic>
#include <chrono>
#include <optional>
#include <string>

namespace pumice {

// Tells when the program is to end: at SIGTERM, SIGINT or SIGHUP, and, if asked for, once the
// process that started it is gone, or once nobody has sent a request for so long.
//
// Made before any other thread starts: the signals are blocked in all of them. WasUsed may be
// called by any thread; the rest belongs to the one that made it.
class Lifetime {
 public:
  Lifetime();
  Lifetime(const Lifetime&) = delete;
  Lifetime& operator=(const Lifetime&) = delete;

  // The parent is whoever it is now. Its end is told by the kernel, and looked for five times a
  // second where that fails: a parent's thread that ends sends the same signal.
  void EndWithParent();
  void EndWhenIdleFor(std::chrono::milliseconds time);
  // From now on Wait tells of signals and children only.
  void EndOnlyBySignal();

  // A request came.
  void WasUsed() { last_use_.store(Now(), std::memory_order_relaxed); }

  // What happened next.
  struct Event {
    enum class Kind { kSignal, kParentGone, kIdle, kChildEnded };
    Kind kind;
    // Of kSignal: which, and whether a process sent it; otherwise it came from the terminal, which
    // tells the whole foreground.
    int signal = 0;
    bool sent_by_process = false;
  };
  Event Wait();

 private:
  static int64_t Now() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
  }
  bool ParentIsGone() const;
  bool IsIdle() const;

  sigset_t signals_;
  std::optional<pid_t> parent_;
  std::optional<int64_t> idle_millis_;
  std::atomic<int64_t> last_use_ = Now();
};

}  // namespace pumice
