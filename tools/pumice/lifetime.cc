// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/lifetime.h"

#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>

#include "engine/base/platform.h"

#if PUMICE_LINUX
#include <sys/prctl.h>
#endif

namespace pumice {
namespace {

// What the kernel sends when the parent, or the parent's thread that started this process, ends.
constexpr int kParentSignal = SIGUSR1;
constexpr timespec kLookInterval{0, 200'000'000};

// As nohup leaves it.
bool IsIgnored(int signal) {
  struct sigaction action {};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

struct Signal {
  int number = 0;  // below 1: none
  bool sent_by_process = false;
};

// The next of these signals; none if it does not come within `limit`, which may be null.
#if PUMICE_LINUX
Signal NextSignal(const sigset_t& signals, const timespec* limit) {
  siginfo_t info{};
  const int number =
      limit == nullptr ? sigwaitinfo(&signals, &info) : sigtimedwait(&signals, &info, limit);
  return {number, info.si_code <= 0};
}

void WaitForChildren() {}
#else
// macOS has neither function. It does not tell who sent a signal: a terminal's is SIGINT.
Signal NextSignal(const sigset_t& signals, const timespec* limit) {
  const auto is_pending = [&signals] {
    sigset_t pending;
    if (sigpending(&pending) != 0) return false;
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGCHLD, kParentSignal}) {
      if (sigismember(&signals, signal) == 1 && sigismember(&pending, signal) == 1) return true;
    }
    return false;
  };
  if (limit != nullptr && !is_pending()) nanosleep(limit, nullptr);
  if (limit != nullptr && !is_pending()) return {};
  int number = 0;
  if (sigwait(&signals, &number) != 0) return {};
  return {number, number != SIGINT};
}

// A signal that is ignored unless it is handled does not become pending there.
void WaitForChildren() {
  std::signal(SIGCHLD, [](int) {});
}
#endif

}  // namespace

Lifetime::Lifetime() {
  std::signal(SIGPIPE, SIG_IGN);
  sigemptyset(&signals_);
  for (const int signal : {SIGINT, SIGTERM, SIGCHLD, kParentSignal}) sigaddset(&signals_, signal);
  if (!IsIgnored(SIGHUP)) sigaddset(&signals_, SIGHUP);
  WaitForChildren();
  pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
}

void Lifetime::EndWithParent() {
  parent_ = getppid();
#if PUMICE_LINUX
  prctl(PR_SET_PDEATHSIG, kParentSignal);
#endif
}

void Lifetime::EndWhenIdleFor(std::chrono::milliseconds time) {
  idle_millis_ = time.count();
  WasUsed();
}

void Lifetime::EndOnlyBySignal() {
  parent_.reset();
  idle_millis_.reset();
}

bool Lifetime::ParentIsGone() const { return parent_ && getppid() != *parent_; }

bool Lifetime::IsIdle() const {
  return idle_millis_ && Now() - last_use_.load(std::memory_order_relaxed) >= *idle_millis_;
}

Lifetime::Event Lifetime::Wait() {
  const timespec* const look = parent_ || idle_millis_ ? &kLookInterval : nullptr;
  while (true) {
    const Signal signal = NextSignal(signals_, look);
    if (signal.number == SIGCHLD) return {Event::Kind::kChildEnded};
    if (signal.number > 0 && signal.number != kParentSignal) {
      return {Event::Kind::kSignal, signal.number, signal.sent_by_process};
    }
    if (ParentIsGone()) return {Event::Kind::kParentGone};
    if (IsIdle()) return {Event::Kind::kIdle};
  }
}

}  // namespace pumice
