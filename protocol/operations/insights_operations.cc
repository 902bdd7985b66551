// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "engine/database.h"
#include "protocol/insights_json.h"
#include "protocol/json_writer.h"
#include "protocol/operations/registry.h"
#include "protocol/page_token.h"
#include "protocol/table_arn.h"

// The operations of Contributor Insights look for faults in this order: the name; the table; its
// state, where it is changed; the index; the index's state. ListContributorInsights: the name; the
// table; the token.
namespace pumice {
namespace {

constexpr int64_t kMaxSummaries = 100;
constexpr std::string_view kThrottledKeys = "THROTTLED_KEYS";

// The table or index that a request is about.
struct Subject {
  std::string_view table;
  std::string_view index;  // empty: the table itself
};

Subject ReadSubject(const JsonValue& input) {
  return {ParseTableName(*FindString(input, "TableName")),
          FindString(input, "IndexName").value_or("")};
}

void WriteSubject(const Subject& subject, JsonWriter* json) {
  json->StringMember("TableName", subject.table);
  if (!subject.index.empty()) json->StringMember("IndexName", subject.index);
}

std::string_view StatusName(InsightsStatus status) {
  switch (status) {
    case InsightsStatus::kEnabling:
      return "ENABLING";
    case InsightsStatus::kEnabled:
      return "ENABLED";
    case InsightsStatus::kDisabling:
      return "DISABLING";
    case InsightsStatus::kDisabled:
      return "DISABLED";
  }
  return "";
}

// What was never enabled has no mode.
void WriteMode(const InsightsSettings& settings, JsonWriter* json) {
  if (settings.changed_millis == 0) return;
  json->StringMember("ContributorInsightsMode", InsightsModeName(settings));
}

void WriteRules(const Subject& subject, const InsightsSettings& settings, const KeySchema& key,
                JsonWriter* json) {
  json->Key("ContributorInsightsRuleList");
  json->BeginArray();
  for (const InsightsRule rule : RulesOf(settings, key)) {
    json->String(RuleName(rule, subject.table, subject.index, settings));
  }
  json->EndArray();
}

// One entry of a list, and its place in it.
struct Summary {
  std::string table;
  std::string index;
  InsightsSettings settings;
  std::string place;
};

// All that are not DISABLED: by table, each before its indexes. Of one table where it is named.
std::vector<Summary> FindSummaries(const Database& database, std::string_view table_name) {
  std::vector<Summary> summaries;
  const int64_t now = database.clock().NowMillis();
  database.ForEachInsights([&](const TableDescription& table, const TableInsights*) {
    if (!table_name.empty() && table.name != table_name) return;
    const auto add = [&](std::string_view index, const InsightsSettings& settings) {
      if (settings.StatusAt(now) == InsightsStatus::kDisabled) return;
      summaries.push_back({table.name, std::string(index), settings,
                           std::string(table.name).append("/").append(index)});
    };
    add("", table.insights);
    std::vector<const IndexSchema*> indexes;
    for (const IndexSchema& index : table.indexes) indexes.push_back(&index);
    std::sort(indexes.begin(), indexes.end(),
              [](const IndexSchema* a, const IndexSchema* b) { return a->name < b->name; });
    for (const IndexSchema* const index : indexes) add(index->name, index->insights);
  });
  // As places compare: '/' is less than some characters of names, and greater than others.
  std::sort(summaries.begin(), summaries.end(),
            [](const Summary& a, const Summary& b) { return a.place < b.place; });
  return summaries;
}

std::string ListName(std::string_view table) {
  return std::string("ListContributorInsights ").append(table);
}

void WriteSummary(const Summary& summary, int64_t now_millis, JsonWriter* json) {
  json->BeginObject();
  WriteSubject({summary.table, summary.index}, json);
  json->StringMember("ContributorInsightsStatus",
                     StatusName(summary.settings.StatusAt(now_millis)));
  WriteMode(summary.settings, json);
  json->EndObject();
}

}  // namespace

void UpdateContributorInsights(OperationContext& context) {
  const Subject subject = ReadSubject(context.input);
  const bool enabled = *FindString(context.input, "ContributorInsightsAction") == "ENABLE";
  const bool throttled_only =
      FindString(context.input, "ContributorInsightsMode") == kThrottledKeys;
  const InsightsStatus status =
      context.database.UpdateInsights(subject.table, subject.index, enabled, throttled_only);
  JsonWriter json(context.output);
  json.BeginObject();
  WriteSubject(subject, &json);
  json.StringMember("ContributorInsightsStatus", StatusName(status));
  WriteMode(context.database.DescribeInsights(subject.table, subject.index), &json);
  json.EndObject();
}

void DescribeContributorInsights(OperationContext& context) {
  const Subject subject = ReadSubject(context.input);
  const InsightsSettings settings = context.database.DescribeInsights(subject.table, subject.index);
  const InsightsStatus status = settings.StatusAt(context.database.clock().NowMillis());
  JsonWriter json(context.output);
  json.BeginObject();
  WriteSubject(subject, &json);
  if (status == InsightsStatus::kEnabled) {
    const TableDescription table = context.database.DescribeTable(subject.table).description;
    const IndexSchema* const index = table.FindIndex(subject.index);
    WriteRules(subject, settings, index == nullptr ? table.key : index->key, &json);
  }
  json.StringMember("ContributorInsightsStatus", StatusName(status));
  if (settings.changed_millis != 0) {
    json.TimestampMember("LastUpdateDateTime", settings.changed_millis);
  }
  WriteMode(settings, &json);
  json.EndObject();
}

void ListContributorInsights(OperationContext& context) {
  const auto given = FindString(context.input, "TableName");
  const std::string_view table = given ? ParseTableName(*given) : std::string_view();
  if (given) context.database.DescribeTable(table);  // throws if it is not there
  const TokenSeal& seal = context.database.token_seal();
  std::string start;
  if (const auto token = FindString(context.input, "NextToken"); token && !token->empty()) {
    start = ParsePageToken(*token, ListName(table), seal);
  }
  const auto limit = static_cast<size_t>(std::clamp<int64_t>(
      FindInteger(context.input, "MaxResults").value_or(kMaxSummaries), 1, kMaxSummaries));
  const std::vector<Summary> summaries = FindSummaries(context.database, table);
  auto summary = std::find_if(summaries.begin(), summaries.end(),
                              [&](const Summary& other) { return other.place > start; });
  JsonWriter json(context.output);
  json.BeginObject();
  json.Key("ContributorInsightsSummaries");
  json.BeginArray();
  const int64_t now = context.database.clock().NowMillis();
  for (size_t i = 0; i < limit && summary != summaries.end(); ++i, ++summary) {
    WriteSummary(*summary, now, &json);
  }
  json.EndArray();
  if (summary != summaries.end()) {
    json.StringMember("NextToken", PageToken(ListName(table), (summary - 1)->place, seal));
  }
  json.EndObject();
}

}  // namespace pumice
