// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <algorithm>
#include <chrono>
#include <thread>

namespace pumice::conformance {

// Asks until the answer is yes: at once, then after pauses that grow to half a second. False when
// `limit` is over.
template <typename Question>
bool Poll(std::chrono::milliseconds limit, Question question) {
  constexpr std::chrono::milliseconds kLongestPause{500};
  const auto end = std::chrono::steady_clock::now() + limit;
  std::chrono::milliseconds pause{1};
  while (!question()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, kLongestPause);
  }
  return true;
}

}  // namespace pumice::conformance
