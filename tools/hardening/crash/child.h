// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>

#include "tools/hardening/crash/shared_state.h"

namespace pumice::hardening::crash {

// How a process of the harness ended.
enum class End { kWell, kFailed, kUnreadable, kKilled, kDied, kTimedOut };

// A process that shares the state, ended with this one whatever happens. The harness itself has one
// thread and no database, so that it may fork.
class Child {
 public:
  // Runs `work` there. What it throws ends the process; the text is then in `state->failure`.
  Child(SharedState* state, const std::function<void()>& work);
  // Kills it if it runs.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Nothing while it runs.
  std::optional<End> Poll();
  End Wait(std::chrono::milliseconds at_most);
  void Kill();

 private:
  pid_t pid_ = -1;
  std::optional<End> end_;
};

}  // namespace pumice::hardening::crash
