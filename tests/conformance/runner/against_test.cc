// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/against.h"

#include <catch2/catch.hpp>

#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "conformance/runner/answer_difference.h"
#include "conformance/runner/in_process_transport.h"
#include "conformance/runner/pattern.h"

namespace pumice::test {
namespace {

using namespace conformance;

// "path: first | second" for each difference.
std::vector<std::string> Compare(const Answer& first, const Answer& second) {
  std::vector<std::string> told;
  for (const AnswerDifference& found : CompareAnswers(first, second))
    told.push_back(found.path + ": " + found.first + " | " + found.second);
  return told;
}

std::vector<std::string> Compare(const std::string& first, const std::string& second) {
  return Compare(Answer{200, first}, Answer{200, second});
}

using Told = std::vector<std::string>;

TEST_CASE("A star stands for any text", "[against]") {
  CHECK(IsLike("a.b[0].c", "a.*.c"));
  CHECK(IsLike("", "*"));
  CHECK_FALSE(IsLike("a.b", "a"));
  CHECK_FALSE(IsLike("aba", "ab*ba"));
}

TEST_CASE("Answers are compared by value", "[against]") {
  CHECK(Compare(R"({"a":1,"b":"x"})", R"({"b":"x","a":1.0})") == Told{});
  CHECK(Compare(R"({"Item":{"n":{"N":"1"}}})", R"({"Item":{"n":{"N":"2"}}})") ==
        Told{R"(Item.n.N: "1" | "2")"});
  CHECK(Compare(R"({"a":1})", R"({"b":1})") == Told{"a: 1 | nothing", "b: nothing | 1"});
  CHECK(Compare(R"({"a":null})", R"({"a":false})") == Told{"a: null | false"});
  CHECK(Compare("", "{}") == Told{});
}

TEST_CASE("Lists differ by element, by order or as a whole", "[against]") {
  CHECK(Compare(R"({"l":[1,2]})", R"({"l":[1,3]})") == Told{"l[1]: 2 | 3"});
  CHECK(Compare(R"({"l":[1,2]})", R"({"l":[2,1]})") == Told{"l#order: [1,2] | [2,1]"});
  CHECK(Compare(R"({"l":[1]})", R"({"l":[1,2]})") == Told{"l: [1] | [1,2]"});
  CHECK(Compare(R"({"s":{"SS":["a","b"]}})", R"({"s":{"SS":["b","a"]}})") == Told{});
  CHECK(Compare(R"({"s":{"SS":["a","b"]}})", R"({"s":{"SS":["a","a"]}})") ==
        Told{R"(s.SS: ["a","b"] | ["a","a"])"});
}

TEST_CASE("Indexes are paired by their names", "[against]") {
  CHECK(Compare(R"({"l":[{"IndexName":"a","n":1},{"IndexName":"b","n":2}]})",
                R"({"l":[{"IndexName":"b","n":2},{"IndexName":"a","n":3}]})") ==
        Told{"l[0].n: 1 | 3", R"(l#order: [{"IndexName":"a","n":1},{"IndexName":"b","n":2}] | )"
                              R"([{"IndexName":"b","n":2},{"IndexName":"a","n":3}])"});
}

TEST_CASE("What a service makes for itself is equal to any other", "[against]") {
  CHECK(Compare(R"({"TableId":"1","CreationDateTime":5})",
                R"({"TableId":"2","CreationDateTime":6.5})") == Told{});
  CHECK(Compare(R"({"TableId":"1"})", "{}") == Told{R"(TableId: "1" | nothing)"});
  CHECK(Compare(R"({"Item":{"TableId":{"S":"1"}}})", R"({"Item":{"TableId":{"S":"2"}}})") ==
        Told{R"(Item.TableId.S: "1" | "2")"});
  CHECK(Compare(R"({"a":"arn:aws:dynamodb:us-east-1:000000000000:table/T/stream/2026-01-01T00"})",
                R"({"a":"arn:aws:dynamodb:ddblocal:1:table/T/stream/2025-02-02T11:00:00.1"})") ==
        Told{});
  CHECK(Compare(R"({"a":"arn:aws:dynamodb:r:1:table/T"})",
                R"({"a":"arn:aws:dynamodb:r:1:table/U"})") ==
        Told{R"(a: "arn:*:table/T" | "arn:*:table/U")"});
}

TEST_CASE("Errors differ by type, message, further members and status", "[against]") {
  const Answer error{400, R"({"__type":"a#E","message":"m","Item":{"id":{"S":"1"}}})"};
  CHECK(Compare(error, {400, R"({"__type":"b#E","Message":"m","Item":{"id":{"S":"1"}}})"}) ==
        Told{});
  CHECK(Compare(error, {500, R"({"__type":"a#E","message":"other"})"}) ==
        Told{"message: m | other", R"(Item: {"id":{"S":"1"}} | nothing)", "status: 400 | 500"});
  CHECK(Compare(error, {400, R"({"__type":"a#F","message":"m"})"}) == Told{"answer: E: m | F: m"});
  CHECK(Compare(error, {200, R"({"a":1})"}) == Told{R"(answer: E: m | success: {"a":1})"});
  CHECK(Compare({200, "{}"}, {502, "a\tb\n"}) == Told{"answer: success: {} | status 502: a b "});
}

constexpr const char* kDecisions = R"(
decisions:
  - reason: no conditions
    verdict: pumice
    rows:
      - {case: "put *", path: message}
      - {path: answer, second: "UnknownOperationException: *", by: case}
)";

TEST_CASE("A decision is found by every member of its pattern", "[against]") {
  Decisions decisions = Decisions::ReadText(kDecisions, "d.yaml");
  const DifferenceRow row{"f.yaml", "put one", "1 PutItem", "message", "a", "b", "open"};
  REQUIRE(decisions.Find(row) != nullptr);
  CHECK(decisions.Find(row)->reason == "no conditions");
  CHECK(decisions.Find(row)->verdict == "pumice");
  DifferenceRow other = row;
  other.name = "get one";
  CHECK(decisions.Find(other) == nullptr);
  CHECK(decisions.FindUnused() ==
        Told{"no conditions: path: answer, second: UnknownOperationException: *, by: case"});
}

std::string Fault(const std::string& text) {
  try {
    Decisions::ReadText(text, "d.yaml");
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("A decision about everything is refused, and so is what is unknown", "[against]") {
  const auto with_row = [](const std::string& row) {
    return "decisions:\n- {reason: r, verdict: pumice, rows: [" + row + "]}\n";
  };
  CHECK(Fault(with_row("{path: a}")).empty());
  CHECK(Fault(with_row("{by: case, file: x}")) ==
        "d.yaml:2: a row names its case, its path or an answer");
  CHECK(Fault(with_row("{pfad: a}")) == "d.yaml:2: a row has no member pfad");
  CHECK(Fault("decisions:\n- {reason: r, verdict: neither, rows: []}").empty());
  CHECK(Fault("decisions:\n- {reason: r, verdict: me, rows: []}") ==
        "d.yaml:2: a verdict is pumice, peer, neither or unspecified");
  CHECK(Fault("decisions:\n- {reason: r, rows: []}") == "d.yaml:2: a decision has its verdict");
  CHECK(Fault("{}") == "d.yaml:1: there is no `decisions`");
}

// Pumice, but with other answers for some operations.
class AlteredTransport : public Transport {
 public:
  explicit AlteredTransport(std::map<std::string, Answer, std::less<>> answers)
      : answers_(std::move(answers)) {}

  Answer Call(std::string_view operation, std::string_view body) override {
    const auto found = answers_.find(operation);
    return found == answers_.end() ? inner_->Call(operation, body) : found->second;
  }

  std::optional<int64_t> MoveClock(std::string_view) override { return std::nullopt; }

 private:
  std::map<std::string, Answer, std::less<>> answers_;
  std::unique_ptr<Transport> inner_ = MakeInProcessTransport("us-east-1");
};

FileDifferences CompareWith(const std::string& cases,
                            const std::map<std::string, Answer, std::less<>>& answers) {
  const CaseFile file = ReadCaseText(R"(
area: A
source: s
tables:
  - TableName: Tab
    AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
    KeySchema: [{AttributeName: id, KeyType: HASH}]
cases:
)" + cases,
                                     "f.yaml");
  return CompareFile(
      file, [](const CaseFile&, const Case&) { return true; },
      [] { return MakeInProcessTransport("us-east-1"); },
      [&] { return std::make_unique<AlteredTransport>(answers); });
}

std::string Report(const FileDifferences& found, Decisions decisions) {
  std::ostringstream out;
  WriteAgainstReport({found}, &decisions, out);
  return out.str();
}

constexpr const char* kPutAndGet = R"(
  - name: put and get
    steps:
      - {call: PutItem, with: {TableName: Tab, Item: {id: {S: a}}}}
      - {call: GetItem, with: {TableName: Tab, Key: {id: {S: a}}}, expect: {Item: {id: {S: a}}}}
)";

TEST_CASE("A service that answers alike has no differences", "[against]") {
  CHECK(Report(CompareWith(kPutAndGet, {}), {}) == "file\tf.yaml\t1\t1\t0\n");
}

TEST_CASE("A replay goes on behind a difference", "[against]") {
  const FileDifferences found =
      CompareWith(kPutAndGet, {{"PutItem", {200, R"({"a":1})"}}, {"GetItem", {200, "{}"}}});
  CHECK(Report(found, Decisions::ReadText("decisions: [{reason: R, verdict: peer, rows: "
                                          "[{path: a}]}]",
                                          "d")) ==
        "row\tpeer\tf.yaml\tput and get\t1 PutItem\ta\topen\tnothing\t1\tR\n"
        "row\tundecided\tf.yaml\tput and get\t2 GetItem\tItem\tcase\t{\"id\":{\"S\":\"a\"}}\t"
        "nothing\t\n"
        "file\tf.yaml\t1\t0\t0\n");
}

TEST_CASE("What stands behind a write that only one service took follows from it", "[against]") {
  const FileDifferences found =
      CompareWith(kPutAndGet, {{"PutItem", {400, R"({"__type":"E","message":"m"})"}}});
  CHECK(Report(found, {}) ==
        "row\tundecided\tf.yaml\tput and get\t1 PutItem\tanswer\tcase\tsuccess: {}\tE: m\t\n"
        "row\tfollows\tf.yaml\tput and get\t2 GetItem\tItem\tcase\t{\"id\":{\"S\":\"a\"}}\t"
        "nothing\tstep 1 PutItem\n"
        "file\tf.yaml\t1\t0\t0\n");
}

TEST_CASE("A case without its tables is one difference", "[against]") {
  const FileDifferences found =
      CompareWith(kPutAndGet, {{"CreateTable", {400, R"({"__type":"E"})"}}});
  REQUIRE(found.rows.size() == 1);
  CHECK(found.rows[0].step == "0 setup");
  CHECK(found.rows[0].by == "case");
  CHECK(found.equal == 0);
}

TEST_CASE("Steps behind a clock that stands are not compared", "[against]") {
  const FileDifferences found = CompareWith(R"(
  - name: later
    steps:
      - clock: {advance: PT1S}
      - {call: ListTables}
)",
                                            {{"ListTables", {200, "{}"}}});
  CHECK(found.rows.empty());
  CHECK(found.cases == 0);
  CHECK(found.cut == 1);
}

}  // namespace
}  // namespace pumice::test
