// SPDX-License-Identifier: Apache-2.0

#include "engine/schema/insights_settings.h"

namespace pumice {

InsightsStatus InsightsSettings::StatusAt(int64_t now_millis) const {
  const bool changing = now_millis < transition_millis;
  if (enabled) return changing ? InsightsStatus::kEnabling : InsightsStatus::kEnabled;
  return changing ? InsightsStatus::kDisabling : InsightsStatus::kDisabled;
}

InsightsStatus ChangeInsights(bool enabled, bool throttled_only, int64_t now_millis,
                              int64_t transition_millis, InsightsSettings* settings) {
  const bool same_mode = !enabled || settings->throttled_only == throttled_only;
  if (settings->enabled == enabled && same_mode) return settings->StatusAt(now_millis);
  if (enabled) {
    // A change of the mode keeps the rules that both modes have.
    if (!settings->enabled) settings->rules_millis = now_millis;
    settings->throttled_only = throttled_only;
  }
  settings->enabled = enabled;
  settings->transition_millis = now_millis + transition_millis;
  settings->changed_millis = now_millis;
  return enabled ? InsightsStatus::kEnabling : InsightsStatus::kDisabling;
}

}  // namespace pumice
