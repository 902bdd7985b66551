// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace pumice {

// A stream record's place in its shard: the time in milliseconds, and behind it a count within the
// millisecond. Numbers therefore rise across restarts, and a time says where in a shard its records
// begin.
using SequenceNumber = uint64_t;

inline constexpr SequenceNumber kNoSequenceEnd = std::numeric_limits<SequenceNumber>::max();
inline constexpr int kSequenceCountBits = 20;

// The smallest number of a time. Of times that numbers have no room for the nearest one's: a day
// before a clock's first time is before 1970, a shard's end may be after a clock's last time.
constexpr SequenceNumber SequenceAt(int64_t millis) {
  constexpr int64_t kLast = (int64_t{1} << (64 - kSequenceCountBits)) - 1;
  return static_cast<SequenceNumber>(std::clamp<int64_t>(millis, 0, kLast)) << kSequenceCountBits;
}

constexpr int64_t MillisOfSequence(SequenceNumber number) {
  return static_cast<int64_t>(number >> kSequenceCountBits);
}

// Decimal digits, of which the API wants 21 to 40: always 21, and none of them a leading zero, so
// that numbers order as their texts do and survive a client that takes them for integers.
std::string SequenceText(SequenceNumber number);
// Nothing if no number has that text.
std::optional<SequenceNumber> ParseSequence(std::string_view text);

}  // namespace pumice
