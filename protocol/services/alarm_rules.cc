// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/alarm_rules.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "protocol/ascii.h"
#include "protocol/real_number.h"
#include "protocol/services/member_rules.h"
#include "protocol/services/service_fault.h"

namespace pumice::services {
namespace {

constexpr std::string_view kCode = "ValidationError";

// An alarm is one of these.
constexpr std::string_view kForms[] = {"MetricName", "Metrics", "EvaluationCriteria"};
constexpr std::string_view kStatistics[] = {"Statistic", "ExtendedStatistic"};
constexpr std::string_view kThresholds[] = {"Threshold", "ThresholdMetricId"};

constexpr std::string_view kOfOneMetric[] = {"Namespace", "Dimensions", "Period",
                                             "Unit",      "Statistic",  "ExtendedStatistic"};
constexpr std::string_view kNotOfCriteria[] = {
    "Namespace",         "Dimensions",        "Period",           "Unit",
    "Statistic",         "ExtendedStatistic", "Threshold",        "ComparisonOperator",
    "ThresholdMetricId", "EvaluationPeriods", "DatapointsToAlarm"};
constexpr std::string_view kInterval[] = {"EvaluationInterval"};
constexpr Exclusion kExclusions[] = {
    {"Metrics", kOfOneMetric, " should not be set if list of Metrics is set."},
    {"EvaluationCriteria", kNotOfCriteria, " should not be set if EvaluationCriteria is set."},
    {"MetricName", kInterval, " should not be set if MetricName is set."},
    {"Metrics", kInterval, " should not be set if list of Metrics is set."},
};

constexpr std::string_view kNeededByMetric[] = {"Namespace", "Period"};
constexpr std::string_view kNeededByThreshold[] = {"EvaluationPeriods", "ComparisonOperator"};
constexpr std::string_view kNeededByCriteria[] = {"EvaluationInterval"};

constexpr std::string_view kMissingData[] = {"breaching", "notBreaching", "ignore", "missing"};
constexpr std::string_view kLowSamples[] = {"evaluate", "ignore"};
constexpr Choice kChoices[] = {
    {"TreatMissingData", "treatMissingData", kMissingData},
    {"EvaluateLowSampleCountPercentile", "evaluateLowSampleCountPercentile", kLowSamples},
};

// "Valid values are 10, 20, 30, and any multiple of 60"; 1 and 5 too within Metrics.
bool IsPeriod(int64_t seconds) {
  return seconds == 10 || seconds == 20 || seconds == 30 || (seconds > 0 && seconds % 60 == 0);
}
bool IsQueryPeriod(int64_t seconds) { return seconds == 1 || seconds == 5 || IsPeriod(seconds); }

bool HasPeriod(const JsonValue& input, std::string_view member) {
  const std::optional<int64_t> seconds = FindInteger(input, member);
  return !seconds || IsPeriod(*seconds);
}

// At most seven days; one day where a period is shorter than an hour.
bool IsShortEnough(const JsonValue& input) {
  constexpr int64_t kHour = 3600;
  constexpr int64_t kDay = 24 * kHour;
  const int64_t period = FindInteger(input, "Period").value_or(0);
  if (period == 0) return true;
  const int64_t most = period < kHour ? kDay : 7 * kDay;
  return FindInteger(input, "EvaluationPeriods").value_or(0) <= most / period;
}

// What only alarms of an anomaly detection model compare by.
bool ComparesBand(const JsonValue& input) {
  constexpr std::string_view kOfBand[] = {"LessThanLowerOrGreaterThanUpperThreshold",
                                          "LessThanLowerThreshold", "GreaterThanUpperThreshold"};
  const std::string_view given = FindString(input, "ComparisonOperator").value_or("");
  return std::find(std::begin(kOfBand), std::end(kOfBand), given) != std::end(kOfBand);
}

// "arn:aws:sns:region:account-id:topic", and others that begin with six parts.
bool IsArn(std::string_view text) {
  constexpr int kParts = 6;
  if (!text.starts_with("arn:")) return false;
  for (int part = 1; part < kParts; ++part) {
    const size_t colon = text.find(':');
    // Partition and service; the region of some, and the account, may be empty.
    if (colon == std::string_view::npos || (part <= 3 && colon == 0)) return false;
    text.remove_prefix(colon + 1);
  }
  return !text.empty();
}

bool HasArns(const JsonValue& input) {
  for (const auto member : {"OKActions", "AlarmActions", "InsufficientDataActions"}) {
    const JsonValue* const actions = FindMember(input, member);
    if (actions == nullptr) continue;
    for (const JsonValue& action : actions->GetArray()) {
      if (!IsArn(JsonText(action))) return false;
    }
  }
  return true;
}

bool IsPrintableName(const JsonValue& input) {
  const std::string_view name = *FindString(input, "AlarmName");
  return std::none_of(name.begin(), name.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// Where a sentence is AWS's own, a user quoted it; the others are pumice's.
constexpr MemberRule kRules[] = {
    {IsPrintableName, "AlarmName must not contain control characters"},
    {[](const JsonValue& in) { return !Has(in, "MetricName") || CountOf(in, kStatistics) == 1; },
     "Exactly one of Statistic and ExtendedStatistic must be specified"},
    {[](const JsonValue& in) { return CountOf(in, kThresholds) < 2; },
     "Threshold and ThresholdMetricId cannot both be set"},
    {[](const JsonValue& in) {
       return Has(in, "EvaluationCriteria") || CountOf(in, kThresholds) == 1;
     },
     "Exactly one of Threshold and ThresholdMetricId must be specified"},
    {[](const JsonValue& in) { return !ComparesBand(in) || Has(in, "ThresholdMetricId"); },
     "ComparisonOperator is only valid with ThresholdMetricId"},
    {[](const JsonValue& in) { return HasPeriod(in, "Period"); },
     "Period must be 10, 20, 30 or a multiple of 60"},
    {[](const JsonValue& in) { return HasPeriod(in, "EvaluationInterval"); },
     "EvaluationInterval must be 10, 20, 30 or a multiple of 60"},
    {[](const JsonValue& in) {
       return FindInteger(in, "DatapointsToAlarm").value_or(0) <=
              FindInteger(in, "EvaluationPeriods").value_or(INT64_MAX);
     },
     "DatapointsToAlarm must be less than or equal to EvaluationPeriods"},
    {IsShortEnough,
     "Period multiplied by EvaluationPeriods must be at most 604800 seconds, or 86400 for periods "
     "of less than 3600 seconds"},
    {[](const JsonValue& in) {
       const auto given = FindString(in, "ExtendedStatistic");
       return !given || IsExtendedStatistic(*given);
     },
     "ExtendedStatistic must be a statistic such as p99, TM(10%:90%) or IQM"},
    {HasArns, "Actions must be Amazon Resource Names (ARNs)"},
};

// Of each element of Metrics.
constexpr std::string_view kQueryForms[] = {"MetricStat", "Expression"};

bool IsQueryId(const JsonValue& query) {
  const std::string_view id = *FindString(query, "Id");
  return id[0] >= 'a' && id[0] <= 'z' && std::all_of(id.begin(), id.end(), [](char c) {
           const char lower = ToLowerAscii(c);
           return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

bool HasQueryPeriods(const JsonValue& query) {
  const std::optional<int64_t> own = FindInteger(query, "Period");
  const JsonValue* const stat = FindMember(query, "MetricStat");
  return (!own || IsQueryPeriod(*own)) &&
         (stat == nullptr || IsQueryPeriod(*FindInteger(*stat, "Period")));
}

bool HasQueryStatistic(const JsonValue& query) {
  constexpr std::string_view kBasic[] = {"SampleCount", "Average", "Sum", "Minimum", "Maximum"};
  const JsonValue* const stat = FindMember(query, "MetricStat");
  if (stat == nullptr) return true;
  const std::string_view name = *FindString(*stat, "Stat");
  return std::find(std::begin(kBasic), std::end(kBasic), name) != std::end(kBasic) ||
         IsExtendedStatistic(name);
}

constexpr MemberRule kQueryRules[] = {
    {IsQueryId,
     "Id of each of Metrics must be letters, digits and underscores after a lowercase letter"},
    {[](const JsonValue& query) { return CountOf(query, kQueryForms) == 1; },
     "Exactly one of MetricStat and Expression must be specified in each of Metrics"},
    {HasQueryPeriods, "Period of each of Metrics must be 1, 5, 10, 20, 30 or a multiple of 60"},
    {HasQueryStatistic, "Stat of each of Metrics must be a statistic such as Sum or p99"},
};

// One element is what the alarm watches; an anomaly detection band is beside it.
void CheckQueries(const JsonValue& input) {
  const std::string_view band = FindString(input, "ThresholdMetricId").value_or("");
  std::set<std::string_view> ids;
  size_t watched = 0;
  if (Has(input, "Metrics")) {
    for (const JsonValue& query : FindMember(input, "Metrics")->GetArray()) {
      CheckRules(kQueryRules, query, kCode);
      const std::string_view id = *FindString(query, "Id");
      if (!ids.insert(id).second) ThrowBrokenRule(kCode, "Ids of Metrics must be unique");
      if (id != band && FindBool(query, "ReturnData").value_or(true)) ++watched;
    }
    if (watched != 1) {
      ThrowBrokenRule(kCode, "Exactly one element of the metrics list should return data.");
    }
  }
  if (!band.empty() && !ids.contains(band)) {
    ThrowBrokenRule(kCode, "ThresholdMetricId must be the Id of one of Metrics");
  }
}

// Reads a number without sign; false: there is none at the beginning.
bool TakeNumber(std::string_view* text, double* number) {
  const char* const end = text->data() + text->size();
  if (text->empty() || text->front() < '0' || text->front() > '9') return false;
  const auto [stop, fault] = ReadFixed(text->data(), end, number);
  if (fault != std::errc()) return false;
  text->remove_prefix(static_cast<size_t>(stop - text->data()));
  return true;
}

// "10%:90%", "100:", ":2.5": percentages, or values of the metric.
bool IsRange(std::string_view text) {
  bool is_bounded = false;
  for (const std::string_view end : {":", ""}) {
    double number = 0;
    if (TakeNumber(&text, &number)) {
      is_bounded = true;
      const bool is_percentage = text.starts_with('%');
      if (is_percentage && number > 100) return false;
      text.remove_prefix(is_percentage ? 1 : 0);
    }
    if (end.empty() ? !text.empty() : !text.starts_with(end)) return false;
    text.remove_prefix(end.size());
  }
  return is_bounded;
}

constexpr std::string_view kFilters[] = {"AlarmNames", "AlarmNamePrefix", "AlarmTypes",
                                         "StateValue", "ActionPrefix",    "ParentsOfAlarmName"};
constexpr std::string_view kPrefix[] = {"AlarmNamePrefix"};
constexpr Exclusion kQueryExclusions[] = {
    {"AlarmNames", kPrefix, " cannot be specified together with AlarmNames"},
    {"ChildrenOfAlarmName", kFilters, " cannot be specified together with ChildrenOfAlarmName"},
    {"ParentsOfAlarmName", std::span(kFilters).first(5),
     " cannot be specified together with ParentsOfAlarmName"},
};

}  // namespace

bool IsExtendedStatistic(std::string_view text) {
  if (EqualIgnoringCase(text, "IQM")) return true;
  if (text.ends_with(')')) {
    for (const std::string_view function : {"PR(", "TM(", "TC(", "TS(", "WM("}) {
      if (!StartsWithIgnoringCase(text, function)) continue;
      text.remove_prefix(function.size());
      text.remove_suffix(1);
      return IsRange(text);
    }
    return false;
  }
  for (const std::string_view letters : {"p", "tm", "tc", "ts", "wm"}) {
    if (!StartsWithIgnoringCase(text, letters)) continue;
    std::string_view rest = text.substr(letters.size());
    double percentage = 0;
    if (TakeNumber(&rest, &percentage) && rest.empty() && percentage <= 100) return true;
  }
  return false;
}

void CheckAlarm(const JsonValue& input) {
  if (CountOf(input, kForms) != 1) {
    ThrowBrokenRule(kCode,
                    "Exactly one of MetricName, Metrics and EvaluationCriteria must be specified");
  }
  CheckExclusions(kExclusions, input, kCode);
  if (Has(input, "MetricName")) CheckPresent(kNeededByMetric, input, kCode);
  if (Has(input, "EvaluationCriteria")) {
    CheckPresent(kNeededByCriteria, input, kCode);
  } else {
    CheckPresent(kNeededByThreshold, input, kCode);
  }
  CheckRules(kRules, input, kCode);
  CheckChoices(kChoices, input);
  CheckQueries(input);
}

void CheckAlarmQuery(const JsonValue& input) { CheckExclusions(kQueryExclusions, input, kCode); }

}  // namespace pumice::services
