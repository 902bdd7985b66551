// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/insights/space_saving.h"
#include "engine/schema/table_schema.h"

namespace pumice {

// What a rule of Contributor Insights counts ("CloudWatch Contributor Insights for DynamoDB: How it
// works", Developer Guide), in the order in which the service lists them.
enum class InsightsRule : uint8_t {
  kAccessedPartitions,   // PKC
  kAccessedItems,        // SKC
  kThrottledPartitions,  // PKT
  kThrottledItems,       // SKT
};

// A rule's letters, which are part of its name: "PKC".
std::string_view RuleLetters(InsightsRule rule);
// "DynamoDBContributorInsights-PKC-Music-1576629651520".
std::string RuleName(InsightsRule rule, std::string_view table, std::string_view index,
                     const InsightsSettings& settings);
// The rules of a table or index with that key.
std::vector<InsightsRule> RulesOf(const InsightsSettings& settings, const KeySchema& key);

// What a rule counted in one minute.
struct InsightsMinute {
  int64_t start_millis = 0;
  double total = 0;
  std::vector<SpaceSaving::Entry> contributors;  // keys as items; the heaviest first
};

// The heaviest keys of one table or global index, minute by minute for the last hour; in memory
// only. Thread-safe.
class KeyInsights {
 public:
  // As many as a report shows of a graph's top contributors.
  static constexpr size_t kContributors = 25;

  // `has_sort_key`: whether whole keys are counted beside partition keys.
  KeyInsights(bool throttled_only, bool has_sort_key)
      : throttled_only_(throttled_only), has_sort_key_(has_sort_key) {}

  bool throttled_only() const { return throttled_only_; }
  bool has_sort_key() const { return has_sort_key_; }

  // Counts what a request took of a partition, and of one item in it. Keys are items of their
  // attributes; `key` is not looked at without a sort key, or if it is empty.
  void CountAccess(std::string_view partition, std::string_view key, double units,
                   int64_t now_millis);
  // Counts a request that was refused because of throttling.
  void CountThrottle(std::string_view partition, std::string_view key, int64_t now_millis);

  // The minutes in which a rule counted anything, the latest first.
  std::vector<InsightsMinute> Report(InsightsRule rule, int64_t now_millis) const;

 private:
  struct Minute {
    explicit Minute(int64_t start) : start_millis(start) {}
    int64_t start_millis;
    std::array<std::unique_ptr<SpaceSaving>, 4> rules;  // by InsightsRule; null: nothing counted
  };

  void Count(InsightsRule partitions, InsightsRule items, std::string_view partition,
             std::string_view key, double units, int64_t now_millis);
  Minute& MinuteAt(int64_t now_millis) REQUIRES(mutex_);

  const bool throttled_only_;
  const bool has_sort_key_;
  mutable Mutex mutex_;
  std::deque<Minute> minutes_ GUARDED_BY(mutex_);  // ascending
};

// Those of a table and its indexes that count at all.
struct TableInsights {
  std::shared_ptr<KeyInsights> table;                 // null: nothing is counted
  std::vector<std::shared_ptr<KeyInsights>> indexes;  // of the description's, likewise
};

// What a table counts by its description: those of `before` go on where their rules do. Null if it
// counts nothing.
std::shared_ptr<const TableInsights> MakeInsights(const TableDescription& description,
                                                  const TableDescription* described_before,
                                                  const TableInsights* before);

}  // namespace pumice
