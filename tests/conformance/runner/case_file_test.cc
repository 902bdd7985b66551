// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/case_file.h"

#include <catch2/catch.hpp>

#include <string>
#include <utility>

#include "conformance/runner/json_text.h"

namespace pumice::test {
namespace {

using namespace conformance;

// The file whose one step sends `yaml`, which is one line.
CaseFile FileWith(const std::string& yaml) {
  return ReadCaseText(
      "area: A\nsource: s\ncases:\n  - name: n\n    steps:\n      - call: Scan\n        with: " +
          yaml + "\n",
      "f.yaml");
}

std::string Input(const std::string& yaml) {
  const CaseFile file = FileWith(yaml);
  return ToJsonText(file.cases[0].steps[0].input);
}

std::string FaultOfText(const std::string& text) {
  try {
    ReadCaseText(text, "f.yaml");
  } catch (const CaseFileError& error) {
    return error.what();
  }
  return "";
}

std::string Fault(const std::string& yaml) {
  try {
    FileWith(yaml);
  } catch (const CaseFileError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("Plain scalars have YAML 1.2's types, quoted ones are text", "[case_file]") {
  CHECK(Input(R"({a: 1, b: -2, c: 1.5, d: 1e3, e: true, f: null, g: ~, h: x})") ==
        R"({"a":1,"b":-2,"c":1.5,"d":1000.0,"e":true,"f":null,"g":null,"h":"x"})");
  CHECK(
      Input(R"({a: "1", b: 'true', c: "null", d: yes, e: 0x10, f: 2024-01-01, g: .inf, h: "~"})") ==
      R"({"a":"1","b":"true","c":"null","d":"yes","e":"0x10","f":"2024-01-01","g":".inf","h":"~"})");
}

TEST_CASE("A case may say when the service last answered so", "[case_file]") {
  const auto with = [](const std::string& date) {
    return "area: A\nsource: s\ncases:\n  - name: n\n    verified: " + date +
           "\n    steps: [{call: Scan}]\n";
  };
  CHECK(ReadCaseText(with("2026-01-31"), "f.yaml").cases[0].verified == "2026-01-31");
  CHECK(FaultOfText(with("yesterday")) == "f.yaml:5:15: verified is a date: 2026-01-31");
  CHECK(FaultOfText(with("2026-02-31")) == "f.yaml:5:15: verified is a date: 2026-01-31");
  CHECK(FaultOfText(with("2026-01-31T12:00:00Z")) == "f.yaml:5:15: verified is a date: 2026-01-31");
}

TEST_CASE("A for repeats elements of lists, up and down, one in the other", "[case_file]") {
  CHECK(Input(R"({l: [a, {for: {i: [2, 1]}, S: "${i:03}"}, z]})") ==
        R"({"l":["a",{"S":"002"},{"S":"001"},"z"]})");
  CHECK(Input(R"({l: [{for: {i: [1, 2], j: [0, 1]}, each: "${i}${j}"}]})") ==
        R"({"l":["10","11","20","21"]})");
  CHECK(Input(R"({l: [{for: {i: [1, 1]}, ":v${i}": {for: {S: x}}}]})") ==
        R"({"l":[{":v1":{"for":{"S":"x"}}}]})");
  CHECK(Input(R"({l: [{for: {i: [1, 1]}, a: "$${i}", b: "${other}"}]})") ==
        R"({"l":[{"a":"$${i}","b":"${other}"}]})");
}

TEST_CASE("Values are made by repeat, concat, merge and nest", "[case_file]") {
  CHECK(Input(R"({a: {<repeat>: [ab, 3]}, b: {<repeat>: [x, 0]}})") == R"({"a":"ababab","b":""})");
  CHECK(
      Input(
          R"x({a: {<concat>: [a, 1, {for: {i: [1, 2]}, each: ",${i}"}, {<repeat>: [")", 2]}]}})x") ==
      R"x({"a":"a1,1,2))"})x");
  CHECK(Input(R"({a: {<merge>: [{x: 1}, {for: {i: [1, 2]}, "k${i}": "${i}"}]}})") ==
        R"({"a":{"x":1,"k1":"1","k2":"2"}})");
  CHECK(Input(R"({a: {<nest>: [{M: {a: <inner>}}, 2, {S: x}]}})") ==
        R"({"a":{"M":{"a":{"M":{"a":{"S":"x"}}}}}})");
}

TEST_CASE("A for repeats steps and cases", "[case_file]") {
  const CaseFile file = ReadCaseText(R"(
area: A
source: s
cases:
  - for: {n: [1, 2]}
    name: "case ${n}"
    steps:
      - for: {i: [1, 2]}
        call: GetItem
        with: {k: "${n}-${i}"}
)",
                                     "f.yaml");
  REQUIRE(file.cases.size() == 2);
  REQUIRE(file.cases[1].steps.size() == 2);
  CHECK(file.cases[1].name == "case 2");
  CHECK(ToJsonText(file.cases[1].steps[0].input) == R"({"k":"2-1"})");
  CHECK(file.cases[1].place.line == 5);
  CHECK(file.cases[1].steps[1].place.line == 8);
}

TEST_CASE("Tables without a billing mode are on demand", "[case_file]") {
  const CaseFile file = ReadCaseText(
      "area: A\nsource: s\ntables: [{TableName: T}]\nitems: {T: [{for: {i: [1, 3]}, id: {S: x}}]}\n"
      "cases: []\n",
      "f.yaml");
  REQUIRE(file.setup.tables.size() == 1);
  CHECK(ToJsonText(file.setup.tables[0].input) ==
        R"({"TableName":"T","BillingMode":"PAY_PER_REQUEST"})");
  CHECK(file.setup.items[0].items.size() == 3);
}

TEST_CASE("What is wrong with a file is told by line and column", "[case_file]") {
  CHECK(FaultOfText("") == "f.yaml: the file is empty");
  CHECK(FaultOfText("a: 1\n---\nb: 2\n") == "f.yaml: the file holds several documents");
  CHECK(FaultOfText("- 1\n") == "f.yaml:1:1: a case file must be a map");
  CHECK(FaultOfText("area: A\ncasez: []\n") == "f.yaml:2:1: a case file has no member \"casez\"");
  CHECK(FaultOfText("area: A\narea: B\n") == "f.yaml:2:1: \"area\" stands here twice");
  CHECK(FaultOfText("area: A\nsource: s\n") == "f.yaml:1:1: a case file wants cases, a list");
  CHECK(FaultOfText("area: A\ncases:\n  - name: n\n    steps: [{call: Scan}]\n") ==
        "f.yaml:3:5: source is missing, here and at the file's top");
  CHECK(FaultOfText("area: [\n").substr(0, 7) == "f.yaml:");
  CHECK(Fault("{a: 1, a: 2}") == "f.yaml:7:22: \"a\" stands here twice");
  CHECK(Fault("[1]") == "f.yaml:7:15: with must be a map");
  CHECK(Fault("{a: {<repeat>: [x, y]}}") == "f.yaml:7:30: <repeat> wants [text, count]");
  CHECK(Fault("{l: [{for: {i: [1, 1]}, a: \"${i:x}\"}]}") ==
        "f.yaml:7:42: \"x\" is no format: ${i:04} has four digits");
  CHECK(Fault("{}\n        error: E\n        expect: {}") ==
        "f.yaml:6:9: a step expects an answer or an error, not both");
  CHECK(Fault("{}\n        message: m") == "f.yaml:6:9: what an error says wants error: its type");
  CHECK(Fault("{}\n        expect: {a: {<unorderd>: []}}") ==
        "f.yaml:8:17: <unorderd> is no helper, or wants another argument");
}

TEST_CASE("Hostile files end in an error", "[case_file]") {
  for (const char* text : {",", ",,", ",]", ",-", "area: A\n---\n,"}) {
    CHECK(FaultOfText(text) == "f.yaml: the file holds several documents");
  }
  CHECK(Fault("{a: &x [*x]}") == "f.yaml:7:19: nests deeper than 200 levels");
  CHECK(Fault("{a: {<repeat>: [xxxxxxxxxx, 1000000000000]}}") ==
        "f.yaml:7:30: <repeat> makes more than 33554432 bytes");
  CHECK(Fault("{a: [{for: {i: [1, 9000000000000000000]}, b: c}]}") ==
        "f.yaml:7:26: the file makes more than 4000000 values");
  CHECK(Fault("{a: {<nest>: [{a: <inner>}, 501, x]}}").find("at most 500") != std::string::npos);
  CHECK_FALSE(Fault(std::string(100000, '[')).empty());
  CHECK_FALSE(Fault(std::string(100000, '{')).empty());
  std::string laughs = "area: A\nsource: s\ncases:\n";
  laughs +=
      "  - name: n\n    steps:\n      - call: Scan\n        with:\n          a0: &a0 [1, 1]\n";
  for (int i = 1; i < 60; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    laughs += "          a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last + ", " +
              last + "]\n";
  }
  CHECK(FaultOfText(laughs).find("the file makes more than 4000000 values") != std::string::npos);
}

CaseFile FileWithStep(const std::string& step) {
  return ReadCaseText("area: A\nsource: s\ncases:\n  - name: n\n    steps:\n      - " + step + "\n",
                      "f.yaml");
}

std::string FaultOfStep(const std::string& step) {
  try {
    FileWithStep(step);
  } catch (const CaseFileError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("A step of the clock becomes a control request", "[case_file]") {
  const auto step = [](const std::string& text) {
    return std::move(FileWithStep(text).cases.at(0).steps.at(0));
  };
  CHECK(step("clock: {advance: PT25H}").clock->request == R"({"advance":"PT25H"})");
  CHECK(step("clock: {set: \"2026-01-01T00:00:00Z\"}").clock->request ==
        R"({"set":"2026-01-01T00:00:00Z"})");
  const Step look = step("{clock: now, instants: {due: P1D, past: -PT1S}}");
  CHECK(look.clock->request.empty());
  REQUIRE(look.instants.size() == 2);
  CHECK(look.instants[0].variable == "due");
  CHECK(look.instants[0].millis == 86400000);
  CHECK(look.instants[1].millis == -1000);
}

TEST_CASE("A file may name the time at which it begins", "[case_file]") {
  const std::string rest = "area: A\nsource: s\ncases: []\n";
  CHECK_FALSE(ReadCaseText(rest, "f.yaml").start_millis.has_value());
  CHECK(ReadCaseText("clock: 1970-01-02\n" + rest, "f.yaml").start_millis == 86400000);
  CHECK(FaultOfText("clock: soon\n" + rest) ==
        "f.yaml:1:8: clock is an instant: 2026-01-31T12:00:00Z");
}

TEST_CASE("Faults of the clock are told", "[case_file]") {
  const std::string form =
      "f.yaml:6:16: clock is now, {advance: PT25H} or {set: \"2026-01-31T12:00:00Z\"}";
  for (const char* clock :
       {"later", "{advance: 25}", "{advance: -PT1H}", "{set: PT1H}", "{advance: PT1H, set: 0}"}) {
    CHECK(FaultOfStep(std::string("clock: ") + clock) == form);
  }
  CHECK(FaultOfStep("{clock: now, call: Scan}") ==
        "f.yaml:6:22: a step of the clock has no member \"call\"");
  CHECK(FaultOfStep("{clock: now, instants: {x: soon}}") ==
        "f.yaml:6:36: a duration is written PT25H, P90D or -P1D");
  CHECK(FaultOfStep("{call: Scan, instants: {x: P1D}}") ==
        "f.yaml:6:32: instants stand beside clock");
}

}  // namespace
}  // namespace pumice::test
