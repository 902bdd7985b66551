// SPDX-License-Identifier: Apache-2.0

#include "engine/expiry/sweeper.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "engine/access/reader.h"
#include "engine/access/writer.h"
#include "engine/catalog/catalog.h"
#include "pumice/clock.h"
#include "tests/support/item_builder.h"
#include "tests/support/table_builder.h"

namespace pumice::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int64_t kNowSeconds = 1767225600;
constexpr int64_t kYearSeconds = 365 * 24 * 60 * 60;
constexpr int64_t kDueEvery = 100;  // one item of so many is due
constexpr size_t kBatch = 25;

// A table T whose items expire by the attribute "expires", with an index; a sweeper that only
// sweeps when it is told to.
class ExpiringTable {
 public:
  ExpiringTable()
      : clock_(kNowSeconds * 1000),
        store_(Store::OpenInMemory()),
        streams_(store_.get(), "default", &clock_, StreamOptions()),
        catalog_({store_.get(), &streams_, nullptr, &clock_, {}}, "default", 0) {
    catalog_.Create(MakeTable("T", {{StringKey("pk")}, {}},
                              {GlobalIndex("by-owner", {{StringKey("owner")}, {}}, KeysOnly())}));
    catalog_.UpdateTimeToLive("T", "expires", true);
  }

  void Put(const std::vector<Item>& items) {
    const TableHandle table = catalog_.Open("T");
    std::vector<ItemWrite> writes;
    for (const Item& item : items) {
      writes.push_back({ItemWrite::Kind::kPut, &*table, item.view()});
    }
    std::vector<WriteOutcome> outcomes(writes.size());
    CHECK(writer_.Write(writes, outcomes));
  }

  SweepResult Sweep() { return sweeper_.Sweep(); }
  ManualClock& clock() { return clock_; }

  int64_t CountItems() { return catalog_.Describe("T").counters.items; }

  // The items' keys.
  std::vector<std::string> Keys() {
    const TableHandle table = catalog_.Open("T");
    std::vector<std::string> keys;
    reader_.Scan(*table, {}, [&](ItemView item) { keys.emplace_back(item.Find("pk")->payload()); });
    std::sort(keys.begin(), keys.end());
    return keys;
  }

 private:
  ManualClock clock_;
  std::unique_ptr<Store> store_;
  Streams streams_;
  Catalog catalog_;
  Writer writer_{store_.get()};
  Reader reader_{store_.get()};
  Sweeper sweeper_{
      store_.get(), [this](const std::function<void(Catalog*)>& visit) { visit(&catalog_); },
      &writer_,     &clock_,
      LogSink(),    milliseconds(1000)};
};

Item Expiring(const std::string& key, const Value& expires) {
  return Item({{"pk", S(key)}, {"owner", S("someone")}, {"expires", expires}});
}

// Item number i: due if i is a multiple of kDueEvery, otherwise in years or never.
Item MakeItem(int64_t i) {
  const Item item(
      {{"pk", S("item " + std::to_string(i))}, {"owner", S("owner " + std::to_string(i % 1000))}});
  if (i % kDueEvery == 0) return item.With("expires", N(kNowSeconds - 1 - i % 100000));
  return i % 2 == 0 ? item.With("expires", N(kNowSeconds + kYearSeconds + i)) : item;
}

// Puts every `step`th of `count` items.
void Fill(ExpiringTable* table, int64_t count, int64_t step) {
  std::vector<Item> items;
  for (int64_t i = 0; i < count; i += step) {
    items.push_back(MakeItem(i));
    if (items.size() < kBatch) continue;
    table->Put(items);
    items.clear();
  }
  if (!items.empty()) table->Put(items);
}

struct TimedSweep {
  SweepResult result;
  milliseconds filling;
  milliseconds sweeping;
  int64_t left;
};

TimedSweep FillAndSweep(int64_t count, int64_t step) {
  ExpiringTable table;
  const auto start = steady_clock::now();
  Fill(&table, count, step);
  const auto filled = steady_clock::now();
  const SweepResult result = table.Sweep();
  const auto swept = steady_clock::now();
  return {result, std::chrono::duration_cast<milliseconds>(filled - start),
          std::chrono::duration_cast<milliseconds>(swept - filled), table.CountItems()};
}

TEST_CASE("What is past and not by more than five years expires", "[sweeper]") {
  ExpiringTable table;
  constexpr int64_t kFiveYears = 5 * kYearSeconds;
  table.Put({Expiring("past", N(kNowSeconds - 1)), Expiring("now", N(kNowSeconds)),
             Expiring("a fraction past", N(std::to_string(kNowSeconds - 1) + ".9")),
             Expiring("five years past", N(kNowSeconds - kFiveYears)),
             Expiring("older", N(kNowSeconds - kFiveYears - 1)), Expiring("negative", N(-1)),
             Expiring("a text", S(std::to_string(kNowSeconds - 1))), Item({{"pk", S("nothing")}})});
  const SweepResult first = table.Sweep();
  CHECK(first.deleted == 3);
  CHECK(first.visited == 3);
  CHECK(table.Keys() == std::vector<std::string>{"a text", "negative", "nothing", "now", "older"});

  table.clock().Advance(std::chrono::seconds(1));
  const SweepResult second = table.Sweep();
  CHECK(second.deleted == 1);
  CHECK(second.visited == 1);
  CHECK(table.Keys() == std::vector<std::string>{"a text", "negative", "nothing", "older"});
}

TEST_CASE("An item whose expiry was put off stays, and is not visited again", "[sweeper]") {
  ExpiringTable table;
  table.Put({Expiring("a", N(kNowSeconds - 1)), Expiring("b", N(kNowSeconds - 1))});
  table.Put({Expiring("a", N(kNowSeconds + 1))});
  const SweepResult result = table.Sweep();
  CHECK(result.deleted == 1);
  CHECK(result.visited == 1);
  CHECK(table.Keys() == std::vector<std::string>{"a"});
  CHECK(table.Sweep().visited == 0);
}

// PUMICE_TTL_ITEMS=1000000 makes it a million items of which 10,000 are due.
TEST_CASE("A sweep costs what is due, not what the table holds", "[sweeper]") {
  const char* const wanted = std::getenv("PUMICE_TTL_ITEMS");
  const int64_t count = wanted != nullptr ? std::atoll(wanted) : 100000;
  const int64_t due = (count + kDueEvery - 1) / kDueEvery;
  const TimedSweep large = FillAndSweep(count, 1);
  const TimedSweep small = FillAndSweep(count, kDueEvery);
  CHECK(large.result.deleted == due);
  CHECK(large.result.visited == due);
  CHECK(large.left == count - due);
  CHECK(small.result.deleted == due);
  CHECK(small.result.visited == due);
  CHECK(small.left == 0);
  if (wanted != nullptr) {
    std::cout << count << " items filled in " << large.filling.count() << " ms; " << due
              << " of them swept in " << large.sweeping.count() << " ms; the same in a table with "
              << "nothing else in " << small.sweeping.count() << " ms\n";
  }
}

}  // namespace
}  // namespace pumice::test
