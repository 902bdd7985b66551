// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/engine/backup/snapshot_service.h"
#include "tests/support/random.h"

namespace pumice::test {
namespace {

// A request, or what else is done.
struct Step {
  enum class Kind { kCall, kAdvance, kDeleteBackup, kRestoreBackup };

  Kind kind = Kind::kCall;
  std::string operation{};
  std::string request{};
  int64_t millis = 0;
};

std::string TableMember(Random* random) {
  return R"({"TableName":"Tab)" + std::to_string(random->Below(3)) + '"';
}

std::string Key(Random* random) {
  return R"("pk":{"S":")" + std::to_string(random->Below(6)) + R"("},"sk":{"S":")" +
         std::to_string(random->Below(2)) + R"("})";
}

std::string Put(Random* random, int64_t now_millis) {
  std::string item = Key(random);
  if (!random->OneIn(3)) item += R"(,"kind":{"S":")" + random->Word(1) + R"(k"})";
  if (!random->OneIn(3)) item += R"(,"score":{"N":")" + std::to_string(random->Below(3)) + R"("})";
  if (random->OneIn(3)) {
    item += R"(,"expires":{"N":")" +
            std::to_string(now_millis / 1000 + random->Between(10, 100000)) + R"("})";
  }
  return R"("Item":{)" + item + R"(,"note":{"S":")" + random->Word(30) + R"("}})";
}

Step Write(Random* random, int64_t now_millis) {
  if (random->OneIn(3)) {
    return {Step::Kind::kCall, "DeleteItem",
            TableMember(random) + R"(,"Key":{)" + Key(random) + "}}"};
  }
  if (random->OneIn(3)) {
    // Of few tokens and payloads, so that some are repeated.
    const std::string number = std::to_string(random->Below(5));
    return {
        Step::Kind::kCall, "TransactWriteItems",
        R"({"ClientRequestToken":"t)" + number + R"(","TransactItems":[{"Update":)" +
            R"({"TableName":"Tab0","Key":{"pk":{"S":")" + number + R"("},"sk":{"S":"0"}},)" +
            R"("UpdateExpression":"ADD n :n","ExpressionAttributeValues":{":n":{"N":"1"}}}}]})"};
  }
  return {Step::Kind::kCall, "PutItem", TableMember(random) + ',' + Put(random, now_millis) + '}'};
}

Step ChangeTable(Random* random) {
  const std::string table = TableMember(random);
  switch (random->Below(9)) {
    case 0:
      return {Step::Kind::kCall, "CreateTable", table};
    case 1:
      return {Step::Kind::kCall, "DeleteTable", table + '}'};
    case 2:
      return {Step::Kind::kCall, "UpdateTable",
              table + R"(,"GlobalSecondaryIndexUpdates":[{"Delete":{"IndexName":"ByKind"}}]})"};
    case 3:
      return {Step::Kind::kCall, "UpdateTable", table + R"(,"AttributeDefinitions":
        [{"AttributeName":"kind","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"S"}],
        "GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"ByKind",
        "KeySchema":[{"AttributeName":"kind","KeyType":"HASH"},
          {"AttributeName":"sk","KeyType":"RANGE"}],"Projection":{"ProjectionType":"ALL"}}}]})"};
    case 4:
      return {Step::Kind::kCall, "UpdateTable",
              table + R"(,"StreamSpecification":)" +
                  (random->OneIn(2) ? R"({"StreamEnabled":false}})"
                                    : R"({"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"}})")};
    case 5:
      return {Step::Kind::kCall, "UpdateTimeToLive",
              table + R"(,"TimeToLiveSpecification":{"AttributeName":"expires","Enabled":)" +
                  (random->OneIn(4) ? "false}}" : "true}}")};
    case 6:
      return {Step::Kind::kCall, "UpdateContinuousBackups",
              table + R"(,"PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":)" +
                  (random->OneIn(3) ? "false}}" : "true}}")};
    case 7:
      return {
          Step::Kind::kCall, "RestoreTableToPointInTime",
          R"({"SourceTableName":"Tab0","TargetTableName":"Tab2","UseLatestRestorableTime":true})"};
    default:
      return {Step::Kind::kCall, "TagResource",
              R"({"ResourceArn":"arn:aws:dynamodb:us-east-1:000000000000:table/Tab0","Tags":)"
              R"([{"Key":"k","Value":")" +
                  random->Word(3) + R"("}]})"};
  }
}

Step RandomStep(Random* random, int64_t now_millis) {
  if (random->OneIn(6)) {
    return {Step::Kind::kAdvance, "", "",
            random->OneIn(3) ? random->Between(1, 30) * 60 * 60 * 1000 : random->Between(1, 5000)};
  }
  if (random->OneIn(15)) return {Step::Kind::kDeleteBackup};
  if (random->OneIn(15)) return {Step::Kind::kRestoreBackup};
  if (random->OneIn(15)) {
    return {Step::Kind::kCall, "CreateBackup", TableMember(random) + R"(,"BackupName":"Some"})"};
  }
  return random->OneIn(4) ? ChangeTable(random) : Write(random, now_millis);
}

void Run(const Step& step, SnapshotService* service) {
  const auto backups = service->database().ListBackups({}, 1);
  const std::string arn = backups.empty() ? "none" : backups[0]->arn;
  switch (step.kind) {
    case Step::Kind::kCall:
      if (step.operation == "CreateTable") {
        service->CreateTable(step.request.substr(step.request.size() - 5, 4));
      } else {
        (*service)->Call(step.operation, step.request);
      }
      break;
    case Step::Kind::kAdvance:
      service->clock().Advance(std::chrono::milliseconds(step.millis));
      break;
    case Step::Kind::kDeleteBackup:
      (*service)->Call("DeleteBackup", R"({"BackupArn":")" + arn + R"("})");
      break;
    case Step::Kind::kRestoreBackup:
      (*service)->Call("RestoreTableFromBackup",
                       R"({"TargetTableName":"Tab1","BackupArn":")" + arn + R"("})");
      break;
  }
  // No two backups or streams of one time, whose order would be drawn by lot, and nothing left to
  // do in the background.
  service->clock().Advance(std::chrono::milliseconds(1));
  (*service)->RunDueWork();
}

// What was when each snapshot was taken.
using Model = std::map<std::string, std::string>;

// Random steps from a snapshot on, and the snapshot again: what there was then must be there, and
// the same steps must lead to the same again.
void RestoreAndRepeat(const std::string& name, const Model& model, Random* random,
                      SnapshotService* service) {
  service->database().RestoreSnapshot(name);
  REQUIRE(service->Data() == model.at(name));
  std::vector<Step> steps;
  std::string ends[2];
  for (std::string& end : ends) {
    for (int i = 0; i < 12; ++i) {
      if (&end == &ends[0]) steps.push_back(RandomStep(random, service->clock().NowMillis()));
      Run(steps[static_cast<size_t>(i)], service);
    }
    end = SnapshotService::WithoutIds(service->Data());
    service->database().RestoreSnapshot(name);
    REQUIRE(service->Data() == model.at(name));
  }
  REQUIRE(ends[0] == ends[1]);
}

TEST_CASE("A snapshot brings back all that there was, and what is done then comes to the same",
          "[snapshot_property][property]") {
  const bool on_disk = GENERATE(false, true);
  Random random(GENERATE(1u, 2u, 3u));
  CAPTURE(on_disk, random.seed());
  SnapshotService service(on_disk);
  Model model;
  int taken = 0;
  for (int round = 0; round < 60; ++round) {
    CAPTURE(round);
    for (size_t i = random.Below(15); i > 0; --i) {
      Run(RandomStep(&random, service.clock().NowMillis()), &service);
    }
    if (on_disk && random.OneIn(4)) service.Reopen();
    if (random.OneIn(60)) {
      service.database().Reset();
      model.clear();
    }
    if (model.empty() || (model.size() < 5 && random.OneIn(2))) {
      const std::string name = "s" + std::to_string(++taken);
      service.database().TakeSnapshot(name);
      model.emplace(name, service.Data());
      continue;
    }
    const auto snapshot =
        std::next(model.begin(), static_cast<int64_t>(random.Below(model.size())));
    if (random.OneIn(5)) {
      service.database().DeleteSnapshot(snapshot->first);
      model.erase(snapshot);
    } else {
      RestoreAndRepeat(snapshot->first, model, &random, &service);
    }
  }
}

}  // namespace
}  // namespace pumice::test
