// SPDX-License-Identifier: Apache-2.0

#include "engine/backup/backups.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "engine/backup/recovery_window.h"
#include "engine/error/api_error.h"
#include "engine/item/number.h"
#include "tests/engine/backup/backup_database.h"
#include "tests/support/transfer.h"

namespace pumice::test {
namespace {

RestoreRequest To(const std::string& target) {
  RestoreRequest request;
  request.target_name = target;
  request.region = "us-east-1";
  return request;
}

ErrorCode CodeOf(const std::function<void()>& call) {
  try {
    call();
  } catch (const ApiError& error) {
    return error.code();
  }
  return ErrorCode::kInternal;  // which none of these calls answers
}

Item Balance(int64_t account, int64_t balance) {
  return KeyItem(account, 0).With("balance", test::N(balance));
}

int64_t SumOf(const Contents& accounts) {
  int64_t sum = 0;
  for (const auto& [key, account] : accounts) {
    int64_t balance = 0;
    Number::FromBytes(account.at("balance").view().payload()).ToInt64(&balance);
    sum += balance;
  }
  return sum;
}

// Threads that transfer between accounts until they are stopped.
class Transfers {
 public:
  static constexpr int kAccounts = 40;
  static constexpr int64_t kSum = int64_t{kAccounts} * 1000;

  Transfers(BackupDatabase* database, int threads) : database_(database) {
    for (int i = 0; i < threads; ++i) {
      threads_.emplace_back([this, i](const std::stop_token& stop) {
        for (int n = i; !stop.stop_requested(); n += 7)
          Transfer(n % kAccounts, (n / 3) % kAccounts);
      });
    }
  }
  int64_t done() const { return done_; }

 private:
  void Transfer(int from, int to) {
    if (from == to) return;
    const test::Transfer transfer(1);
    const Item from_key = KeyItem(from, 0);
    const Item to_key = KeyItem(to, 0);
    std::vector<TableWrite> writes = {{"Accounts", transfer.To(to_key.view())},
                                      {"Accounts", transfer.From(from_key.view())}};
    try {
      BatchWriteResult result;
      (*database_)->TransactWrite(writes, nullptr, {}, &result);
      ++done_;
    } catch (const ApiError&) {
      // There was not enough.
    }
  }

  BackupDatabase* database_;
  std::atomic<int64_t> done_ = 0;
  std::vector<std::jthread> threads_;
};

TEST_CASE("Backups and restores under eight writers are consistent", "[backups]") {
  BackupDatabase database(/*on_disk=*/GENERATE(false, true));
  database->CreateTable(test::IndexedTable("Accounts"));
  database->UpdateContinuousBackups("Accounts", true, std::nullopt);
  for (int i = 0; i < Transfers::kAccounts; ++i) database.Put("Accounts", Balance(i, 1000));
  {
    const Transfers transfers(&database, 8);
    for (int i = 0; i < 8; ++i) {
      const int64_t before = transfers.done();
      while (transfers.done() < before + 50) std::this_thread::yield();
      const auto backup = database->CreateBackup("Accounts", "backup");
      database->RestoreTableToPointInTime("Accounts", std::nullopt, To("ToTime"));
      database->RunDueWork();
      database->RestoreTableFromBackup(backup->arn, To("FromBackup"));
      database->RunDueWork();
      for (const std::string table : {"ToTime", "FromBackup"}) {
        CHECK(SumOf(database.Read(table)) == Transfers::kSum);
        database->DeleteTable(table);
      }
    }
  }
  CHECK(SumOf(database.Read("Accounts")) == Transfers::kSum);
}

TEST_CASE("Copies that a restart interrupts begin anew", "[backups]") {
  BackupDatabase database(/*on_disk=*/true);
  database->CreateTable(test::IndexedTable("Source"));
  database->UpdateContinuousBackups("Source", true, std::nullopt);
  for (int i = 0; i < 300; ++i) database.Put("Source", KeyItem(i % 10, i));
  const Contents before = database.Read("Source");
  database.clock().Advance(std::chrono::seconds(1));

  database.FailBackground(true);
  const auto backup = database->CreateBackup("Source", "backup");
  database->RestoreTableToPointInTime("Source", BackupDatabase::kStart, To("Restored"));
  for (int i = 0; i < 300; i += 2) database.Delete("Source", KeyItem(i % 10, i));
  for (int i = 300; i < 400; ++i) database.Put("Source", KeyItem(i % 10, i));
  for (int i = 1; i < 300; i += 2) {
    database.Put("Source", KeyItem(i % 10, i).With("kind", test::S("later")));
  }
  CHECK(database->DescribeBackup(backup->arn)->IsCreating(database.clock().NowMillis()));
  CHECK(database->DescribeTable("Restored").description.status == Status::kCreating);
  CHECK(CodeOf([&] { database->DeleteTable("Source"); }) == ErrorCode::kResourceInUse);
  CHECK(CodeOf([&] { database->DeleteBackup(backup->arn); }) == ErrorCode::kBackupInUse);
  CHECK(CodeOf([&] { database->RestoreTableFromBackup(backup->arn, To("Early")); }) ==
        ErrorCode::kBackupInUse);

  database.Reopen();
  database.FailBackground(false);
  database.Put("Source", KeyItem(1, 1).With("kind", test::S("after the restart")));
  database->RunDueWork();
  CHECK_FALSE(database->DescribeBackup(backup->arn)->IsCreating(database.clock().NowMillis()));
  CHECK(database.Compare("Restored", before) == "equal");
  database->RestoreTableFromBackup(backup->arn, To("FromBackup"));
  CHECK(database.Compare("FromBackup", before) == "equal");
  CHECK(database->DescribeBackup(backup->arn)->item_count == 300);
}

TEST_CASE("A restore goes on when its source is deleted", "[backups]") {
  BackupDatabase database(/*on_disk=*/GENERATE(false, true));
  database->CreateTable(test::IndexedTable("Source"));
  database->UpdateContinuousBackups("Source", true, std::nullopt);
  for (int i = 0; i < 100; ++i) database.Put("Source", KeyItem(i % 10, i));
  const Contents before = database.Read("Source");
  database.clock().Advance(std::chrono::seconds(1));
  for (int i = 0; i < 50; ++i) database.Delete("Source", KeyItem(i % 10, i));
  const Contents in_the_end = database.Read("Source");

  database.FailBackground(true);
  database->RestoreTableToPointInTime("Source", BackupDatabase::kStart, To("Restored"));
  database->DeleteTable("Source");
  database.FailBackground(false);
  CHECK(database.Compare("Restored", before) == "equal");

  const auto backups = database->ListBackups({}, 10);
  REQUIRE(backups.size() == 1);
  CHECK(backups[0]->name == "Source$DeletedTableBackup");
  CHECK(backups[0]->type == BackupType::kSystem);
  database->RestoreTableFromBackup(backups[0]->arn, To("Source"));
  CHECK(database.Compare("Source", in_the_end) == "equal");
}

TEST_CASE("A system backup outlives restarts for 35 days", "[backups]") {
  BackupDatabase database(/*on_disk=*/true);
  database->CreateTable(test::IndexedTable("Source"));
  database->UpdateContinuousBackups("Source", true, std::nullopt);
  for (int i = 0; i < 100; ++i) database.Put("Source", KeyItem(i % 10, i));
  const Contents before = database.Read("Source");
  database->DeleteTable("Source");
  database.clock().Advance(std::chrono::hours(24 * 34));
  database.Reopen();
  database->RunDueWork();
  const auto backups = database->ListBackups({}, 10);
  REQUIRE(backups.size() == 1);
  database->RestoreTableFromBackup(backups[0]->arn, To("Again"));
  CHECK(database.Compare("Again", before) == "equal");

  database.clock().Advance(std::chrono::hours(24));
  CHECK(database->ListBackups({}, 10).empty());
  CHECK(CodeOf([&] { database->DescribeBackup(backups[0]->arn); }) == ErrorCode::kBackupNotFound);
  database->RunDueWork();
  database.Reopen();
  CHECK(database->ListBackups({}, 10).empty());
}

TEST_CASE("The window of recovery moves with the clock, and never back", "[backups]") {
  BackupDatabase database(/*on_disk=*/true);
  database->CreateTable(test::IndexedTable("Source"));
  RecoveryInfo info = database->UpdateContinuousBackups("Source", true, 2);
  CHECK(info.earliest_millis == BackupDatabase::kStart);
  database.clock().Advance(std::chrono::hours(24 * 3));
  database->RunDueWork();
  info = database->DescribeContinuousBackups("Source");
  const int64_t earliest = BackupDatabase::kStart + kDayMillis;
  CHECK(info.earliest_millis == earliest);
  CHECK(info.latest_millis == BackupDatabase::kStart + 3 * kDayMillis);

  // A longer period grows from there, a shorter one cuts off at once.
  CHECK(database->UpdateContinuousBackups("Source", true, 30).earliest_millis == earliest);
  CHECK(database->UpdateContinuousBackups("Source", true, 1).earliest_millis ==
        earliest + kDayMillis);
  database.clock().Advance(-std::chrono::hours(48));
  database.Reopen();
  CHECK(database->DescribeContinuousBackups("Source").earliest_millis == earliest + kDayMillis);
  CHECK(database->DescribeContinuousBackups("Source").latest_millis == earliest + kDayMillis);

  CHECK_FALSE(database->UpdateContinuousBackups("Source", false, std::nullopt).enabled);
  CHECK(database->UpdateContinuousBackups("Source", true, std::nullopt).earliest_millis ==
        database.clock().NowMillis());
}

}  // namespace
}  // namespace pumice::test
