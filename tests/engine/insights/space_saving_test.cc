// SPDX-License-Identifier: Apache-2.0

#include "engine/insights/space_saving.h"

#include <catch2/catch.hpp>

#include <map>
#include <string>

#include "tests/support/random.h"

namespace pumice::test {
namespace {

std::string Text(const std::vector<SpaceSaving::Entry>& entries) {
  std::string text;
  for (const SpaceSaving::Entry& entry : entries) {
    text += entry.key + "=" + std::to_string(static_cast<int>(entry.weight)) + "-" +
            std::to_string(static_cast<int>(entry.error)) + " ";
  }
  return text;
}

TEST_CASE("As many keys as counters are counted exactly", "[space_saving]") {
  SpaceSaving counts(3);
  for (const char* key : {"a", "b", "a", "c", "a", "b"}) counts.Add(key, 2);
  CHECK(Text(counts.Top(10)) == "a=6-0 b=4-0 c=2-0 ");
  CHECK(Text(counts.Top(1)) == "a=6-0 ");
  CHECK(counts.total() == 12);
}

TEST_CASE("A key without a counter takes over the smallest", "[space_saving]") {
  SpaceSaving counts(2);
  counts.Add("a", 5);
  counts.Add("b", 2);
  counts.Add("c", 1);
  CHECK(Text(counts.Top(10)) == "a=5-0 c=3-2 ");
  counts.Add("b", 10);
  CHECK(Text(counts.Top(10)) == "b=13-3 a=5-0 ");
}

TEST_CASE("Keys of equal weight are told in ascending order", "[space_saving]") {
  SpaceSaving counts(3);
  for (const char* key : {"c", "a", "b"}) counts.Add(key, 1);
  CHECK(Text(counts.Top(10)) == "a=1-0 b=1-0 c=1-0 ");
}

// The paper's bounds: no counter is below its key's weight, none above it by more than its error,
// and whatever weighs more than the total over the number of counters has one.
TEST_CASE("Counters keep the bounds of the paper against a model", "[space_saving]") {
  Random random(GENERATE(1u, 2u, 3u, 4u));
  CAPTURE(random.seed());
  constexpr size_t kCounters = 20;
  SpaceSaving counts(kCounters);
  std::map<std::string, double> model;
  double total = 0;
  for (int i = 0; i < 20000; ++i) {
    // Skewed: half of all accesses go to few keys.
    const std::string key = std::to_string(random.Below(1 + random.Below(500)));
    const auto weight = static_cast<double>(random.Between(1, 8)) / 2;
    counts.Add(key, weight);
    model[key] += weight;
    total += weight;
  }
  const std::vector<SpaceSaving::Entry> entries = counts.Top(kCounters);
  REQUIRE(entries.size() == kCounters);
  std::map<std::string, double> told;
  for (const SpaceSaving::Entry& entry : entries) {
    CHECK(entry.weight >= model[entry.key]);
    CHECK(entry.weight - entry.error <= model[entry.key]);
    CHECK(entry.error <= total / kCounters);
    told[entry.key] = entry.weight;
  }
  for (const auto& [key, weight] : model) {
    if (weight > total / kCounters) CHECK(told.contains(key));
  }
  CHECK(counts.total() == total);
}

}  // namespace
}  // namespace pumice::test
