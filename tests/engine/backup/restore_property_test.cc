// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "tests/engine/backup/backup_database.h"
#include "tests/support/random.h"

namespace pumice::test {
namespace {

constexpr int kWrites = 1500;
constexpr int kInstants = 200;

// A table that is written to at random, and what it was at the end of each millisecond in which it
// changed.
class WrittenTable {
 public:
  WrittenTable(BackupDatabase* database, Random* random) : database_(database), random_(random) {
    (*database_)->CreateTable(test::IndexedTable("Source"));
    (*database_)->UpdateTimeToLive("Source", "expires", true);
    for (int i = 0; i < 20; ++i) Write();
    (*database_)->UpdateContinuousBackups("Source", true, std::nullopt);
    Remember();
  }

  void Step() {
    if (random_->OneIn(3)) database_->clock().Advance(std::chrono::milliseconds(Gap()));
    if (random_->OneIn(100)) Sweep();
    Write();
    Remember();
  }

  // What the table was at the end of a millisecond.
  const Contents& At(int64_t millis) const {
    return std::prev(states_.upper_bound(millis))->second;
  }
  int64_t first() const { return states_.begin()->first; }

  // Deletes what has expired.
  void Sweep() {
    (*database_)->RunDueWork();
    std::erase_if(contents_, [&](const auto& entry) {
      const Item& item = entry.second;
      if (!item.Has("expires")) return false;
      return item.at("expires").view().payload() <
             test::N(database_->clock().NowMillis() / 1000).view().payload();
    });
    Remember();
  }

 private:
  int64_t Gap() {
    return random_->OneIn(10) ? random_->Between(1, 100000) : random_->Between(0, 3);
  }

  void Write() {
    const Item key = test::KeyItem(random_->Between(0, 9), random_->Between(0, 9));
    if (random_->OneIn(3)) {
      database_->Delete("Source", key);
      contents_.erase(key.encoded());
      return;
    }
    Item item = key.With("note", test::S(random_->Word(20)));
    if (!random_->OneIn(4)) item = item.With("kind", test::S(random_->OneIn(2) ? "a" : "b"));
    if (!random_->OneIn(4)) item = item.With("score", test::N(random_->Between(0, 5)));
    if (random_->OneIn(4)) {
      item = item.With("expires",
                       test::N(database_->clock().NowMillis() / 1000 + random_->Between(1, 200)));
    }
    database_->Put("Source", item);
    contents_.insert_or_assign(key.encoded(), item);
  }

  void Remember() { states_.insert_or_assign(database_->clock().NowMillis(), contents_); }

  BackupDatabase* database_;
  Random* random_;
  Contents contents_;
  std::map<int64_t, Contents> states_;
};

TEST_CASE("A table is restored to what it was in any millisecond", "[restore_property]") {
  const bool on_disk = GENERATE(false, true);
  Random random(GENERATE(1u, 2u));
  CAPTURE(on_disk, random.seed());
  BackupDatabase database(on_disk);
  // Nothing expires but when the test sweeps: the sweeper's own thread cannot commit.
  database.FailBackground(true);
  WrittenTable table(&database, &random);
  for (int i = 0; i < kWrites; ++i) {
    table.Step();
    if (on_disk && random.OneIn(300)) database.Reopen();
  }
  table.Sweep();  // so that nothing expires in the course of the restores
  database.FailBackground(false);
  const int64_t last = database.clock().NowMillis();
  REQUIRE(database.Compare("Source", table.At(last)) == "equal");

  for (int i = 0; i < kInstants / 2; ++i) {
    const int64_t instant = i == 0 ? last : random.Between(table.first(), last);
    CAPTURE(instant);
    RestoreRequest request;
    request.target_name = "Restored";
    request.region = "us-east-1";
    database->RestoreTableToPointInTime("Source", instant, request);
    REQUIRE(database.Compare("Restored", table.At(instant)) == "equal");
    database->DeleteTable("Restored");
  }
}

}  // namespace
}  // namespace pumice::test
