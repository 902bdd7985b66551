// SPDX-License-Identifier: Apache-2.0

#include "protocol/iso_time.h"

#include <charconv>
#include <chrono>
#include <cstdio>

#include "pumice/clock.h"

namespace pumice {
namespace {

constexpr int64_t kMaxMillis = int64_t{1000} * 366 * 24 * 60 * 60 * 1000;

// Takes the digits off the front of `text`. Nothing if there are none or their number does not fit.
std::optional<int64_t> TakeDigits(std::string_view* text) {
  if (text->empty() || text->front() < '0' || text->front() > '9') return std::nullopt;
  int64_t number = 0;
  const auto result = std::from_chars(text->data(), text->data() + text->size(), number);
  if (result.ec != std::errc()) return std::nullopt;
  text->remove_prefix(static_cast<size_t>(result.ptr - text->data()));
  return number;
}

// Takes `digits` digits off the front of `text`.
std::optional<int> TakeNumber(size_t digits, std::string_view* text) {
  std::string_view front = text->substr(0, digits);
  const auto number = TakeDigits(&front);
  if (!number || !front.empty() || text->size() < digits) return std::nullopt;
  text->remove_prefix(digits);
  return static_cast<int>(*number);
}

bool Take(char c, std::string_view* text) {
  if (text->empty() || text->front() != c) return false;
  text->remove_prefix(1);
  return true;
}

std::optional<int64_t> TakeDate(std::string_view* text) {
  const auto year = TakeNumber(4, text);
  if (!year || *year < 1970 || !Take('-', text)) return std::nullopt;
  const auto month = TakeNumber(2, text);
  if (!month || !Take('-', text)) return std::nullopt;
  const auto day = TakeNumber(2, text);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * int64_t{24 * 60 * 60 * 1000};
}

std::optional<int64_t> TakeTimeOfDay(std::string_view* text) {
  const auto hour = TakeNumber(2, text);
  if (!hour || *hour > 23 || !Take(':', text)) return std::nullopt;
  const auto minute = TakeNumber(2, text);
  if (!minute || *minute > 59) return std::nullopt;
  int second = 0;
  int millis = 0;
  if (Take(':', text)) {
    const auto seconds = TakeNumber(2, text);
    if (!seconds || *seconds > 59) return std::nullopt;
    second = *seconds;
    if (Take('.', text)) {
      const auto fraction = TakeNumber(3, text);
      if (!fraction) return std::nullopt;
      millis = *fraction;
    }
  }
  return ((int64_t{*hour} * 60 + *minute) * 60 + second) * 1000 + millis;
}

std::optional<int64_t> ParseSeconds(std::string_view text) {
  const auto seconds = TakeDigits(&text);
  if (!seconds || !text.empty() || *seconds > 253402300799) {  // the end of the year 9999
    return std::nullopt;
  }
  return *seconds * 1000;
}

// The end of a duration: one to three digits and S, in milliseconds.
std::optional<int64_t> ParseFraction(std::string_view text) {
  if (text.size() < 2 || text.size() > 4 || text.back() != 'S') return std::nullopt;
  text.remove_suffix(1);
  int64_t unit = 1;
  for (size_t digits = text.size(); digits < 3; ++digits) unit *= 10;
  const auto fraction = TakeDigits(&text);
  if (!fraction || !text.empty()) return std::nullopt;
  return *fraction * unit;
}

// Seconds with the fraction that ends a duration; takes all of `text`, which begins behind the
// point.
std::optional<int64_t> TakeSecondsWithFraction(int64_t seconds, std::string_view* text) {
  const auto fraction = ParseFraction(*text);
  if (!fraction || seconds > kMaxMillis / 1000) return std::nullopt;
  *text = {};
  return seconds * 1000 + *fraction;
}

// One number and its unit, such as 25H or 1.5S.
std::optional<int64_t> TakePart(bool in_time, std::string_view* text) {
  const auto number = TakeDigits(text);
  if (!number) return std::nullopt;
  if (in_time && (Take('.', text) || Take(',', text))) {
    return TakeSecondsWithFraction(*number, text);
  }
  int64_t unit = 0;
  if (in_time) {
    unit = Take('H', text) ? 3600000 : Take('M', text) ? 60000 : Take('S', text) ? 1000 : 0;
  } else {
    unit = Take('W', text) ? 604800000 : Take('D', text) ? 86400000 : 0;
  }
  if (unit == 0 || *number > kMaxMillis / unit) return std::nullopt;
  return *number * unit;
}

}  // namespace

std::string FormatInstant(int64_t millis) {
  const std::chrono::sys_time<std::chrono::milliseconds> instant{std::chrono::milliseconds(millis)};
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(instant - day);
  char text[48];
  const int size = std::snprintf(
      text, sizeof(text), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
      static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
  return std::string(text, static_cast<size_t>(size));
}

std::string ClockRangeText() {
  return "a clock tells times from " + FormatInstant(kFirstClockMillis) + " to " +
         FormatInstant(kLastClockMillis);
}

std::optional<int64_t> ParseInstant(std::string_view text) {
  if (const auto seconds = ParseSeconds(text)) return seconds;
  const auto date = TakeDate(&text);
  if (!date || text.empty()) return date;
  if (!Take('T', &text)) return std::nullopt;
  const auto time = TakeTimeOfDay(&text);
  if (!time || text != "Z") return std::nullopt;
  return *date + *time;
}

std::optional<int64_t> ParseDuration(std::string_view text) {
  if (!Take('P', &text) || text.empty()) return std::nullopt;
  int64_t total = 0;
  bool in_time = false;
  while (!text.empty()) {
    if (!in_time && Take('T', &text)) {
      in_time = true;
      if (text.empty()) return std::nullopt;
    }
    const auto part = TakePart(in_time, &text);
    if (!part || *part > kMaxMillis - total) return std::nullopt;
    total += *part;
  }
  return total;
}

}  // namespace pumice
