// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

#include "protocol/json.h"

// What CloudWatch demands of alarms beyond its model (PutMetricAlarm, DescribeAlarms and
// MetricDataQuery, API reference). All throw ServiceFault or ApiError.
namespace pumice::services {

// An input of PutMetricAlarm, its tags aside.
void CheckAlarm(const JsonValue& input);
// An input of DescribeAlarms.
void CheckAlarmQuery(const JsonValue& input);

// "p99.9", "TM(10%:90%)", "IQM" (CloudWatch statistics definitions).
bool IsExtendedStatistic(std::string_view text);

}  // namespace pumice::services
