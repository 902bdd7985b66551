// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/plan.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "protocol/deploy/node.h"
#include "protocol/deploy/read_document.h"
#include "protocol/deploy/template_error.h"
#include "pumice/clock.h"
#include "tests/support/service.h"

namespace pumice::test {
namespace {

using deploy::DesiredTable;
using deploy::DesiredTables;
using deploy::DynamoDbCall;
using deploy::Node;
using deploy::PlannedCallError;
using deploy::PlannedTable;
using deploy::PlanNote;
using deploy::PlanOptions;
using deploy::PlanRun;
using deploy::PlanTables;
using deploy::ReadDocument;
using deploy::TemplateError;

constexpr const char* kMusic = R"({
  TableName: Music, BillingMode: PAY_PER_REQUEST,
  AttributeDefinitions: [{AttributeName: Artist, AttributeType: S},
                         {AttributeName: Song, AttributeType: S}],
  KeySchema: [{AttributeName: Artist, KeyType: HASH}, {AttributeName: Song, KeyType: RANGE}]})";

DesiredTable Table(std::string_view create) {
  DesiredTable table;
  table.create = ReadDocument("# \n" + std::string(create), "");
  table.name = table.create.Find("TableName")->text();
  return table;
}

// Music with further members of CreateTable's.
DesiredTable Music(const std::vector<std::pair<std::string, std::string>>& members = {}) {
  DesiredTable table = Table(kMusic);
  for (const auto& [name, value] : members) {
    table.create.Set(name, ReadDocument("# \n" + value, ""));
  }
  return table;
}

DesiredTables Of(DesiredTable table) {
  DesiredTables desired;
  desired.tables.push_back(std::move(table));
  return desired;
}

// A database and what is asked of it.
class Database {
 public:
  explicit Database(const DatabaseOptions& options = {}) : service_(options) {}

  DynamoDbCall call() {
    return [this](std::string_view operation, std::string_view input) {
      if (operation == unknown_) throw ServiceError("UnknownOperationException", "");
      std::string answer = service_.Call(operation, input);
      if (answer.empty() || answer.starts_with('{')) return answer;
      const size_t colon = answer.find(": ");
      throw ServiceError(answer.substr(0, colon),
                         colon == std::string::npos ? "" : answer.substr(colon + 2));
    };
  }

  std::vector<PlannedTable> Plan(const DesiredTables& desired, PlanOptions options = {}) {
    return PlanTables(desired, call(), options);
  }

  // Plans and carries out. "sign, lines; calls" of each table, and then that there is nothing more
  // to do.
  std::string Deploy(const DesiredTables& desired, PlanOptions options = {}) {
    const std::vector<PlannedTable> plan = Plan(desired, options);
    std::string text;
    for (const PlannedTable& table : plan) text += Text(table);
    ApplyPlan(plan, call(),
              [](const std::string& why) { throw std::runtime_error("waits: " + why); });
    for (const PlannedTable& table : Plan(desired, options)) CHECK(Text(table) == "=");
    return text;
  }

  static std::string Text(const PlannedTable& table) {
    std::string text(1, table.sign);
    for (const std::string& line : table.lines) text += "\n" + line;
    for (const deploy::PlannedCall& planned : table.calls) text += "\n> " + planned.operation;
    return text + (table.blocked ? "\nblocked" : "");
  }

  void Forget(std::string operation) { unknown_ = std::move(operation); }
  Service& service() { return service_; }

 private:
  Service service_;
  std::string unknown_;
};

const char* const kByGenre =
    "[{IndexName: ByGenre, KeySchema: [{AttributeName: Genre, KeyType: HASH}], "
    "Projection: {ProjectionType: KEYS_ONLY}}]";
const char* const kGenreDefinitions =
    "[{AttributeName: Artist, AttributeType: S}, {AttributeName: Song, AttributeType: S}, "
    "{AttributeName: Genre, AttributeType: S}]";

// For a principal.
std::string Policy(const std::string& principal) {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":")" +
         principal + R"("},"Action":"dynamodb:GetItem",)" +
         R"("Resource":"arn:aws:dynamodb:us-east-1:000000000000:table/Music"}]})";
}

TEST_CASE("A table that is missing is made", "[plan]") {
  Database database;
  CHECK(database.Deploy(Of(Music())) == "+\n+ key: Artist (S), Song (S)\n> CreateTable");
  CHECK(database.Deploy(Of(Music())) == "=");
}

TEST_CASE("A new table has its settings and items", "[plan]") {
  Database database;
  DesiredTable table =
      Music({{"AttributeDefinitions", kGenreDefinitions},
             {"GlobalSecondaryIndexes", kByGenre},
             {"StreamSpecification", "{StreamEnabled: true, StreamViewType: KEYS_ONLY}"},
             {"Tags", "[{Key: team, Value: a}]"}});
  table.time_to_live = ReadDocument("{\"AttributeName\":\"expires\",\"Enabled\":true}", "");
  table.continuous_backups = ReadDocument("{\"PointInTimeRecoveryEnabled\":true}", "");
  table.contributor_insights.push_back(
      ReadDocument("{\"ContributorInsightsAction\":\"ENABLE\"}", ""));
  table.contributor_insights.push_back(
      ReadDocument(R"({"ContributorInsightsAction":"ENABLE","IndexName":"ByGenre"})", ""));
  table.items.push_back(ReadDocument(R"({"Artist":{"S":"a"},"Song":{"S":"b"}})", ""));
  CHECK(database.Deploy(Of(table)) ==
        "+\n+ key: Artist (S), Song (S)\n+ GSI ByGenre: Genre (S); KEYS_ONLY\n"
        "+ stream: KEYS_ONLY\n+ tag team: a\n+ TTL: expires\n+ point-in-time recovery\n"
        "+ Contributor Insights\n+ Contributor Insights of GSI ByGenre\n+ items: 1\n"
        "> CreateTable\n> UpdateTimeToLive\n> UpdateContinuousBackups\n"
        "> UpdateContributorInsights\n> UpdateContributorInsights\n> PutItem");
  CHECK(database.service().Call("Scan", "{'TableName':'Music','Select':'COUNT'}") ==
        R"({"Count":1,"ScannedCount":1})");
}

TEST_CASE("A plan tells each setting of a new table", "[plan]") {
  Database database;
  const std::string index =
      "[{IndexName: ByGenre, KeySchema: [{AttributeName: Genre, KeyType: HASH}], "
      "Projection: {ProjectionType: ALL}, "
      "ProvisionedThroughput: {ReadCapacityUnits: 3, WriteCapacityUnits: 4}}]";
  DesiredTable table =
      Music({{"AttributeDefinitions", kGenreDefinitions},
             {"BillingMode", "PROVISIONED"},
             {"ProvisionedThroughput", "{ReadCapacityUnits: 1, WriteCapacityUnits: 2}"},
             {"GlobalSecondaryIndexes", index},
             {"WarmThroughput", "{ReadUnitsPerSecond: 13000, WriteUnitsPerSecond: 5000}"},
             {"SSESpecification", "{Enabled: true, SSEType: KMS, KMSMasterKeyId: alias/mine}"},
             {"TableClass", "STANDARD_INFREQUENT_ACCESS"},
             {"DeletionProtectionEnabled", "true"},
             {"Tags", "[{Key: team, Value: a}, {Key: cost, Value: b}]"}});
  table.create.Set("ResourcePolicy", Node::String(Policy("123456789012")));
  CHECK(database.Deploy(Of(table)) ==
        "+\n+ key: Artist (S), Song (S)\n+ GSI ByGenre: Genre (S); ALL\n"
        "+ GSI ByGenre throughput: 3 read, 4 write\n+ throughput: 1 read, 2 write\n"
        "+ warm throughput: 13000 read, 5000 write\n+ encryption by KMS: alias/mine\n"
        "+ class: STANDARD_INFREQUENT_ACCESS\n+ deletion protection\n+ tag team: a\n"
        "+ tag cost: b\n+ resource policy\n> CreateTable");
  table = Music({{"OnDemandThroughput", "{MaxReadRequestUnits: 9}"}});
  table.name = "Other";
  table.create.Set("TableName", Node::String("Other"));
  CHECK(database.Deploy(Of(table)) ==
        "+\n+ key: Artist (S), Song (S)\n+ greatest throughput: 9 read, -1 write\n> CreateTable");
}

TEST_CASE("A policy is the same however its account is written", "[plan]") {
  Database database;
  const auto music = [](const std::string& policy) {
    DesiredTable table = Music();
    table.create.Set("ResourcePolicy", Node::String(policy));
    return Of(table);
  };
  CHECK(database.Deploy(music(Policy("123456789012"))) ==
        "+\n+ key: Artist (S), Song (S)\n+ resource policy\n> CreateTable");
  CHECK(database.Deploy(music(Policy("arn:aws:iam::123456789012:root"))) == "=");
  CHECK(database.Deploy(music(Policy("123456789013"))) ==
        "~\n~ resource policy\n> PutResourcePolicy");
}

TEST_CASE("A Kinesis destination that cannot be enabled is told", "[plan]") {
  Database database;
  DesiredTable table = Music();
  table.kinesis_destination =
      ReadDocument(R"({"StreamArn":"arn:aws:kinesis:us-east-1:000000000000:stream/s"})", "");
  const auto plan = [&] { return database.Plan(Of(table)); };
  for (const char* const expected :
       {"+\n+ key: Artist (S), Song (S)\n"
        "+ Kinesis destination arn:aws:kinesis:us-east-1:000000000000:stream/s\n"
        "> CreateTable\n> EnableKinesisStreamingDestination",
        "~\n+ Kinesis destination arn:aws:kinesis:us-east-1:000000000000:stream/s\n"
        "> EnableKinesisStreamingDestination"}) {
    const std::vector<PlannedTable> planned = plan();
    CHECK(Database::Text(planned.front()) == expected);
    const std::vector<PlanNote> notes =
        ApplyPlan(planned, database.call(), [](const std::string& /*why*/) {});
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].table == "Music");
    CHECK(
        notes[0].text.starts_with("Kinesis destination arn:aws:kinesis:us-east-1:000000000000:"
                                  "stream/s is ENABLE_FAILED: "));
  }
}

TEST_CASE("A run waits for a Kinesis destination, and its rest goes on", "[plan]") {
  ManualClock clock(RealClock().NowMillis());
  DatabaseOptions options = ByClock(&clock);
  Database database(options);
  database.Deploy(Of(Music()));
  std::string status = "ENABLING";
  const DynamoDbCall call = [&](std::string_view operation, std::string_view input) {
    if (operation == "EnableKinesisStreamingDestination") return std::string("{}");
    if (operation != "DescribeKinesisStreamingDestination") {
      return database.call()(operation, input);
    }
    return R"({"KinesisDataStreamDestinations":[{"StreamArn":"s","DestinationStatus":")" + status +
           "\"}]}";
  };
  PlannedTable planned;
  planned.name = "Music";
  planned.sign = '~';
  planned.calls.push_back(
      {"EnableKinesisStreamingDestination", R"({"TableName":"Music","StreamArn":"s"})", "Music"});
  PlanRun run({planned});
  CHECK(!run.Step(call));
  CHECK(run.waiting_for() == "Music's Kinesis destination s is ENABLING");
  PlanRun rest(run.rest());
  CHECK(!rest.Step(call));
  status = "ACTIVE";
  CHECK(rest.Step(call));
  CHECK(rest.made() == 0);
  CHECK(rest.notes().empty());
  CHECK(rest.rest().empty());
}

TEST_CASE("Global indexes are changed one a call", "[plan]") {
  Database database;
  database.Deploy(Of(Music()));
  const std::string both =
      "[{IndexName: ByGenre, KeySchema: [{AttributeName: Genre, KeyType: HASH}], "
      "Projection: {ProjectionType: KEYS_ONLY}}, {IndexName: BySong, KeySchema: "
      "[{AttributeName: Song, KeyType: HASH}], Projection: {ProjectionType: ALL}}]";
  CHECK(database.Deploy(Of(Music(
            {{"AttributeDefinitions", kGenreDefinitions}, {"GlobalSecondaryIndexes", both}}))) ==
        "~\n+ GSI ByGenre: Genre (S); KEYS_ONLY\n+ GSI BySong: Song (S); ALL\n"
        "> UpdateTable\n> UpdateTable");
  const std::string other =
      "[{IndexName: ByGenre, KeySchema: [{AttributeName: Genre, KeyType: HASH}], "
      "Projection: {ProjectionType: INCLUDE, NonKeyAttributes: [b, a]}}]";
  CHECK(database.Deploy(Of(Music(
            {{"AttributeDefinitions", kGenreDefinitions}, {"GlobalSecondaryIndexes", other}}))) ==
        "~\n~ GSI ByGenre is built anew: Genre (S); KEYS_ONLY -> Genre (S); INCLUDE a, b\n"
        "- GSI BySong: Song (S); ALL\n> UpdateTable\n> UpdateTable\n> UpdateTable");
  CHECK(database.Deploy(Of(Music())) == "~\n- GSI ByGenre: Genre (S); INCLUDE a, b\n> UpdateTable");
}

TEST_CASE("Another type of an index's key builds it anew", "[plan]") {
  Database database;
  database.Deploy(Of(
      Music({{"AttributeDefinitions", kGenreDefinitions}, {"GlobalSecondaryIndexes", kByGenre}})));
  const std::string number =
      "[{AttributeName: Artist, AttributeType: S}, {AttributeName: Song, AttributeType: S}, "
      "{AttributeName: Genre, AttributeType: N}]";
  CHECK(database.Deploy(
            Of(Music({{"AttributeDefinitions", number}, {"GlobalSecondaryIndexes", kByGenre}}))) ==
        "~\n~ GSI ByGenre is built anew: Genre (S); KEYS_ONLY -> Genre (N); KEYS_ONLY\n"
        "> UpdateTable\n> UpdateTable");
}

TEST_CASE("Billing modes change with all throughput in one call", "[plan]") {
  Database database;
  database.Deploy(Of(
      Music({{"AttributeDefinitions", kGenreDefinitions}, {"GlobalSecondaryIndexes", kByGenre}})));
  const std::string provisioned_index =
      "[{IndexName: ByGenre, KeySchema: [{AttributeName: Genre, KeyType: HASH}], "
      "Projection: {ProjectionType: KEYS_ONLY}, "
      "ProvisionedThroughput: {ReadCapacityUnits: 3, WriteCapacityUnits: 4}}]";
  DesiredTable table =
      Music({{"AttributeDefinitions", kGenreDefinitions},
             {"BillingMode", "PROVISIONED"},
             {"ProvisionedThroughput", "{ReadCapacityUnits: 1, WriteCapacityUnits: 2}"},
             {"GlobalSecondaryIndexes", provisioned_index}});
  CHECK(database.Deploy(Of(table)) ==
        "~\n~ billing: PAY_PER_REQUEST -> PROVISIONED\n"
        "~ throughput: 0 read, 0 write -> 1 read, 2 write\n"
        "~ GSI ByGenre throughput: 0 read, 0 write -> 3 read, 4 write\n> UpdateTable");
  table.create.Find("ProvisionedThroughput")->Set("ReadCapacityUnits", Node::String("5"));
  CHECK(database.Plan(Of(table)).front().lines ==
        std::vector<std::string>{"~ throughput: 1 read, 2 write -> 5 read, 2 write"});
  CHECK(database.Deploy(Of(Music({{"AttributeDefinitions", kGenreDefinitions},
                                  {"GlobalSecondaryIndexes", kByGenre},
                                  {"OnDemandThroughput", "{MaxReadRequestUnits: 9}"}}))) ==
        "~\n~ billing: PROVISIONED -> PAY_PER_REQUEST\n"
        "~ throughput: -1 read, -1 write -> 9 read, -1 write\n> UpdateTable");
}

TEST_CASE("Stream, encryption, class, protection and warm throughput are changed", "[plan]") {
  Database database;
  database.Deploy(Of(Music()));
  CHECK(database.Deploy(
            Of(Music({{"StreamSpecification", "{StreamEnabled: true, StreamViewType: KEYS_ONLY}"},
                      {"SSESpecification", "{Enabled: true, SSEType: KMS}"},
                      {"TableClass", "STANDARD_INFREQUENT_ACCESS"},
                      {"WarmThroughput", "{ReadUnitsPerSecond: 13000, WriteUnitsPerSecond: 5000}"},
                      {"DeletionProtectionEnabled", "true"}}))) ==
        "~\n~ warm throughput: 12000 read, 4000 write -> 13000 read, 5000 write\n"
        "+ stream: KEYS_ONLY\n+ encryption by KMS\n"
        "~ class: STANDARD -> STANDARD_INFREQUENT_ACCESS\n+ deletion protection\n"
        "> UpdateTable\n> UpdateTable\n> UpdateTable\n> UpdateTable\n> UpdateTable");
  CHECK(database.Deploy(Of(Music(
            {{"StreamSpecification", "{StreamEnabled: true, StreamViewType: NEW_IMAGE}"},
             {"SSESpecification", "{Enabled: true, SSEType: KMS, KMSMasterKeyId: alias/mine}"},
             {"WarmThroughput", "{ReadUnitsPerSecond: 12000, WriteUnitsPerSecond: 4000}"}}))) ==
        "~\n~ stream: KEYS_ONLY -> NEW_IMAGE\n~ encryption: another key\n"
        "~ class: STANDARD_INFREQUENT_ACCESS -> STANDARD\n- deletion protection\n"
        "> UpdateTable\n> UpdateTable\n> UpdateTable\n> UpdateTable\n> UpdateTable");
  CHECK(database.Deploy(Of(Music())) ==
        "~\n- stream: NEW_IMAGE\n- encryption by KMS\n> UpdateTable\n> UpdateTable");
}

TEST_CASE("Settings beside the table are changed where they differ", "[plan]") {
  ManualClock clock(RealClock().NowMillis());
  Database database(ByClock(&clock));
  DesiredTable table = Music({{"Tags", "[{Key: a, Value: one}, {Key: b, Value: two}]"}});
  table.time_to_live = ReadDocument("{\"AttributeName\":\"expires\",\"Enabled\":true}", "");
  database.Deploy(Of(table));
  clock.Advance(std::chrono::hours(2));
  table = Music({{"Tags", "[{Key: b, Value: other}, {Key: c, Value: three}]"}});
  table.create.Set("ResourcePolicy", Node::String(Policy("arn:aws:iam::123456789012:user/a")));
  table.time_to_live = ReadDocument("{\"Enabled\":false}", "");
  table.continuous_backups =
      ReadDocument(R"({"PointInTimeRecoveryEnabled":true,"RecoveryPeriodInDays":7})", "");
  CHECK(database.Deploy(Of(table)) ==
        "~\n~ tag b: other\n+ tag c: three\n- tag a: one\n+ resource policy\n- TTL: expires\n"
        "+ point-in-time recovery: 7 days\n> UntagResource\n> TagResource\n"
        "> PutResourcePolicy\n> UpdateTimeToLive\n> UpdateContinuousBackups");
  // What is not said stays.
  CHECK(database.Deploy(Of(Music())) == "=");
  table = Music();
  table.continuous_backups = ReadDocument("{\"PointInTimeRecoveryEnabled\":false}", "");
  CHECK(database.Deploy(Of(table)) == "~\n- point-in-time recovery\n> UpdateContinuousBackups");
}

TEST_CASE("A table of other keys is replaced only where that is allowed", "[plan]") {
  Database database;
  database.Deploy(Of(Music()));
  const DesiredTables other = Of(Table(R"({
    TableName: Music, BillingMode: PAY_PER_REQUEST,
    AttributeDefinitions: [{AttributeName: Artist, AttributeType: N}],
    KeySchema: [{AttributeName: Artist, KeyType: HASH}]})"));
  CHECK(Database::Text(database.Plan(other).front()) ==
        "-\n! key: Artist (S), Song (S) -> Artist (N)\nblocked");
  CHECK(database.Deploy(other, {.replace = true}) ==
        "-\n! key: Artist (S), Song (S) -> Artist (N)\n+ key: Artist (N)\n"
        "> DeleteTable\n> CreateTable");
  const std::string local =
      "[{IndexName: Mine, KeySchema: [{AttributeName: Artist, KeyType: HASH}, "
      "{AttributeName: Genre, KeyType: RANGE}], Projection: {ProjectionType: ALL}}]";
  database.Deploy(Of(Music({{"DeletionProtectionEnabled", "true"}})), {.replace = true});
  CHECK(Database::Text(database
                           .Plan(Of(Music({{"AttributeDefinitions", kGenreDefinitions},
                                           {"LocalSecondaryIndexes", local}})),
                                 {.replace = true})
                           .front()) ==
        "-\n! LSI Mine: none -> Artist (S), Genre (S); ALL\n! deletion protection is on\nblocked");
}

TEST_CASE("A table is not deleted for one that CreateTable refuses", "[plan]") {
  Database database;
  database.Deploy(Of(Music()));
  const DesiredTables undefined = Of(Table(R"({
    TableName: Music, BillingMode: PAY_PER_REQUEST,
    AttributeDefinitions: [{AttributeName: Other, AttributeType: S}],
    KeySchema: [{AttributeName: Artist, KeyType: HASH}]})"));
  const auto planned = database.Plan(undefined, {.replace = true}).front();
  CHECK(planned.blocked);
  CHECK(planned.calls.empty());
  CHECK(database.Deploy(Of(Music())) == "=");
}

TEST_CASE("Two tables of one name are refused", "[plan]") {
  Database database;
  DesiredTables desired = Of(Music());
  desired.tables.push_back(Music());
  desired.tables.back().logical_id = "Second";
  CHECK_THROWS_WITH(database.Plan(desired), "Second: there is another table of the name Music");
}

TEST_CASE("Settings that an endpoint does not know are told", "[plan]") {
  Database database;
  DesiredTable table = Music();
  table.continuous_backups = ReadDocument("{\"PointInTimeRecoveryEnabled\":true}", "");
  database.Forget("UpdateContinuousBackups");
  const std::vector<PlannedTable> plan = database.Plan(Of(table));
  const std::vector<PlanNote> notes =
      ApplyPlan(plan, database.call(), [](const std::string& /*why*/) {});
  REQUIRE(notes.size() == 1);
  CHECK(notes[0].table == "Music");
  CHECK(notes[0].text == "the endpoint does not know UpdateContinuousBackups");
}

TEST_CASE("A call that is refused is told", "[plan]") {
  Database database;
  DesiredTable table = Music({{"BillingMode", "SOMETIMES"}});
  const std::vector<PlannedTable> plan = database.Plan(Of(table));
  try {
    database.Deploy(Of(table));
    FAIL("is refused");
  } catch (const PlannedCallError& error) {
    CHECK(error.name() == "ValidationException");
    CHECK(error.call().operation == "CreateTable");
  }
}

TEST_CASE("A run waits for tables to be ACTIVE and goes on from its rest", "[plan]") {
  ManualClock clock(RealClock().NowMillis());
  DatabaseOptions options = ByClock(&clock);
  options.transition_delay = std::chrono::seconds(1);
  Database database(options);
  DesiredTable table = Music();
  table.time_to_live = ReadDocument("{\"AttributeName\":\"expires\",\"Enabled\":true}", "");
  DesiredTables desired = Of(table);
  DesiredTable second = Music();
  second.name = "Second";
  second.create.Set("TableName", Node::String("Second"));
  desired.tables.push_back(second);
  PlanRun first(database.Plan(desired));
  CHECK(!first.Step(database.call()));
  CHECK(first.made() == 2);
  CHECK(first.waiting_for() == "Second is CREATING");
  CHECK(!first.Step(database.call()));
  CHECK(first.made() == 2);
  PlanRun rest(first.rest());
  clock.Advance(std::chrono::seconds(2));
  CHECK(rest.Step(database.call()));
  CHECK(rest.made() == 1);
  CHECK(rest.rest().empty());
}

}  // namespace
}  // namespace pumice::test
