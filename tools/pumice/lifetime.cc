// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/lifetime.h"

#include <pthread.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <cerrno>

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

bool IsFromProcess(const siginfo_t& info) { return info.si_code <= 0; }

}  // namespace

Lifetime::Lifetime() {
  std::signal(SIGPIPE, SIG_IGN);
  sigemptyset(&signals_);
  for (const int signal : {SIGINT, SIGTERM, SIGCHLD, kParentSignal}) sigaddset(&signals_, signal);
  if (!IsIgnored(SIGHUP)) sigaddset(&signals_, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
}

void Lifetime::EndWithParent() {
  parent_ = getppid();
#ifdef __linux__
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
    siginfo_t info{};
    const int signal =
        look == nullptr ? sigwaitinfo(&signals_, &info) : sigtimedwait(&signals_, &info, look);
    if (signal == SIGCHLD) return {Event::Kind::kChildEnded};
    if (signal > 0 && signal != kParentSignal) {
      return {Event::Kind::kSignal, signal, IsFromProcess(info)};
    }
    if (ParentIsGone()) return {Event::Kind::kParentGone};
    if (IsIdle()) return {Event::Kind::kIdle};
  }
}

}  // namespace pumice
