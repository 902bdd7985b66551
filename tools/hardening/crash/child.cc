// SPDX-License-Identifier: Apache-2.0

#include "tools/hardening/crash/child.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>

#include "tools/hardening/crash/observation.h"

namespace pumice::hardening::crash {
namespace {

constexpr int kFailedStatus = 1;
constexpr int kUnreadableStatus = 2;

int Run(const std::function<void()>& work, SharedState* state) {
  const auto tell = [state](const std::exception& error) {
    std::snprintf(state->failure, sizeof(state->failure), "%s", error.what());
  };
  try {
    work();
    return 0;
  } catch (const Unreadable& error) {
    tell(error);
    return kUnreadableStatus;
  } catch (const std::exception& error) {
    tell(error);
    return kFailedStatus;
  }
}

End EndOf(int status, SharedState* state) {
  if (WIFEXITED(status)) {
    if (WEXITSTATUS(status) == 0) return End::kWell;
    return WEXITSTATUS(status) == kUnreadableStatus ? End::kUnreadable : End::kFailed;
  }
  if (WTERMSIG(status) == SIGKILL) return End::kKilled;
  std::snprintf(state->failure, sizeof(state->failure), "the process died: %s",
                strsignal(WTERMSIG(status)));
  return End::kDied;
}

SharedState* shared_state = nullptr;

}  // namespace

Child::Child(SharedState* state, const std::function<void()>& work) {
  shared_state = state;
  state->failure[0] = 0;
  const pid_t parent = getpid();
  std::fflush(stdout);
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ > 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(kFailedStatus);
  _exit(Run(work, state));
}

Child::~Child() { Kill(); }

std::optional<End> Child::Poll() {
  if (end_) return end_;
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
  return end_ = EndOf(status, shared_state);
}

End Child::Wait(std::chrono::milliseconds at_most) {
  const auto deadline = std::chrono::steady_clock::now() + at_most;
  while (!Poll()) {
    if (std::chrono::steady_clock::now() > deadline) {
      Kill();
      std::snprintf(shared_state->failure, sizeof(shared_state->failure),
                    "the process hangs: it ran for %lld s",
                    static_cast<long long>(at_most.count() / 1000));
      return *(end_ = End::kTimedOut);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return *end_;
}

void Child::Kill() {
  if (end_) return;
  kill(pid_, SIGKILL);
  int status = 0;
  waitpid(pid_, &status, 0);
  end_ = EndOf(status, shared_state);
}

}  // namespace pumice::hardening::crash
