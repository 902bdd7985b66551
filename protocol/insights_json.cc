// SPDX-License-Identifier: Apache-2.0

#include "protocol/insights_json.h"

#include "engine/database.h"
#include "protocol/iso_time.h"
#include "protocol/item_json.h"
#include "protocol/json_writer.h"

namespace pumice {
namespace {

// A double as JSON, with its name.
void WriteDouble(std::string_view member, double value, JsonWriter* json) {
  json->Key(member);
  json->Double(value);
}

void WriteMinute(const InsightsMinute& minute, JsonWriter* json) {
  json->BeginObject();
  json->StringMember("start", FormatInstant(minute.start_millis));
  WriteDouble("total", minute.total, json);
  json->Key("contributors");
  json->BeginArray();
  for (const SpaceSaving::Entry& entry : minute.contributors) {
    json->BeginObject();
    json->Key("key");
    AppendItemJson(ItemView(entry.key), json->Raw());
    WriteDouble("value", entry.weight, json);
    WriteDouble("error", entry.error, json);
    json->EndObject();
  }
  json->EndArray();
  json->EndObject();
}

struct RulesSubject {
  std::string_view table;
  std::string_view index;
  const InsightsSettings& settings;
  const KeySchema& key;
};

void WriteRules(const RulesSubject& subject, const KeyInsights* counts, int64_t now_millis,
                JsonWriter* json) {
  if (counts == nullptr) return;
  for (const InsightsRule rule : RulesOf(subject.settings, subject.key)) {
    json->BeginObject();
    json->StringMember("rule", RuleName(rule, subject.table, subject.index, subject.settings));
    json->StringMember("table", subject.table);
    if (!subject.index.empty()) json->StringMember("index", subject.index);
    json->Key("minutes");
    json->BeginArray();
    for (const InsightsMinute& minute : counts->Report(rule, now_millis)) {
      WriteMinute(minute, json);
    }
    json->EndArray();
    json->EndObject();
  }
}

}  // namespace

std::string_view InsightsModeName(const InsightsSettings& settings) {
  return settings.throttled_only ? "THROTTLED_KEYS" : "ACCESSED_AND_THROTTLED_KEYS";
}

void AppendInsightsJson(const Database& database, std::string* out) {
  const int64_t now = database.clock().NowMillis();
  JsonWriter json(out);
  json.BeginObject();
  json.Key("rules");
  json.BeginArray();
  database.ForEachInsights([&](const TableDescription& table, const TableInsights* insights) {
    if (insights == nullptr) return;
    WriteRules({table.name, {}, table.insights, table.key}, insights->table.get(), now, &json);
    for (size_t i = 0; i < table.indexes.size(); ++i) {
      const IndexSchema& index = table.indexes[i];
      WriteRules({table.name, index.name, index.insights, index.key}, insights->indexes[i].get(),
                 now, &json);
    }
  });
  json.EndArray();
  json.EndObject();
}

}  // namespace pumice
