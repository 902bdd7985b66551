// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <algorithm>
#include <cstdint>

#include "engine/schema/table_schema.h"

// Which times of a table can be restored ("Point-in-time recovery: How it works", Developer Guide).
namespace pumice {

inline constexpr int64_t kDayMillis = int64_t{24} * 60 * 60 * 1000;

inline int64_t EarliestRestorable(const RecoverySettings& recovery, int64_t now_millis) {
  return std::max(recovery.since_millis, now_millis - recovery.period_days * kDayMillis);
}

// Never before the earliest one: a table can be restored as soon as recovery is enabled.
inline int64_t LatestRestorable(const RecoverySettings& recovery, int64_t now_millis,
                                int64_t lag_millis) {
  return std::max(EarliestRestorable(recovery, now_millis), now_millis - lag_millis);
}

}  // namespace pumice
