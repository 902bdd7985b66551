// SPDX-License-Identifier: Apache-2.0

#include "engine/stream/sequence_number.h"

#include <catch2/catch.hpp>
#include <limits>

#include "pumice/clock.h"

namespace pumice::test {
namespace {

constexpr int64_t kNow = 1431379293291;  // 2015-05-11T21:21:33.291Z

TEST_CASE("A sequence number tells its time", "[sequence_number]") {
  CHECK(MillisOfSequence(SequenceAt(kNow)) == kNow);
  CHECK(MillisOfSequence(SequenceAt(kNow) + 1048575) == kNow);
  CHECK(MillisOfSequence(SequenceAt(kNow) + 1048576) == kNow + 1);
  CHECK(SequenceAt(-1) == 0);
  CHECK(SequenceAt(std::numeric_limits<int64_t>::min()) == 0);
  CHECK(MillisOfSequence(SequenceAt(kLastClockMillis)) == kLastClockMillis);
  // From the year 2527 on numbers have no room for the time.
  constexpr int64_t kLast = (int64_t{1} << 44) - 1;
  CHECK(MillisOfSequence(SequenceAt(kLast)) == kLast);
  CHECK(SequenceAt(kLast + 1) == SequenceAt(kLast));
  CHECK(SequenceAt(std::numeric_limits<int64_t>::max()) == SequenceAt(kLast));
}

// SequenceNumber: 21 to 40 digits (API_streams_GetShardIterator).
TEST_CASE("Sequence numbers are texts of 21 digits that order as they do", "[sequence_number]") {
  CHECK(SequenceText(0) == "100000000000000000000");
  CHECK(SequenceText(99) == "100000000000000000099");
  CHECK(SequenceText(kNoSequenceEnd) == "118446744073709551615");
  CHECK(SequenceText(SequenceAt(kNow)) < SequenceText(SequenceAt(kNow) + 1));
  for (const SequenceNumber number : {SequenceNumber{0}, SequenceAt(kNow), kNoSequenceEnd}) {
    CHECK(ParseSequence(SequenceText(number)) == number);
  }
}

TEST_CASE("Other texts are no sequence numbers", "[sequence_number]") {
  for (const char* text :
       {"", "1", "10000000000000000000", "1000000000000000000000", "200000000000000000000",
        "118446744073709551616", "1-0000000000000000000", "1+0000000000000000000",
        "10000000000000000000x", "1 0000000000000000000", "49590338271490256608559692538361"}) {
    CAPTURE(text);
    CHECK(ParseSequence(text) == std::nullopt);
  }
}

}  // namespace
}  // namespace pumice::test
