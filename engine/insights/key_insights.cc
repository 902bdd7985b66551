// SPDX-License-Identifier: Apache-2.0

#include "engine/insights/key_insights.h"

#include <algorithm>
#include <utility>

namespace pumice {
namespace {

constexpr int64_t kMinuteMillis = 60 * 1000;
constexpr int64_t kKeptMillis = 60 * kMinuteMillis;
// Four times what is told: what is told then is all but exact for skewed accesses.
constexpr size_t kCounters = 4 * KeyInsights::kContributors;

bool HasSameRules(const InsightsSettings& a, const InsightsSettings& b) {
  return a.enabled == b.enabled && a.rules_millis == b.rules_millis &&
         a.throttled_only == b.throttled_only;
}

// `before` is what was there under `settings_before`; null if nothing was.
std::shared_ptr<KeyInsights> MakeOne(const InsightsSettings& settings, const KeySchema& key,
                                     const InsightsSettings* settings_before,
                                     const std::shared_ptr<KeyInsights>& before) {
  if (!settings.enabled) return nullptr;
  if (before != nullptr && HasSameRules(settings, *settings_before)) return before;
  return std::make_shared<KeyInsights>(settings.throttled_only, !key.sort.empty());
}

size_t IndexById(const TableDescription& table, uint32_t id) {
  const auto found = std::find_if(table.indexes.begin(), table.indexes.end(),
                                  [&](const IndexSchema& index) { return index.id == id; });
  return static_cast<size_t>(found - table.indexes.begin());
}

bool CountsAnything(const TableDescription& table) {
  return table.insights.enabled ||
         std::any_of(table.indexes.begin(), table.indexes.end(),
                     [](const IndexSchema& index) { return index.insights.enabled; });
}

}  // namespace

std::string_view RuleLetters(InsightsRule rule) {
  switch (rule) {
    case InsightsRule::kAccessedPartitions:
      return "PKC";
    case InsightsRule::kAccessedItems:
      return "SKC";
    case InsightsRule::kThrottledPartitions:
      return "PKT";
    case InsightsRule::kThrottledItems:
      return "SKT";
  }
  return "";
}

std::string RuleName(InsightsRule rule, std::string_view table, std::string_view index,
                     const InsightsSettings& settings) {
  std::string name = "DynamoDBContributorInsights-";
  name.append(RuleLetters(rule)).append("-").append(table);
  if (!index.empty()) name.append("-").append(index);
  return name.append("-").append(std::to_string(settings.rules_millis));
}

std::vector<InsightsRule> RulesOf(const InsightsSettings& settings, const KeySchema& key) {
  std::vector<InsightsRule> rules;
  const auto add = [&](InsightsRule partitions, InsightsRule items) {
    rules.push_back(partitions);
    if (!key.sort.empty()) rules.push_back(items);
  };
  if (!settings.throttled_only) {
    add(InsightsRule::kAccessedPartitions, InsightsRule::kAccessedItems);
  }
  add(InsightsRule::kThrottledPartitions, InsightsRule::kThrottledItems);
  return rules;
}

void KeyInsights::CountAccess(std::string_view partition, std::string_view key, double units,
                              int64_t now_millis) {
  if (throttled_only_ || units == 0) return;
  Count(InsightsRule::kAccessedPartitions, InsightsRule::kAccessedItems, partition, key, units,
        now_millis);
}

void KeyInsights::CountThrottle(std::string_view partition, std::string_view key,
                                int64_t now_millis) {
  Count(InsightsRule::kThrottledPartitions, InsightsRule::kThrottledItems, partition, key, 1,
        now_millis);
}

void KeyInsights::Count(InsightsRule partitions, InsightsRule items, std::string_view partition,
                        std::string_view key, double units, int64_t now_millis) {
  const MutexLock lock(mutex_);
  Minute& minute = MinuteAt(now_millis);
  const auto add = [&](InsightsRule rule, std::string_view counted) {
    std::unique_ptr<SpaceSaving>& counts = minute.rules[static_cast<size_t>(rule)];
    if (counts == nullptr) counts = std::make_unique<SpaceSaving>(kCounters);
    counts->Add(counted, units);
  };
  add(partitions, partition);
  if (has_sort_key_ && !key.empty()) add(items, key);
}

KeyInsights::Minute& KeyInsights::MinuteAt(int64_t now_millis) {
  const int64_t start = now_millis - now_millis % kMinuteMillis;
  // A clock that was set back goes on in the latest minute.
  if (minutes_.empty() || minutes_.back().start_millis < start) minutes_.emplace_back(start);
  while (minutes_.front().start_millis <= minutes_.back().start_millis - kKeptMillis) {
    minutes_.pop_front();
  }
  return minutes_.back();
}

std::vector<InsightsMinute> KeyInsights::Report(InsightsRule rule, int64_t now_millis) const {
  std::vector<InsightsMinute> report;
  const MutexLock lock(mutex_);
  for (auto minute = minutes_.rbegin(); minute != minutes_.rend(); ++minute) {
    const SpaceSaving* const counts = minute->rules[static_cast<size_t>(rule)].get();
    if (counts == nullptr || minute->start_millis <= now_millis - kKeptMillis) continue;
    report.push_back({minute->start_millis, counts->total(), counts->Top(kContributors)});
  }
  return report;
}

std::shared_ptr<const TableInsights> MakeInsights(const TableDescription& description,
                                                  const TableDescription* described_before,
                                                  const TableInsights* before) {
  if (!CountsAnything(description)) return nullptr;
  auto insights = std::make_shared<TableInsights>();
  insights->table = MakeOne(description.insights, description.key,
                            described_before == nullptr ? nullptr : &described_before->insights,
                            before == nullptr ? nullptr : before->table);
  for (const IndexSchema& index : description.indexes) {
    const size_t at = before == nullptr ? 0 : IndexById(*described_before, index.id);
    const bool was_there = before != nullptr && at < described_before->indexes.size();
    insights->indexes.push_back(MakeOne(
        index.insights, index.key, was_there ? &described_before->indexes[at].insights : nullptr,
        was_there ? before->indexes[at] : nullptr));
  }
  return insights;
}

}  // namespace pumice
