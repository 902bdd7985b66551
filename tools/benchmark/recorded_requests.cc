// SPDX-License-Identifier: Apache-2.0

#include "tools/benchmark/recorded_requests.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace pumice::bench {
namespace {

constexpr std::size_t kDigits = 12;
constexpr char kPlaceholder = '@';

// Seconds of the clock in front, so that numbers grow from process to process as well.
uint64_t FirstNumber() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now).count();
  return static_cast<uint64_t>(seconds % 1'000'000) * 1'000'000;
}

// One counter for all files of a process: a file that begins in the second of another one must not
// repeat its numbers, for a put that changes nothing writes nothing.
uint64_t NextNumber() {
  static std::atomic<uint64_t> number = FirstNumber();
  return ++number;
}

void Replace(std::string* body, std::string_view from, std::string_view to) {
  for (std::size_t at = body->find(from); at != std::string::npos; at = body->find(from, at)) {
    body->replace(at, from.size(), to);
    at += to.size();
  }
}

}  // namespace

RecordedRequests::RecordedRequests(const std::string& path) {
  std::ifstream file(path);
  std::getline(file, target_);
  for (std::string line; std::getline(file, line);) bodies_.push_back(std::move(line));
  if (bodies_.empty()) throw std::runtime_error(path + " holds no requests");
}

std::string_view RecordedRequests::NextBody() {
  static const std::string placeholder(kDigits, kPlaceholder);
  const std::string& recorded = bodies_[next_];
  next_ = (next_ + 1) % bodies_.size();
  if (recorded.find(placeholder) == std::string::npos) return recorded;
  std::string digits = std::to_string(NextNumber());
  digits.insert(0, kDigits - std::min(kDigits, digits.size()), '0');
  current_ = recorded;
  Replace(&current_, placeholder, digits);
  return current_;
}

}  // namespace pumice::bench
