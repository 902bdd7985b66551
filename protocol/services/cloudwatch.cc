// SPDX-License-Identifier: Apache-2.0

// Amazon CloudWatch's metric alarms: kept and described. Nothing evaluates them, so they stay in
// the state in which an alarm begins.

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <string>

#include "engine/database.h"
#include "protocol/services/alarm_rules.h"
#include "protocol/services/member_rules.h"
#include "protocol/services/paging.h"
#include "protocol/services/service.h"
#include "protocol/services/service_fault.h"
#include "protocol/services/tags.h"

namespace pumice::services {
namespace {

constexpr std::string_view kAlarms = "alarm";
constexpr std::string_view kValidation = "ValidationError";
// "MaxRecords … If you omit this, the default of 50 is used".
constexpr RecordList kAlarmList = {kAlarms, "DescribeAlarms",  "MetricAlarms", "MaxRecords",
                                   50,      "InvalidNextToken"};
constexpr std::string_view kInvalidValue = "InvalidParameterValue";
constexpr std::string_view kFirstReason = "Unchecked: Initial alarm creation";

// What is stored of an alarm: PutMetricAlarm's input, and
struct AlarmState {
  int64_t created = 0;     // milliseconds
  int64_t configured = 0;  // when it was put last
  TagMap tags;
};

Records& RecordsOf(const ServiceCall& call) { return call.caller.database.records(); }

AlarmState ReadState(const JsonValue& stored) {
  AlarmState state;
  state.created = FindInteger(stored, "created").value_or(0);
  state.configured = FindInteger(stored, "configured").value_or(0);
  AddTags(FindMember(stored, "tags"), TagForm::kMap, &state.tags);
  return state;
}

std::string Stored(const AlarmState& state, const JsonValue& input) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject();
  json.IntegerMember("created", state.created);
  json.IntegerMember("configured", state.configured);
  json.Key("tags");
  JsonAnswer tags(json.Raw());
  WriteTags(state.tags, TagForm::kMap, &tags);
  json.Key("input");
  AppendJson(input, json.Raw());
  json.EndObject();
  return text;
}

std::string AlarmArn(const ServiceCall& call, std::string_view name) {
  return std::string("arn:aws:cloudwatch:")
      .append(call.caller.region)
      .append(":")
      .append(call.caller.account)
      .append(":alarm:")
      .append(name);
}

// "If you are using this operation to update an existing alarm, any tags you specify in this
// parameter are ignored" (PutMetricAlarm, API reference).
void PutMetricAlarm(ServiceCall& call) {
  CheckAlarm(call.input);
  const std::string_view name = *FindString(call.input, "AlarmName");
  AlarmState state;
  const std::optional<std::string> before = RecordsOf(call).Find(kAlarms, name);
  JsonDocument stored;
  if (before && stored.Parse(*before)) state = ReadState(stored.root());
  state.configured = call.caller.database.clock().NowMillis();
  if (!before) {
    state.created = state.configured;
    AddTags(FindMember(call.input, "Tags"), TagForm::kList, &state.tags);
    CheckTags(state.tags, kValidation, kValidation);
  }
  RecordsOf(call).Put(kAlarms, name, Stored(state, call.input));
}

// "The alarm state is immediately set to INSUFFICIENT_DATA. For PromQL alarms, … to OK".
std::string_view FirstState(const JsonValue& alarm) {
  return Has(alarm, "EvaluationCriteria") ? "OK" : "INSUFFICIENT_DATA";
}

void WriteList(std::string_view member, const JsonValue& input, AnswerWriter* answer) {
  answer->Key(member);
  if (const JsonValue* const given = FindMember(input, member)) {
    answer->Json(*given);
  } else {
    answer->BeginList();
    answer->EndList();
  }
}

void WriteAlarm(const ServiceCall& call, const JsonValue& stored) {
  static constexpr std::array<std::string_view, 15> kRepeated = {"MetricName",
                                                                 "Namespace",
                                                                 "Statistic",
                                                                 "ExtendedStatistic",
                                                                 "Period",
                                                                 "Unit",
                                                                 "EvaluationPeriods",
                                                                 "DatapointsToAlarm",
                                                                 "ComparisonOperator",
                                                                 "TreatMissingData",
                                                                 "EvaluateLowSampleCountPercentile",
                                                                 "Metrics",
                                                                 "ThresholdMetricId",
                                                                 "EvaluationCriteria",
                                                                 "EvaluationInterval"};
  const JsonValue& input = *FindMember(stored, "input");
  const AlarmState state = ReadState(stored);
  AnswerWriter& answer = call.answer;
  const std::string_view name = FindString(input, "AlarmName").value_or("");
  answer.BeginStruct();
  answer.StringMember("AlarmName", name);
  answer.StringMember("AlarmArn", AlarmArn(call, name));
  if (const auto text = FindString(input, "AlarmDescription")) {
    answer.StringMember("AlarmDescription", *text);
  }
  answer.TimeMember("AlarmConfigurationUpdatedTimestamp", state.configured);
  answer.BoolMember("ActionsEnabled", FindBool(input, "ActionsEnabled").value_or(true));
  for (const auto list : {"OKActions", "AlarmActions", "InsufficientDataActions", "Dimensions"}) {
    WriteList(list, input, &answer);
  }
  answer.StringMember("StateValue", FirstState(input));
  answer.StringMember("StateReason", kFirstReason);
  answer.TimeMember("StateUpdatedTimestamp", state.created);
  answer.TimeMember("StateTransitionedTimestamp", state.created);
  for (const std::string_view member : kRepeated) {
    if (const JsonValue* const given = FindMember(input, member)) answer.JsonMember(member, *given);
  }
  if (const JsonValue* const threshold = FindMember(input, "Threshold")) {
    answer.Key("Threshold");
    answer.Double(threshold->GetDouble());
  }
  answer.EndStruct();
}

bool HasText(const JsonValue* list, std::string_view text) {
  const auto& elements = list->GetArray();
  return std::any_of(elements.Begin(), elements.End(),
                     [&](const JsonValue& element) { return JsonText(element) == text; });
}

bool HasAction(const JsonValue& alarm, std::string_view prefix) {
  for (const auto member : {"OKActions", "AlarmActions", "InsufficientDataActions"}) {
    const JsonValue* const actions = FindMember(alarm, member);
    if (actions == nullptr) continue;
    for (const JsonValue& action : actions->GetArray()) {
      if (JsonText(action).starts_with(prefix)) return true;
    }
  }
  return false;
}

bool IsWanted(const JsonValue& wanted, const JsonValue& alarm) {
  const std::string_view name = FindString(alarm, "AlarmName").value_or("");
  const JsonValue* const names = FindMember(wanted, "AlarmNames");
  if (names != nullptr && !names->Empty() && !HasText(names, name)) return false;
  const JsonValue* const types = FindMember(wanted, "AlarmTypes");
  if (types != nullptr && !types->Empty() && !HasText(types, "MetricAlarm")) return false;
  if (!name.starts_with(FindString(wanted, "AlarmNamePrefix").value_or(""))) return false;
  const std::string_view state = FirstState(alarm);
  if (FindString(wanted, "StateValue").value_or(state) != state) return false;
  // Of composite alarms, of which there are none.
  if (FindString(wanted, "ChildrenOfAlarmName") || FindString(wanted, "ParentsOfAlarmName")) {
    return false;
  }
  const auto prefix = FindString(wanted, "ActionPrefix");
  return !prefix || HasAction(alarm, *prefix);
}

void DescribeAlarms(ServiceCall& call) {
  CheckAlarmQuery(call.input);
  call.answer.Key("CompositeAlarms");
  call.answer.BeginList();
  call.answer.EndList();
  WriteRecordPage(
      call, kAlarmList,
      [&](const JsonValue& stored) { return IsWanted(call.input, *FindMember(stored, "input")); },
      [&](const JsonValue& stored) { WriteAlarm(call, stored); });
}

// "If you specify an incorrect alarm name … no alarms are deleted" (DeleteAlarms, API reference).
void DeleteAlarms(ServiceCall& call) {
  const JsonValue& names = *FindMember(call.input, "AlarmNames");
  for (const JsonValue& name : names.GetArray()) {
    if (!RecordsOf(call).Find(kAlarms, JsonText(name))) ThrowAlarmNotFound(JsonText(name));
  }
  for (const JsonValue& name : names.GetArray()) RecordsOf(call).Delete(kAlarms, JsonText(name));
}

// Calls with the alarm's state; puts it afterwards if that says so.
void ChangeTags(const ServiceCall& call, const std::function<bool(TagMap*)>& change) {
  const std::string_view arn = *FindString(call.input, "ResourceARN");
  constexpr std::string_view kBeforeName = ":alarm:";
  const size_t at = arn.find(kBeforeName);
  const std::string_view name =
      at == std::string_view::npos ? std::string_view() : arn.substr(at + kBeforeName.size());
  std::optional<std::string> record;
  if (!name.empty()) record = RecordsOf(call).Find(kAlarms, name);
  JsonDocument stored;
  if (!record || !stored.Parse(*record)) ThrowTaggedNotFound(arn, 404);
  AlarmState state = ReadState(stored.root());
  if (change(&state.tags)) {
    CheckTags(state.tags, kInvalidValue, kInvalidValue);
    RecordsOf(call).Put(kAlarms, name, Stored(state, *FindMember(stored.root(), "input")));
  }
}

constexpr ServiceOperation kOperations[] = {
    {"DeleteAlarms", DeleteAlarms},
    {"DescribeAlarms", DescribeAlarms},
    {"ListTagsForResource", ListTagsForResource<TagForm::kList, ChangeTags>},
    {"PutMetricAlarm", PutMetricAlarm},
    {"TagResource", TagResource<TagForm::kList, ChangeTags>},
    {"UntagResource", UntagResource<ChangeTags>},
};

}  // namespace

const Service& CloudWatch() {
  static const Service kService = {
      .signing_name = "monitoring",
      .target_prefix = "GraniteServiceVersion20100801",
      .version = "2010-08-01",
      .xml_namespace = "http://monitoring.amazonaws.com/doc/2010-08-01/",
      .validation_code = kValidation,
      .message_key = "message",
      .shapes = CloudWatchShapes(),
      .operations = kOperations,
  };
  return kService;
}

}  // namespace pumice::services
