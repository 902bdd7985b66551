// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pumice {

// "2026-01-31T12:00:00.000Z".
std::string FormatInstant(int64_t millis);

// An ISO 8601 instant in UTC, "2026-01-31T12:00:00Z", with or without a fraction, or a date alone;
// or seconds since the epoch. In milliseconds since the epoch; years 1970 to 9999.
std::optional<int64_t> ParseInstant(std::string_view text);

// "a clock tells times from … to …": for who asks for a time that IsClockTime refuses.
std::string ClockRangeText();

// An ISO 8601 duration of weeks, days, hours, minutes and seconds, "P1DT2H30M", in milliseconds; at
// most a thousand years. Seconds, if they come last, may have a fraction of one to three digits
// behind a point or a comma, "PT1.5S": nothing is rounded.
std::optional<int64_t> ParseDuration(std::string_view text);

}  // namespace pumice
