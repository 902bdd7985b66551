// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

#include "engine/schema/insights_settings.h"

namespace pumice {

class Database;

// "ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS".
std::string_view InsightsModeName(const InsightsSettings& settings);

// Appends what every rule of Contributor Insights counted in each minute of the last hour, as JSON:
//
//   {"rules":[{"rule":"DynamoDBContributorInsights-PKC-Music-1577836800000","table":"Music",
//     "minutes":[{"start":"2020-01-01T00:00:00.000Z","total":7.0,
//       "contributors":[{"key":{"Artist":{"S":"A"}},"value":4.0,"error":0.0}]}]}]}
void AppendInsightsJson(const Database& database, std::string* out);

}  // namespace pumice
