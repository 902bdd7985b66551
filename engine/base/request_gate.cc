// SPDX-License-Identifier: Apache-2.0

#include "engine/base/request_gate.h"

#include <algorithm>
#include <functional>
#include <thread>

namespace pumice {

RequestGate::Stripe* RequestGate::StripeOfThread() {
  const uint64_t hash = std::hash<std::thread::id>()(std::this_thread::get_id());
  // By the golden ratio: ids are addresses, whose low bits are all the same.
  return &stripes_[(hash * uint64_t{0x9E3779B97F4A7C15}) >> 60];
}

RequestGate::Stripe* RequestGate::Enter() {
  static_assert(kStripes == 16);
  Stripe* const stripe = StripeOfThread();
  while (true) {
    stripe->inside.fetch_add(1);
    if (!closed_.load()) return stripe;
    Leave(stripe);
    const MutexLock lock(mutex_);
    opened_.wait(mutex_, [this] { return !closed_.load(); });
  }
}

void RequestGate::Leave(Stripe* stripe) {
  stripe->inside.fetch_sub(1);
  if (!closed_.load()) return;
  const MutexLock lock(mutex_);
  left_.notify_all();
}

void RequestGate::Close() {
  const MutexLock lock(mutex_);
  opened_.wait(mutex_, [this] { return !closed_.load(); });  // by somebody else
  closed_.store(true);
  left_.wait(mutex_, [this] { return IsEmpty(); });
}

void RequestGate::Open() {
  const MutexLock lock(mutex_);
  closed_.store(false);
  opened_.notify_all();
}

bool RequestGate::IsEmpty() const {
  return std::all_of(stripes_.begin(), stripes_.end(),
                     [](const Stripe& stripe) { return stripe.inside.load() == 0; });
}

}  // namespace pumice
