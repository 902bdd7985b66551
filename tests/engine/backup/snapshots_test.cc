// SPDX-License-Identifier: Apache-2.0

#include "engine/backup/snapshots.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/error/api_error.h"
#include "engine/item/number.h"
#include "tests/engine/backup/snapshot_service.h"
#include "tests/support/thrown_error.h"

namespace pumice::test {
namespace {

using std::chrono::hours;

// A table with an item and a snapshot of it, in memory or on disk.
class Fixture : public SnapshotService {
 public:
  explicit Fixture(bool on_disk = false) : SnapshotService(on_disk) {
    CreateTable("Things");
    Put("Things", "a", R"(,"kind":{"S":"k"},"score":{"N":"1"})");
    database().TakeSnapshot("fixture");
    before_ = Everything();
  }

  // Restores the snapshot; "as it was", or what there is.
  std::string Restore() {
    database().RestoreSnapshot("fixture");
    const std::string now = Everything();
    return now == before_ ? "as it was" : now;
  }

 private:
  std::string before_;
};

std::vector<std::string> Names(Database& database) {
  std::vector<std::string> names;
  for (const SnapshotInfo& info : database.ListSnapshots()) names.push_back(info.name);
  return names;
}

TEST_CASE("Restoring a snapshot undoes what was written since", "[snapshots]") {
  const bool on_disk = GENERATE(false, true);
  Fixture service(on_disk);
  service.Put("Things", "a", R"(,"kind":{"S":"other"},"score":{"N":"2"})");
  service.Put("Things", "b", R"(,"kind":{"S":"k"})");
  service.Put("Things", "b");
  CHECK(service.Restore() == "as it was");
  service.Delete("Things", "a");
  CHECK(service.Restore() == "as it was");
  CHECK(service.Restore() == "as it was");
}

TEST_CASE("Restoring a snapshot undoes what became of tables", "[snapshots]") {
  const bool on_disk = GENERATE(false, true);
  const bool reopen = GENERATE(false, true);
  if (reopen && !on_disk) return;
  Fixture service(on_disk);
  const std::string things = R"({"TableName":"Things")";
  SECTION("a table that was created") {
    service.CreateTable("Others");
    service.Put("Others", "x");
  }
  SECTION("a table that was deleted") { service->Call("DeleteTable", things + '}'); }
  SECTION("a table that was deleted and created anew") {
    service->Call("DeleteTable", things + '}');
    service.CreateTable("Things");
    service.Put("Things", "x");
  }
  SECTION("an index that was deleted, and what was written without it") {
    service->Call("UpdateTable", things + R"(,"GlobalSecondaryIndexUpdates":)"
                                          R"([{"Delete":{"IndexName":"ByKind"}}]})");
    service.Put("Things", "a", R"(,"kind":{"S":"other"})");
    service.Put("Things", "b", R"(,"kind":{"S":"k"})");
  }
  SECTION("an index that was created") {
    service->Call("UpdateTable", things + R"(,"AttributeDefinitions":
      [{"AttributeName":"score","AttributeType":"N"}],"GlobalSecondaryIndexUpdates":[{"Create":
      {"IndexName":"Scores","KeySchema":[{"AttributeName":"score","KeyType":"HASH"}],
      "Projection":{"ProjectionType":"ALL"}}}]})");
    service->RunDueWork();
  }
  SECTION("a stream that was disabled, and another one") {
    service->Call("UpdateTable", things + R"(,"StreamSpecification":{"StreamEnabled":false}})");
    service.clock().Advance(std::chrono::seconds(1));
    service->Call("UpdateTable", things + R"(,"StreamSpecification":
      {"StreamEnabled":true,"StreamViewType":"KEYS_ONLY"}})");
    service.Put("Things", "b");
  }
  SECTION("settings") {
    service->Call("UpdateTimeToLive", things + R"(,"TimeToLiveSpecification":
      {"Enabled":true,"AttributeName":"expires"}})");
    service->Call("UpdateContinuousBackups", things + R"(,"PointInTimeRecoverySpecification":
      {"PointInTimeRecoveryEnabled":true}})");
    service->Call("TagResource", R"({"ResourceArn":
      "arn:aws:dynamodb:us-east-1:000000000000:table/Things","Tags":[{"Key":"k","Value":"v"}]})");
    service.Put("Things", "b", R"(,"expires":{"N":"1"})");
    service->RunDueWork();
  }
  SECTION("Contributor Insights of a table and of an index") {
    const std::string enable = R"(,"ContributorInsightsAction":"ENABLE"})";
    service->Call("UpdateContributorInsights", things + enable);
    service->Call("UpdateContributorInsights", things + R"(,"IndexName":"ByKind")" + enable);
    service.Put("Things", "b", R"(,"kind":{"S":"k"})");
  }
  if (reopen) service.Reopen();
  CHECK(service.Restore() == "as it was");
  service.Put("Things", "b", R"(,"kind":{"S":"k"})");
  CHECK(service.Restore() == "as it was");
}

TEST_CASE("Restoring a snapshot undoes backups, and brings those back that were deleted",
          "[snapshots]") {
  SnapshotService service(GENERATE(false, true));
  service.CreateTable("Things");
  service.Put("Things", "a");
  service->Call("CreateBackup", R"({"TableName":"Things","BackupName":"First"})");
  service->RunDueWork();
  service.database().TakeSnapshot("fixture");
  const std::string before = service.Everything();
  const std::string arn = service.database().ListBackups({}, 1)[0]->arn;

  service->Call("DeleteBackup", R"({"BackupArn":")" + arn + R"("})");
  service.Put("Things", "b");
  service->Call("CreateBackup", R"({"TableName":"Things","BackupName":"Second"})");
  service->RunDueWork();
  service.database().RestoreSnapshot("fixture");
  CHECK(service.Everything() == before);
  service->Call("RestoreTableFromBackup",
                R"({"TargetTableName":"Restored","BackupArn":")" + arn + R"("})");
  service->RunDueWork();
  CHECK(service.Get("Restored", "a") == R"({"Item":{"pk":{"S":"a"},"sk":{"S":"s"}}})");
  CHECK(service.Get("Restored", "b") == "{}");
}

TEST_CASE("Restoring a snapshot sets a manual clock back, and what depends on it", "[snapshots]") {
  SnapshotService service(GENERATE(false, true));
  service.CreateTable("Things");
  service->Call("UpdateTimeToLive", R"({"TableName":"Things","TimeToLiveSpecification":
    {"Enabled":true,"AttributeName":"expires"}})");
  service.CreateTable("Gone");
  service.Put("Gone", "a");
  service->Call("DeleteTable", R"({"TableName":"Gone"})");  // its stream is there for a day
  service->RunDueWork();
  const std::string expires = std::to_string(SnapshotService::kStart / 1000 + 3600);
  service.Put("Things", "a", R"(,"expires":{"N":")" + expires + R"("})");
  service.database().TakeSnapshot("fixture");
  const std::string before = service.Everything();
  service.clock().Advance(hours(24 * 40));
  service->RunDueWork();  // the item expires, records are trimmed
  CHECK(service.Get("Things", "a") == "{}");
  service.database().RestoreSnapshot("fixture");
  CHECK(service.clock().NowMillis() == SnapshotService::kStart);
  CHECK(service.Everything() == before);
  service.clock().Advance(hours(2));
  service->RunDueWork();
  CHECK(service.Get("Things", "a") == "{}");
}

TEST_CASE("Restoring a snapshot forgets the tokens of transactions since, and no others",
          "[snapshots]") {
  SnapshotService service(GENERATE(false, true));
  service.CreateTable("Things");
  const auto add = [&](const std::string& token) {
    return service->Call("TransactWriteItems",
                         R"({"ClientRequestToken":")" + token + R"(","TransactItems":[{"Update":
      {"TableName":"Things","Key":{"pk":{"S":"a"},"sk":{"S":"s"}},"UpdateExpression":"ADD n :one",
       "ExpressionAttributeValues":{":one":{"N":"1"}}}}]})");
  };
  const auto item = [](const std::string& n) {
    return R"({"Item":{"n":{"N":")" + n + R"("},"pk":{"S":"a"},"sk":{"S":"s"}}})";
  };
  add("before");
  service.database().TakeSnapshot("fixture");
  add("since");
  add("since");
  CHECK(service.Get("Things", "a") == item("2"));
  service.database().RestoreSnapshot("fixture");
  add("before");
  CHECK(service.Get("Things", "a") == item("1"));
  add("since");
  CHECK(service.Get("Things", "a") == item("2"));
}

TEST_CASE("Any of several snapshots can be restored, whichever was restored before",
          "[snapshots]") {
  SnapshotService service(GENERATE(false, true));
  service.database().TakeSnapshot("empty");
  const std::string empty = service.Data();
  service.CreateTable("Things");
  service.Put("Things", "a", R"(,"kind":{"S":"k"})");
  service.database().TakeSnapshot("one");
  service.Put("Things", "b", R"(,"kind":{"S":"k"})");
  service.CreateTable("Others");
  service.database().TakeSnapshot("two");
  const std::string two = service.Data();
  service.database().RestoreSnapshot("empty");
  CHECK(service->Call("ListTables", "{}") == R"({"TableNames":[]})");
  service.CreateTable("Things");
  service.Put("Things", "x");
  service.database().RestoreSnapshot("two");
  CHECK(service.Data() == two);
  service.database().RestoreSnapshot("one");
  CHECK(service->Call("ListTables", "{}") == R"({"TableNames":["Things"]})");
  CHECK(service.Get("Things", "b") == "{}");
  service.Put("Things", "c");
  service.database().DeleteSnapshot("one");
  service.database().RestoreSnapshot("two");
  CHECK(service.Everything() == two + "empty 1767225600000\ntwo 1767225600000\n");
  service.database().RestoreSnapshot("empty");
  service.database().DeleteSnapshot("two");
  service.database().DeleteSnapshot("empty");
  CHECK(service.Everything() == empty);
}

TEST_CASE("An index that was being filled at the snapshot is filled after it is restored",
          "[snapshots]") {
  SnapshotService service(GENERATE(false, true));
  service.CreateTable("Things");
  for (const char* pk : {"a", "b", "c"}) service.Put("Things", pk, R"(,"score":{"N":"1"})");
  service.FailBackground(true);  // so it cannot be filled
  service->Call("UpdateTable", R"({"TableName":"Things","AttributeDefinitions":
    [{"AttributeName":"score","AttributeType":"N"}],"GlobalSecondaryIndexUpdates":[{"Create":
    {"IndexName":"Scores","KeySchema":[{"AttributeName":"score","KeyType":"HASH"}],
    "Projection":{"ProjectionType":"ALL"}}}]})");
  service.database().TakeSnapshot("fixture");
  service.FailBackground(false);
  service->RunDueWork();
  service.Delete("Things", "a");
  service.database().RestoreSnapshot("fixture");
  service->RunDueWork();
  const std::string everything = service.Everything();
  CHECK(everything.find(R"("Backfilling":true)") == std::string::npos);
  CHECK(everything.find("\nequal\n") != std::string::npos);  // the indexes and their table
  CHECK(service.Get("Things", "a") != "{}");
}

TEST_CASE("A backup that was being made at the snapshot is made after it is restored",
          "[snapshots]") {
  SnapshotService service(GENERATE(false, true));
  service.CreateTable("Things");
  service.Put("Things", "a");
  service.FailBackground(true);
  service->Call("CreateBackup", R"({"TableName":"Things","BackupName":"First"})");
  service.Put("Things", "b");  // not in the backup
  service.database().TakeSnapshot("fixture");
  service.FailBackground(false);
  service->RunDueWork();
  const std::string arn = service.database().ListBackups({}, 1)[0]->arn;
  service->Call("DeleteBackup", R"({"BackupArn":")" + arn + R"("})");
  service->Call("DeleteTable", R"({"TableName":"Things"})");
  service.database().RestoreSnapshot("fixture");
  service->RunDueWork();
  service->Call("RestoreTableFromBackup",
                R"({"TargetTableName":"Restored","BackupArn":")" + arn + R"("})");
  service->RunDueWork();
  CHECK(service.Get("Restored", "a") != "{}");
  CHECK(service.Get("Restored", "b") == "{}");
}

TEST_CASE("Point-in-time recovery knows nothing of what a snapshot undid", "[snapshots]") {
  SnapshotService service(GENERATE(false, true));
  service.CreateTable("Things");
  service->Call("UpdateContinuousBackups", R"({"TableName":"Things",
    "PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}})");
  for (const char* pk : {"a", "b"}) service.Put("Things", pk);
  service.database().TakeSnapshot("fixture");
  service.clock().Advance(hours(1));
  for (const char* pk : {"a", "b"}) service.Delete("Things", pk);
  service.clock().Advance(hours(24 * 50));
  service->RunDueWork();
  service.database().RestoreSnapshot("fixture");
  // Half an hour before the deletions that were undone.
  service.clock().Advance(std::chrono::minutes(30));
  service.Delete("Things", "a");
  service.clock().Advance(hours(1));
  service.Delete("Things", "b");
  RestoreRequest request;
  request.target_name = "Restored";
  request.region = "us-east-1";
  service.database().RestoreTableToPointInTime("Things", SnapshotService::kStart + 45 * 60 * 1000,
                                               request);
  service->RunDueWork();
  CHECK(service.Get("Restored", "a") == "{}");
  CHECK(service.Get("Restored", "b") != "{}");
}

TEST_CASE("Snapshots outlive the process", "[snapshots]") {
  Fixture service(true);
  service.Put("Things", "b");
  service.Reopen();
  CHECK(Names(service.database()) == std::vector<std::string>{"fixture"});
  service.Put("Things", "c");
  CHECK(service.Restore() == "as it was");
  service.Reopen();
  service.Put("Things", "d");
  service.Reopen();
  CHECK(service.Restore() == "as it was");
}

TEST_CASE("A snapshot that cannot be restored leaves everything as it is", "[snapshots]") {
  Fixture service(GENERATE(false, true));
  service.Put("Things", "b");
  service.clock().Advance(hours(1));
  const std::string before = service.Everything();
  const std::string no_space = ErrorText(ErrorCode::kInternal, "no space");
  service.FailCommits(true);
  CHECK(ErrorOf([&] { service.database().RestoreSnapshot("fixture"); }) == no_space);
  CHECK(ErrorOf([&] { service.database().Reset(); }) == no_space);
  CHECK(ErrorOf([&] { service.database().TakeSnapshot("other"); }) == no_space);
  CHECK(ErrorOf([&] { service.database().DeleteSnapshot("fixture"); }) == no_space);
  service.FailCommits(false);
  CHECK(service.Everything() == before);
  CHECK(service.Restore() == "as it was");
}

TEST_CASE("Names of snapshots are checked, and known", "[snapshots]") {
  Fixture service;
  Database& database = service.database();
  const std::string bad =
      Validation("a snapshot's name has 1 to 255 characters of a-z, A-Z, 0-9, '_', '-' and '.'");
  for (const std::string& name : {std::string(), std::string("a b"), std::string("a/restore"),
                                  std::string("\xc3\xa4"), std::string(256, 'a')}) {
    CAPTURE(name);
    CHECK(ErrorOf([&] { database.TakeSnapshot(name); }) == bad);
  }
  CHECK(ErrorOf([&] { database.TakeSnapshot("fixture"); }) ==
        InUse("there is a snapshot fixture already: delete it first, or choose another name"));
  for (const auto call : {&Database::RestoreSnapshot, &Database::DeleteSnapshot}) {
    CHECK(ErrorOf([&] { (database.*call)("other"); }) == NotFound("there is no snapshot other"));
  }
  database.TakeSnapshot(std::string(255, 'a'));
  CHECK(Names(database) == std::vector<std::string>{"fixture", std::string(255, 'a')});
}

TEST_CASE("There may be a hundred snapshots", "[snapshots]") {
  SnapshotService service;
  for (size_t i = 0; i < kMaxSnapshots; ++i) {
    service.database().TakeSnapshot("s" + std::to_string(i));
  }
  CHECK(
      ErrorOf([&] { service.database().TakeSnapshot("more"); }) ==
      ErrorText(ErrorCode::kLimitExceeded, "there are 100 snapshots already, and may be no more"));
  service.database().DeleteSnapshot("s7");
  service.database().TakeSnapshot("more");
}

TEST_CASE("A reset removes everything but the time", "[snapshots]") {
  const bool on_disk = GENERATE(false, true);
  const bool with_snapshot = GENERATE(false, true);
  SnapshotService service(on_disk);
  const std::string empty = service.Everything();
  service.CreateTable("Things");
  service.Put("Things", "a");
  service->Call("UpdateContinuousBackups", R"({"TableName":"Things",
    "PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}})");
  service->Call("CreateBackup", R"({"TableName":"Things","BackupName":"First"})");
  service.CreateTable("Gone");
  service->Call("DeleteTable", R"({"TableName":"Gone"})");
  if (with_snapshot) service.database().TakeSnapshot("fixture");
  service.Put("Things", "b");
  service.database().Reset();
  CHECK(service.Everything() == empty);
  if (on_disk) service.Reopen();
  CHECK(service.Everything() == empty);
  service.CreateTable("Things");
  CHECK(service.Get("Things", "a") == "{}");
  service.Put("Things", "c");
  service.database().TakeSnapshot("fixture");
  const std::string before = service.Everything();
  service.Delete("Things", "c");
  service.database().RestoreSnapshot("fixture");
  CHECK(service.Everything() == before);
}

TEST_CASE("A request under way ends before a snapshot is restored", "[snapshots][threads]") {
  std::mutex mutex;
  std::condition_variable changed;
  bool committing = false;
  bool released = false;
  std::atomic<bool> hold = false;
  DatabaseOptions options;
  options.before_commit = [&] {
    if (!hold.exchange(false)) return;
    std::unique_lock lock(mutex);
    committing = true;
    changed.notify_all();
    changed.wait(lock, [&] { return released; });
  };
  Service service(options);
  service.Call("CreateTable", R"({"TableName":"Tab","BillingMode":"PAY_PER_REQUEST",
    "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
    "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]})");
  service.database().TakeSnapshot("fixture");
  hold = true;
  std::thread request([&] {
    CHECK(service.Call("PutItem", R"({"TableName":"Tab","Item":{"pk":{"S":"a"}}})") == "{}");
  });
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return committing; });
  }
  std::thread restore([&] { service.database().RestoreSnapshot("fixture"); });
  {
    const std::lock_guard lock(mutex);
    released = true;
    changed.notify_all();
  }
  request.join();
  restore.join();
  // Had the restore not waited, the item that was on its way would be there.
  CHECK(service.Call("Scan", R"({"TableName":"Tab"})") ==
        R"({"Items":[],"Count":0,"ScannedCount":0})");
}

TEST_CASE("Transfers beside snapshots and restores leave the sum as it is",
          "[snapshots][threads]") {
  constexpr int kAccounts = 8;
  Service service;
  service.Call("CreateTable", R"({"TableName":"Tab","BillingMode":"PAY_PER_REQUEST",
    "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"N"}],
    "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]})");
  for (int i = 0; i < kAccounts; ++i) {
    service.Call("PutItem", R"({"TableName":"Tab","Item":{"n":{"N":"100"},"pk":{"N":")" +
                                std::to_string(i) + R"("}}})");
  }
  service.database().TakeSnapshot("s");
  std::atomic<bool> stop = false;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 3; ++writer) {
    writers.emplace_back([&, writer] {
      const auto add = [](int account, const char* amount) {
        return R"({"Update":{"TableName":"Tab","UpdateExpression":"ADD n :a","Key":{"pk":{"N":")" +
               std::to_string(account) + R"("}},"ExpressionAttributeValues":{":a":{"N":")" +
               amount + R"("}}}})";
      };
      for (int i = writer; !stop; ++i) {
        service.Call("TransactWriteItems", R"({"TransactItems":[)" + add(i % kAccounts, "1") + ',' +
                                               add((i + 3) % kAccounts, "-1") + "]}");
      }
    });
  }
  for (int round = 0; round < 50; ++round) {
    service.database().RestoreSnapshot("s");
    service.database().DeleteSnapshot("s");
    service.database().TakeSnapshot("s");
  }
  stop = true;
  for (std::thread& writer : writers) writer.join();
  service.database().RestoreSnapshot("s");
  int64_t sum = 0;
  service.database().Scan(
      "Tab", {},
      [&](ItemView item) {
        int64_t n = 0;
        Number::FromBytes(item.Find("n")->payload()).ToInt64(&n);
        sum += n;
      },
      nullptr);
  CHECK(sum == kAccounts * 100);
}

}  // namespace
}  // namespace pumice::test
