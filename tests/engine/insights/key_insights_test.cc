// SPDX-License-Identifier: Apache-2.0

#include "engine/insights/key_insights.h"

#include <catch2/catch.hpp>

#include "tests/support/table_builder.h"

namespace pumice::test {
namespace {

constexpr int64_t kMinute = 60 * 1000;
constexpr int64_t kNow = 1767225600000;

// "start: total key=weight …", the start in minutes from now.
std::string Text(const std::vector<InsightsMinute>& report) {
  std::string text;
  for (const InsightsMinute& minute : report) {
    text += std::to_string((minute.start_millis - kNow) / kMinute) + ": " +
            std::to_string(static_cast<int>(minute.total));
    for (const SpaceSaving::Entry& entry : minute.contributors) {
      text += " " + entry.key + "=" + std::to_string(static_cast<int>(entry.weight));
    }
    text += "; ";
  }
  return text;
}

TEST_CASE("Accesses are counted by minute, the latest first", "[key_insights]") {
  KeyInsights insights(/*throttled_only=*/false, /*has_sort_key=*/true);
  insights.CountAccess("a", "a1", 3, kNow);
  insights.CountAccess("a", "a2", 1, kNow + kMinute - 1);
  insights.CountAccess("b", "b1", 5, kNow + kMinute);
  const int64_t now = kNow + kMinute;
  CHECK(Text(insights.Report(InsightsRule::kAccessedPartitions, now)) == "1: 5 b=5; 0: 4 a=4; ");
  CHECK(Text(insights.Report(InsightsRule::kAccessedItems, now)) == "1: 5 b1=5; 0: 4 a1=3 a2=1; ");
  CHECK(Text(insights.Report(InsightsRule::kThrottledPartitions, now)).empty());
}

TEST_CASE("A query counts its partition and no item", "[key_insights]") {
  KeyInsights insights(false, true);
  insights.CountAccess("a", "", 2, kNow);
  CHECK(Text(insights.Report(InsightsRule::kAccessedPartitions, kNow)) == "0: 2 a=2; ");
  CHECK(insights.Report(InsightsRule::kAccessedItems, kNow).empty());
}

TEST_CASE("Throttles are counted one by one, whatever the mode", "[key_insights]") {
  KeyInsights insights(/*throttled_only=*/true, true);
  insights.CountAccess("a", "a1", 3, kNow);
  insights.CountThrottle("a", "a1", kNow);
  insights.CountThrottle("a", "a1", kNow);
  CHECK(insights.Report(InsightsRule::kAccessedPartitions, kNow).empty());
  CHECK(Text(insights.Report(InsightsRule::kThrottledPartitions, kNow)) == "0: 2 a=2; ");
  CHECK(Text(insights.Report(InsightsRule::kThrottledItems, kNow)) == "0: 2 a1=2; ");
}

TEST_CASE("An hour is kept", "[key_insights]") {
  KeyInsights insights(false, false);
  for (int64_t minute = 0; minute < 70; ++minute) {
    insights.CountAccess("a", "", 1, kNow + minute * kMinute);
  }
  CHECK(insights.Report(InsightsRule::kAccessedPartitions, kNow + 69 * kMinute).size() == 60);
  CHECK(insights.Report(InsightsRule::kAccessedPartitions, kNow + 100 * kMinute).size() == 29);
}

TEST_CASE("A clock that is set back counts in the latest minute", "[key_insights]") {
  KeyInsights insights(false, false);
  insights.CountAccess("a", "", 1, kNow + kMinute);
  insights.CountAccess("a", "", 1, kNow);
  CHECK(Text(insights.Report(InsightsRule::kAccessedPartitions, kNow + kMinute)) == "1: 2 a=2; ");
}

TEST_CASE("Rules are those of the mode and the key", "[key_insights]") {
  const KeySchema hash = {{StringKey("pk")}, {}};
  const KeySchema both = {{StringKey("pk")}, {StringKey("sk")}};
  const auto letters = [](const InsightsSettings& settings, const KeySchema& key) {
    std::string text;
    for (const InsightsRule rule : RulesOf(settings, key)) {
      text.append(RuleLetters(rule)).append(" ");
    }
    return text;
  };
  InsightsSettings settings;
  CHECK(letters(settings, hash) == "PKC PKT ");
  CHECK(letters(settings, both) == "PKC SKC PKT SKT ");
  settings.throttled_only = true;
  CHECK(letters(settings, hash) == "PKT ");
  CHECK(letters(settings, both) == "PKT SKT ");
  settings.rules_millis = 1576629651520;
  CHECK(RuleName(InsightsRule::kAccessedItems, "Music", "", settings) ==
        "DynamoDBContributorInsights-SKC-Music-1576629651520");
  CHECK(RuleName(InsightsRule::kThrottledPartitions, "Music", "ByGenre", settings) ==
        "DynamoDBContributorInsights-PKT-Music-ByGenre-1576629651520");
}

TEST_CASE("Counts go on as long as the rules do", "[key_insights]") {
  TableDescription table =
      MakeTable("T", {{StringKey("pk")}, {}}, {GlobalIndex("G", {{StringKey("g")}, {}})});
  table.indexes[0].id = 7;
  CHECK(MakeInsights(table, nullptr, nullptr) == nullptr);
  TableDescription enabled = table;
  enabled.indexes[0].insights.enabled = true;
  const auto counts = MakeInsights(enabled, &table, nullptr);
  REQUIRE(counts != nullptr);
  CHECK(counts->table == nullptr);
  CHECK(counts->indexes[0] != nullptr);

  TableDescription tagged = enabled;
  tagged.tags.push_back({"k", "v"});
  CHECK(MakeInsights(tagged, &enabled, counts.get())->indexes[0] == counts->indexes[0]);
  TableDescription throttled = enabled;
  throttled.indexes[0].insights.throttled_only = true;
  CHECK(MakeInsights(throttled, &enabled, counts.get())->indexes[0] != counts->indexes[0]);
  CHECK(MakeInsights(table, &enabled, counts.get()) == nullptr);
}

}  // namespace
}  // namespace pumice::test
