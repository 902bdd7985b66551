// SPDX-License-Identifier: Apache-2.0

#include "protocol/status_control.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <future>
#include <mutex>
#include <regex>
#include <set>
#include <string>

#include "engine/database.h"
#include "engine/spaces.h"
#include "protocol/control.h"
#include "protocol/endpoint.h"
#include "tests/protocol/recorded_service.h"

namespace pumice::test {
namespace {

std::string Status(Database* database, const MemoryBudget* memory, std::string_view method) {
  const HttpResponse response =
      HandleStatus(database->spaces(), memory, std::chrono::milliseconds(12'500),
                   {method, "/_pumice/status", {}, ""});
  return std::to_string(response.status) + " " + response.body;
}

TEST_CASE("The status tells version, uptime, tables and memory", "[status_control]") {
  MemoryBudget memory(1 << 30);
  RecordedService service;
  memory.SetStored(2000);
  HeldMemory held(&memory);
  REQUIRE(held.Resize(500));
  CHECK(
      Status(&service.database(), &memory, "GET") ==
      R"(200 {"version":"0.1.0","uptime_seconds":12.5,"writes_suspended":false,"spaces":1,"tables":1,)"
      R"("memory":{"used":2500,"limit":1073741824},"work":[]})");
  CHECK(
      Status(&service.database(), nullptr, "GET") ==
      R"(200 {"version":"0.1.0","uptime_seconds":12.5,"writes_suspended":false,"spaces":1,"tables":1,)"
      R"("work":[]})");
}

TEST_CASE("The status is only asked for", "[status_control]") {
  const auto database = Database::Open({});
  CHECK(Status(database.get(), nullptr, "POST") == R"(405 {"message":"GET tells the status"})");
}

TEST_CASE("The status is at /_pumice/status", "[status_control]") {
  const auto database = Database::Open({});
  Control control(&database->spaces(), nullptr);
  const HttpResponse response =
      control.Handle({"GET", "/_pumice/status", {}, ""}, "/_pumice/status");
  CHECK(std::regex_match(
      response.body,
      std::regex(R"(\{"version":"0\.1\.0","uptime_seconds":[\d.E-]+,"writes_suspended":false,)"
                 R"("spaces":1,"tables":0,"work":\[\]\})")));
}

TEST_CASE("The status tells of an index that is filled", "[status_control]") {
  std::promise<void> reached;
  std::promise<void> go_on;
  std::once_flag once;
  DatabaseOptions options;
  options.walk.chunk_keys = 2;
  options.walk.between_chunks = [&] {
    std::call_once(once, [&] {
      reached.set_value();
      go_on.get_future().wait();
    });
  };
  RecordedService service({}, options);
  for (const char* key : {"a", "b", "c"}) service.Put(key, "'color':{'S':'red'}");
  service.Send("UpdateTable", R"({'TableName':'Orders',
    'AttributeDefinitions':[{'AttributeName':'color','AttributeType':'S'}],
    'GlobalSecondaryIndexUpdates':[{'Create':{'IndexName':'ByColor',
      'KeySchema':[{'AttributeName':'color','KeyType':'HASH'}],
      'Projection':{'ProjectionType':'ALL'}}}]})");
  reached.get_future().wait();
  const std::string status = Status(&service.database(), nullptr, "GET");
  go_on.set_value();
  const std::regex started(R"("started":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")");
  CHECK(
      std::regex_replace(status, started, R"("started":"…")") ==
      R"(200 {"version":"0.1.0","uptime_seconds":12.5,"writes_suspended":false,"spaces":1,"tables":1,)"
      R"("work":[{"name":"filling index ByColor of table Orders","done":2,"total":3,)"
      R"("started":"…"}]})");
  service.database().RunDueWork();
  CHECK(Status(&service.database(), nullptr, "GET").ends_with(R"("work":[]})"));
}

// What was in progress at some commit.
class WorkSeen {
 public:
  void Look(const Database& database) {
    const std::lock_guard lock(mutex_);
    for (const Progress::State& state : database.spaces().progress().List())
      names_.insert(state.name);
  }
  std::set<std::string> names() {
    const std::lock_guard lock(mutex_);
    return names_;
  }

 private:
  std::mutex mutex_;
  std::set<std::string> names_;
};

TEST_CASE("Backups and restores are told of while they copy", "[status_control]") {
  WorkSeen seen;
  std::atomic<Database*> database = nullptr;
  DatabaseOptions options;
  options.before_commit = [&] {
    if (database != nullptr) seen.Look(*database);
  };
  RecordedService service({}, options);
  service.Put("a", "'kind':{'S':'x'}");
  database = &service.database();
  const std::string backup =
      service.Send("CreateBackup", "{'TableName':'Orders','BackupName':'Nightly'}").body;
  service.database().RunDueWork();
  CHECK(seen.names() == std::set<std::string>{"copying table Orders to backup Nightly"});
  std::smatch arn;
  REQUIRE(std::regex_search(backup, arn, std::regex(R"-("BackupArn":"([^"]+)")-")));
  service.Send("RestoreTableFromBackup",
               "{'TargetTableName':'Copied','BackupArn':'" + arn[1].str() + "'}");
  service.database().RunDueWork();
  CHECK(seen.names().contains("copying table Orders to table Copied"));
  CHECK(seen.names().contains("filling the indexes of table Copied"));
  CHECK(service.database().spaces().progress().List().empty());
  database = nullptr;
}

}  // namespace
}  // namespace pumice::test
