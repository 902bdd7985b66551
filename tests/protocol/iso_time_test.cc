// SPDX-License-Identifier: Apache-2.0

#include "protocol/iso_time.h"

#include <catch2/catch.hpp>

namespace pumice::test {
namespace {

constexpr int64_t kHour = 60 * 60 * 1000;
constexpr int64_t kDay = 24 * kHour;

TEST_CASE("Instants are written in UTC with milliseconds", "[iso_time]") {
  CHECK(FormatInstant(0) == "1970-01-01T00:00:00.000Z");
  CHECK(FormatInstant(1710460800123) == "2024-03-15T00:00:00.123Z");
}

TEST_CASE("Instants are read", "[iso_time]") {
  CHECK(ParseInstant("1970-01-01T00:00:00Z") == 0);
  CHECK(ParseInstant("2024-03-15") == 1710460800000);
  CHECK(ParseInstant("2024-03-15T01:00Z") == 1710460800000 + kHour);
  CHECK(ParseInstant("2024-02-29T23:59:59.999Z") == 1709251199999);
  CHECK(ParseInstant("1710460800") == 1710460800000);
}

TEST_CASE("What is no instant is refused", "[iso_time]") {
  for (const char* text : {"",
                           "2024-",
                           "2024-13-01",
                           "2023-02-29",
                           "2024-03-15T24:00:00Z",
                           "2024-03-15T00:60:00Z",
                           "2024-03-15T00:00:00",
                           "2024-03-15T00:00:00+01:00",
                           "2024-03-15T00:00:00.5Z",
                           "1969-12-31",
                           "-1",
                           "253402300800",
                           "12x",
                           "99999999999999999999",
                           "2024-03-15 ",
                           "2024-03-15TZ",
                           "-0",
                           "+1",
                           "-970-01-01",
                           "2024--3-15",
                           "2024-03-15T-0:00Z",
                           "2024-03-15T00:00:-0Z",
                           "2024-03-15T00:00:00.-00Z",
                           "2024-00-15",
                           "2024-03-00",
                           "2024-03-15T1:00Z"}) {
    CAPTURE(text);
    CHECK_FALSE(ParseInstant(text));
  }
}

TEST_CASE("The range of clocks is told in words", "[iso_time]") {
  CHECK(ClockRangeText() ==
        "a clock tells times from 1970-01-01T00:00:00.000Z to 2499-12-31T23:59:59.999Z");
}

TEST_CASE("Durations are read", "[iso_time]") {
  CHECK(ParseDuration("PT25H") == 25 * kHour);
  CHECK(ParseDuration("P90D") == 90 * kDay);
  CHECK(ParseDuration("P1W2DT3H4M5S") == 9 * kDay + 3 * kHour + 4 * 60000 + 5000);
  CHECK(ParseDuration("PT0S") == 0);
}

TEST_CASE("Seconds of durations have fractions, to the millisecond", "[iso_time]") {
  CHECK(ParseDuration("PT1.5S") == 1500);
  CHECK(ParseDuration("PT0.001S") == 1);
  CHECK(ParseDuration("PT0.050S") == 50);
  CHECK(ParseDuration("PT1,25S") == 1250);
  CHECK(ParseDuration("P1DT2H3M4.567S") == kDay + 2 * kHour + 3 * 60000 + 4567);
  CHECK(ParseDuration("PT31622400000.000S") == ParseDuration("PT31622400000S"));
  // More digits, which a clock could not tell; none; not of seconds; not at the end.
  for (const char* text :
       {"PT1.5000S", "PT0.0001S", "PT1.S", "PT.5S", "PT1.5", "PT1.5H", "PT1.5M", "P1.5D", "P0.5W",
        "PT1.5S2H", "PT1.5.5S", "PT1.-5S", "PT1.+5S", "PT1.5s", "PT1.xS", "PT31622400000.001S"}) {
    CAPTURE(text);
    CHECK_FALSE(ParseDuration(text));
  }
}

TEST_CASE("What is no duration is refused", "[iso_time]") {
  for (const char* text : {"",
                           "P",
                           "PT",
                           "1D",
                           "P1",
                           "P1H",
                           "PT1D",
                           "P-1D",
                           "P1DT",
                           "P1Y",
                           "PT1.5H",
                           "P999999999999D",
                           "PT99999999999999999999S",
                           "P1000W1000000D",
                           "pt1h",
                           "P-0D",
                           "P+1D",
                           "PT9223372036854775807H",
                           "P D",
                           "PTH"}) {
    CAPTURE(text);
    CHECK_FALSE(ParseDuration(text));
  }
}

}  // namespace
}  // namespace pumice::test
