// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "engine/base/mutex.h"
#include "engine/base/stop_token.h"

namespace pumice {

// Lets requests pass side by side, or somebody alone: what must see no request half-way done closes
// the gate, waits for the requests that are under way, and keeps those that come waiting. Whoever
// closes goes before those that come, so a steady flow of requests does not hold it up.
//
// A pass costs two additions to a number that few other threads add to. A thread takes one at a
// time. Thread-safe.
class RequestGate {
#if defined(__aarch64__)
  static constexpr size_t kCacheLine = 128;  // Apple's
#else
  static constexpr size_t kCacheLine = 64;
#endif
  struct alignas(kCacheLine) Stripe {
    std::atomic<int64_t> inside{0};
  };

 public:
  RequestGate() = default;
  RequestGate(const RequestGate&) = delete;
  RequestGate& operator=(const RequestGate&) = delete;

  // One request, from its beginning to its end.
  class Pass {
   public:
    explicit Pass(RequestGate* gate) : gate_(gate), stripe_(gate->Enter()) {}
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;
    ~Pass() { gate_->Leave(stripe_); }

   private:
    RequestGate* gate_;
    Stripe* stripe_;
  };

  // Nobody else is inside while it lives.
  class Closure {
   public:
    explicit Closure(RequestGate* gate) : gate_(gate) { gate_->Close(); }
    Closure(const Closure&) = delete;
    Closure& operator=(const Closure&) = delete;
    ~Closure() { gate_->Open(); }

   private:
    RequestGate* gate_;
  };

 private:
  static constexpr size_t kStripes = 16;

  Stripe* Enter();
  void Leave(Stripe* stripe);
  void Close();
  void Open();
  Stripe* StripeOfThread();
  bool IsEmpty() const;

  // A request adds itself to a stripe and then looks whether the gate is closed; who closes it does
  // so and then looks at the stripes. All of it is sequentially consistent, so that one of both
  // sees the other.
  std::array<Stripe, kStripes> stripes_;
  std::atomic<bool> closed_{false};
  Mutex mutex_;
  ConditionVariable opened_;
  ConditionVariable left_;
};

}  // namespace pumice
