// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

namespace pumice {

enum class InsightsStatus : uint8_t { kEnabling, kEnabled, kDisabling, kDisabled };

// CloudWatch Contributor Insights of a table or global index: whether its keys are counted.
struct InsightsSettings {
  bool enabled = false;
  bool throttled_only = false;    // THROTTLED_KEYS, instead of ACCESSED_AND_THROTTLED_KEYS
  int64_t rules_millis = 0;       // when its rules were made: a part of their names
  int64_t transition_millis = 0;  // ENABLING or DISABLING until then
  int64_t changed_millis = 0;     // zero: never

  InsightsStatus StatusAt(int64_t now_millis) const;
};

// Enables or disables; what is so already stays as it is. Returns the status to answer, which is
// that of a change under way even if it takes no time.
InsightsStatus ChangeInsights(bool enabled, bool throttled_only, int64_t now_millis,
                              int64_t transition_millis, InsightsSettings* settings);

}  // namespace pumice
