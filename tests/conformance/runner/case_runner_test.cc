// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/case_runner.h"

#include <catch2/catch.hpp>

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "conformance/runner/http_transport.h"
#include "conformance/runner/in_process_transport.h"
#include "conformance/runner/junit.h"
#include "conformance/runner/report.h"
#include "pumice/clock.h"
#include "pumice/emulator.h"

namespace pumice::test {
namespace {

using namespace conformance;

const CaseFilter kAll = [](const CaseFile&, const Case&) { return true; };

constexpr const char* kTable = R"(
tables:
  - TableName: Tab
    AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
    KeySchema: [{AttributeName: id, KeyType: HASH}]
items:
  Tab: [{id: {S: a}, n: {N: "1"}}]
)";

CaseFile Read(const std::string& setup, const std::string& cases) {
  return ReadCaseText("area: Reads\nsource: the source" + setup + "cases:\n" + cases, "f.yaml");
}

std::vector<CaseResult> RunInProcess(const CaseFile& file) {
  return RunFile(
      file, kAll, [] { return MakeInProcessTransport("us-east-1"); }, nullptr);
}

std::string Report(const std::vector<CaseResult>& results) {
  std::ostringstream out;
  PrintReport(results, {}, true, out);
  return out.str();
}

// Answers each operation with what stands next in its line, the last of it for ever.
class ScriptedTransport : public Transport {
 public:
  using Script = std::map<std::string, std::deque<Answer>, std::less<>>;

  ScriptedTransport(Script script, std::vector<std::string>* calls)
      : script_(std::move(script)), calls_(*calls) {}

  Answer Call(std::string_view operation, std::string_view body) override {
    calls_.push_back(std::string(operation) + " " + std::string(body));
    const auto line = script_.find(operation);
    if (line == script_.end()) throw TransportError("nothing answers " + std::string(operation));
    const Answer answer = line->second.front();
    if (line->second.size() > 1) line->second.pop_front();
    return answer;
  }

  std::optional<int64_t> MoveClock(std::string_view request) override {
    return ReadClockAnswer(Call("clock", request));
  }

 private:
  Script script_;
  std::vector<std::string>& calls_;
};

constexpr const char* kGetCase = R"(  - name: get
    steps:
      - call: GetItem
        with: {TableName: Tab, Key: {id: {S: a}}}
        expect: {Item: {id: {S: a}, n: {N: "1"}}}
)";

TEST_CASE("A report tells failures, pending ones and the counts", "[case_runner]") {
  const CaseFile file = Read(kTable, std::string(kGetCase) + R"(
  - name: wrong <count> & more
    steps:
      - call: Scan
        with: {TableName: Tab}
        contains: {Count: 2}
      - pending: later
        call: ListBackups
  - name: not yet
    pending: needs more
)");
  const std::vector<CaseResult> results = RunInProcess(file);
  CHECK(Report(results) == R"(FAILED f.yaml:18: wrong <count> & more
  source: the source
  step 1, Scan
    Count
      expected: 2
      got:      1

PENDING f.yaml:21: wrong <count> & more: later
PENDING f.yaml:23: not yet: needs more
area    passed   failed  pending
Reads        1        1        2

1 passed, 1 failed, 2 pending
)");

  std::vector<CaseResult> timeless = results;
  for (CaseResult& result : timeless) result.duration = std::chrono::milliseconds(2);
  std::ostringstream junit;
  WriteJunit(timeless, {}, junit);
  CHECK(junit.str() == R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="Reads" tests="3" failures="1" errors="0" skipped="1" time="0.006000">
    <testcase classname="Reads" name="get" file="f.yaml" line="10" time="0.002000">
    </testcase>
    <testcase classname="Reads" name="wrong &lt;count&gt; &amp; more" file="f.yaml" line="16" time="0.002000">
      <failure message="step 1, Scan: Count: expected 2, got 1">f.yaml:18&#10;source: the source&#10;  step 1, Scan&#10;    Count&#10;      expected: 2&#10;      got:      1&#10;</failure>
      <system-out>pending, line 21: later&#10;</system-out>
    </testcase>
    <testcase classname="Reads" name="not yet" file="f.yaml" line="23" time="0.002000">
      <skipped message="needs more"/>
    </testcase>
  </testsuite>
</testsuites>
)");
}

TEST_CASE("An error is compared by type, message and members", "[case_runner]") {
  const auto failure_of = [](const std::string& expectation) {
    const CaseFile file = Read(kTable, R"(  - name: n
    steps:
      - call: PutItem
        with: {TableName: Tab, Item: {id: {S: a}}, ConditionExpression: attribute_not_exists(id),
               ReturnValuesOnConditionCheckFailure: ALL_OLD}
)" + expectation);
    std::string text;
    const std::vector<CaseResult> results = RunInProcess(file);
    for (const Failure& failure : results.at(0).failures) {
      for (const Difference& d : failure.differences) {
        text += d.path + "|" + d.expected + "|" + d.got + "\n";
      }
    }
    return text;
  };
  CHECK(failure_of("        error: ConditionalCheckFailedException\n"
                   "        message: The conditional request failed\n"
                   "        error_members: {Item: {id: {S: a}, n: {N: \"1\"}}}\n")
            .empty());
  CHECK(failure_of("        error: ValidationException\n") ==
        "|ValidationException|ConditionalCheckFailedException: The conditional request failed\n");
  CHECK(failure_of("        error: ConditionalCheckFailedException\n        message: other\n") ==
        "message|\"other\"|\"The conditional request failed\"\n");
  CHECK(failure_of("        error: ConditionalCheckFailedException\n"
                   "        message_contains: condition\n"
                   "        error_members: {Item: {id: {S: b}, n: {N: \"1\"}}, More: 1}\n") ==
        "Item.id.S|\"b\"|\"a\"\nMore|1|nothing\n");
  CHECK(failure_of("        expect: {}\n") ==
        "|success|ConditionalCheckFailedException: The conditional request failed\n");
}

TEST_CASE("Tables come and go, and are waited for", "[case_runner]") {
  const Answer not_found{400, R"({"__type":"x#ResourceNotFoundException","message":""})"};
  const Answer ok{200, "{}"};
  ScriptedTransport::Script script;
  script["CreateTable"] = {ok};
  script["DeleteTable"] = {ok};
  script["DescribeTable"] = {
      {200, R"({"Table":{"TableStatus":"CREATING"}})"},
      {200,
       R"({"Table":{"TableStatus":"ACTIVE","GlobalSecondaryIndexes":[{"IndexStatus":"CREATING"}]}})"},
      {200,
       R"({"Table":{"TableStatus":"ACTIVE","GlobalSecondaryIndexes":[{"IndexStatus":"ACTIVE"}]}})"},
      {200, R"({"Table":{"TableStatus":"DELETING"}})"},
      not_found};
  script["GetItem"] = {{200, "{}"}, {200, R"({"Item":{}})"}};
  std::vector<std::string> calls;
  const CaseFile file = Read("\ntables: [{TableName: T, BillingMode: B}]\n", R"(  - name: n
    steps:
      - {call: GetItem, eventually: true, expect: {Item: {}}}
)");
  const auto results = RunFile(
      file, kAll, [&] { return std::make_unique<ScriptedTransport>(script, &calls); }, nullptr);
  CHECK(Summarize(results, {}).passed == 1);
  const std::string describe = R"(DescribeTable {"TableName":"T"})";
  CHECK(calls == std::vector<std::string>{R"(CreateTable {"TableName":"T","BillingMode":"B"})",
                                          describe, describe, describe, "GetItem {}", "GetItem {}",
                                          R"(DeleteTable {"TableName":"T"})", describe, describe});
}

TEST_CASE("A table that a step changes, but did not create, is never deleted", "[case_runner]") {
  const Answer described{200, R"({"TableDescription":{"TableName":"T","TableStatus":"ACTIVE"}})"};
  ScriptedTransport::Script script;
  script["UpdateTable"] = {described};
  std::vector<std::string> calls;
  const CaseFile file = Read("\n", "  - {name: n, steps: [{call: UpdateTable, wait: false}]}\n");
  const auto results = RunFile(
      file, kAll, [&] { return std::make_unique<ScriptedTransport>(script, &calls); }, nullptr);
  CHECK(Summarize(results, {}).passed == 1);
  CHECK(calls == std::vector<std::string>{"UpdateTable {}"});
}

TEST_CASE("An empty answer is an empty map", "[case_runner]") {
  ScriptedTransport::Script script;
  script["TagResource"] = {{200, ""}};
  std::vector<std::string> calls;
  const CaseFile file = Read("\n", "  - {name: n, steps: [{call: TagResource, expect: {}}]}\n");
  const auto results = RunFile(
      file, kAll, [&] { return std::make_unique<ScriptedTransport>(script, &calls); }, nullptr);
  CHECK(Summarize(results, {}).passed == 1);
}

TEST_CASE("A server that is not there fails every case that is to run", "[case_runner]") {
  const CaseFile file = Read("\n",
                             "  - {name: a, steps: [{call: Scan}]}\n"
                             "  - {name: b, pending: later}\n");
  HttpOptions options;
  options.url = {false, "127.0.0.1", "1"};
  const auto results = RunFile(
      file, kAll, [&] { return MakeHttpTransport(options); }, nullptr);
  REQUIRE(results.size() == 2);
  REQUIRE(results[0].failures.size() == 1);
  CHECK(results[0].failures[0].message == "cannot connect to 127.0.0.1:1: Connection refused");
  CHECK(results[1].pending.size() == 1);
}

TEST_CASE("Deployed tables are taken as they are", "[case_runner]") {
  const auto emulator = Emulator::Open();
  HttpOptions options;
  options.url = {false, "127.0.0.1", std::to_string(emulator->Listen())};
  options.credentials = {"local", "local", ""};
  options.region = "us-east-1";
  const TransportFactory connect = [&] { return MakeHttpTransport(options); };
  const CaseFile file = Read(kTable, std::string(kGetCase) + R"(  - name: own
    tables: [{TableName: Own, AttributeDefinitions: [{AttributeName: id, AttributeType: S}],
      KeySchema: [{AttributeName: id, KeyType: HASH}]}]
    steps: [{call: Scan, with: {TableName: Own}}]
)");
  const auto run = [&] { return RunFile(file, kAll, connect, nullptr, TablesAre::kDeployed); };
  CHECK(run().at(0).failures.at(0).message == "table Tab is not deployed");

  const auto transport = connect();
  transport->Call("CreateTable", R"({"TableName":"Tab","BillingMode":"PAY_PER_REQUEST",
      "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],
      "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]})");
  const std::string scan = R"({"TableName":"Tab","Select":"COUNT"})";
  const auto results = run();
  REQUIRE(results.size() == 2);
  CHECK(results[0].passed());
  CHECK(results[1].pending.at(0).reason == "makes tables of its own, and tables are deployed");
  CHECK(transport->Call("Scan", scan).body == R"({"Count":0,"ScannedCount":0})");

  // What is there is neither changed nor deleted.
  transport->Call("PutItem", R"({"TableName":"Tab","Item":{"id":{"S":"a"}}})");
  CHECK_THAT(run().at(0).failures.at(0).message,
             Catch::Contains("beside what is in Tab") &&
                 Catch::Contains("ConditionalCheckFailedException"));
  CHECK(transport->Call("Scan", scan).body == R"({"Count":1,"ScannedCount":1})");
}

TEST_CASE("HTTP and HTTPS give the same answers as a call", "[case_runner]") {
  const auto emulator = Emulator::Open();
  ListenOptions tls;
  tls.tls = true;
  HttpOptions options;
  options.credentials = {"local", "local", "token"};
  options.region = "us-east-1";
  const CaseFile file = Read(kTable, kGetCase);

  options.url = {false, "127.0.0.1", std::to_string(emulator->Listen())};
  const TransportFactory connect = [&] { return MakeHttpTransport(options); };
  CHECK(Summarize(RunFile(file, kAll, connect, nullptr), {}).passed == 1);

  options.url = {true, "127.0.0.1", std::to_string(emulator->Listen(tls))};
  const auto distrusted = RunFile(file, kAll, connect, nullptr);
  CHECK_THAT(distrusted.at(0).failures.at(0).message, Catch::Contains("certificate verify failed"));
  options.verify_certificate = false;
  CHECK(Summarize(RunFile(file, kAll, connect, nullptr), {}).passed == 1);
}

constexpr const char* kClockCase = R"(  - name: an item expires
    steps:
      - call: UpdateTimeToLive
        with: {TableName: Tab, TimeToLiveSpecification: {AttributeName: t, Enabled: true}}
      - clock: now
        instants: {due: PT1H}
      - call: PutItem
        with: {TableName: Tab, Item: {id: {S: b}, t: {N: $due}}}
      - clock: {advance: PT2H}
      - call: GetItem
        with: {TableName: Tab, Key: {id: {S: b}}}
        expect: {}
)";

TEST_CASE("In process, steps move the clock of the file's emulator", "[case_runner]") {
  const CaseFile file = Read(std::string("\nclock: 2026-01-31") + kTable, kClockCase);
  CHECK(Report(RunInProcess(file)) == R"(area    passed   failed  pending
Reads        1        0        0

1 passed, 0 failed, 0 pending
)");
}

TEST_CASE("In process, a clock that is to go back is a failure", "[case_runner]") {
  const CaseFile file = Read("\n", "  - {name: n, steps: [{clock: {set: 2019-01-01}}]}\n");
  const auto results = RunInProcess(file);
  REQUIRE(results.at(0).failures.size() == 1);
  CHECK(results[0].failures[0].step == "step 1, clock");
  CHECK_THAT(results[0].failures[0].message, Catch::Contains("time does not go back"));
}

TEST_CASE("Over HTTP, steps move the endpoint's clock, if it lets them", "[case_runner]") {
  HttpOptions options;
  options.credentials = {"local", "local", ""};
  options.region = "us-east-1";
  const TransportFactory connect = [&] { return MakeHttpTransport(options); };
  const CaseFile file = Read(kTable, kClockCase);

  ManualClock clock(0);
  EmulatorOptions manual;
  manual.clock = &clock;
  const auto movable = Emulator::Open(manual);
  options.url = {false, "127.0.0.1", std::to_string(movable->Listen())};
  CHECK(Summarize(RunFile(file, kAll, connect, nullptr), {}).passed == 1);
  CHECK(clock.NowMillis() == 2 * 60 * 60 * 1000);

  const auto fixed = Emulator::Open();
  options.url = {false, "127.0.0.1", std::to_string(fixed->Listen())};
  CHECK(Report(RunFile(file, kAll, connect, nullptr)) ==
        R"(PENDING f.yaml:18: an item expires: the endpoint's clock cannot be moved
area    passed   failed  pending
Reads        1        0        1

1 passed, 0 failed, 1 pending
)");
  const CaseFile dated =
      Read(std::string("\nclock: 2026-01-31") + kTable, std::string(kGetCase) + kClockCase);
  CHECK(Report(RunFile(dated, kAll, connect, nullptr)) ==
        R"(PENDING f.yaml:20: an item expires: the endpoint's clock cannot be moved
area    passed   failed  pending
Reads        2        0        1

2 passed, 0 failed, 1 pending
)");
}

}  // namespace
}  // namespace pumice::test
