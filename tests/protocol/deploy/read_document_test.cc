// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/read_document.h"

#include <catch2/catch.hpp>
#include <string>

#include "protocol/deploy/node.h"
#include "protocol/deploy/template_error.h"

namespace pumice::test {
namespace {

using deploy::kMaxDocumentBytes;
using deploy::Node;
using deploy::ReadDocument;
using deploy::ReadTemplateFile;
using deploy::TemplateError;

std::string Json(std::string_view text) { return NodeJson(ReadDocument(text, "t")); }

std::string Fault(std::string_view text) {
  try {
    return "no fault: " + Json(text);
  } catch (const TemplateError& error) {
    return error.what();
  }
}

TEST_CASE("YAML becomes values", "[read_document]") {
  CHECK(Json("a: 1\nb: [x, 'y', \"z\", true, 'true', ~, 1.50, 007, 0x1F]") ==
        R"({"a":1,"b":["x","y","z",true,"true",null,1.50,"007","0x1F"]})");
  CHECK(Json("Date: 2010-09-09") == R"({"Date":"2010-09-09"})");
  CHECK(Json("t: |\n  one\n  two\n") == R"({"t":"one\ntwo\n"})");
}

TEST_CASE("Short forms become long ones", "[read_document]") {
  CHECK(Json("a: !Ref Name\nb: !GetAtt Table.Arn\nc: !If [A, !Ref B, 1]\nd: !Condition C") ==
        R"({"a":{"Ref":"Name"},"b":{"Fn::GetAtt":"Table.Arn"},)"
        R"("c":{"Fn::If":["A",{"Ref":"B"},1]},"d":{"Condition":"C"}})");
  CHECK(Json("a: !Sub\n  - ${x}\n  - x: !Ref Y") ==
        R"({"a":{"Fn::Sub":["${x}",{"x":{"Ref":"Y"}}]}})");
  CHECK(Json("- !Ref 5") == R"([{"Ref":"5"}])");
}

TEST_CASE("Aliases and merge keys are resolved", "[read_document]") {
  CHECK(Json("a: &x {k: 1, l: 2}\nb: *x\nc:\n  <<: *x\n  l: 3") ==
        R"({"a":{"k":1,"l":2},"b":{"k":1,"l":2},"c":{"l":3,"k":1}})");
  CHECK(Json("a: &x {k: 1}\nb: &y {k: 2, m: 3}\nc: {<<: [*x, *y]}") ==
        R"({"a":{"k":1},"b":{"k":2,"m":3},"c":{"k":1,"m":3}})");
}

TEST_CASE("JSON becomes values", "[read_document]") {
  CHECK(Json(" {\"a\": [1, -2.5e3, \"\\u00e4\\n\", null, false, {}]}") ==
        "{\"a\":[1,-2.5e3,\"\xc3\xa4\\n\",null,false,{}]}");
  CHECK(Json(R"({"a": 1, "a": 2})") == R"({"a":2})");
}

TEST_CASE("Values have their place", "[read_document]") {
  const Node yaml = ReadDocument("a:\n  b:\n    - x\n    - {c: y}\n", "f.yaml");
  const Node& list = *yaml.Find("a")->Find("b");
  CHECK(list.items()[0].mark().Text() == "f.yaml:3:7");
  CHECK(list.items()[1].Find("c")->mark().Text() == "f.yaml:4:11");
  const Node json = ReadDocument("{\n  \"a\": [\n    true,\n    \"x\"\n  ]\n}", "f.json");
  CHECK(json.mark().Text() == "f.json:1:1");
  CHECK(json.Find("a")->items()[0].mark().Text() == "f.json:3:5");
  CHECK(json.Find("a")->items()[1].mark().Text() == "f.json:4:5");
}

TEST_CASE("Faults of syntax are told with their place", "[read_document]") {
  CHECK(Fault("") == "t: is empty");
  CHECK(Fault("# only a comment") == "t: holds no document");
  CHECK(Fault("a: 1\n---\nb: 2") == "t: holds more than one document");
  CHECK(Fault("a: 1\na: 2") == "t:2:1: a stands twice");
  CHECK(Fault("a: *x") == "t:1:4: the referenced anchor is not defined");
  CHECK(Fault("a: &x [*x]") == "t:1:8: an alias contains itself");
  CHECK(Fault("? [a]\n: b") == "t:1:3: the name of a member must be a scalar");
  CHECK(Fault("a: {<<: 1}") == "t:1:9: << takes a map or a list of maps");
  CHECK(Fault("{\"a\": 1,\n  oops}") == "t:2:3: Missing a name for object member.");
}

TEST_CASE("A document that grows by aliases is refused", "[read_document]") {
  std::string laughs = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last;
    for (int j = 0; j < 9; ++j) laughs += ", " + last;
    laughs += "]\n";
  }
  CHECK(Fault(laughs).find("more than 500000 values, aliases included") != std::string::npos);
}

TEST_CASE("A document that nests too deep is refused", "[read_document]") {
  CHECK(Fault(std::string(101, '[') + std::string(101, ']')) ==
        "t:1:101: nests more than 100 levels deep");
  CHECK(Fault("a: " + std::string(100, '[') + std::string(100, ']')) ==
        "t:1:103: nests more than 100 levels deep");
  // Far beyond what the parsers recurse over.
  CHECK(Fault(std::string(1'000'000, '[')) == "t:1:101: nests more than 100 levels deep");
  CHECK(Fault("a: " + std::string(1'000'000, '[')).starts_with("t:1:"));
}

TEST_CASE("A document of many members is read in time", "[read_document]") {
  std::string members = "{\"k0\": 0";
  for (int i = 1; i < 400'000; ++i) members += ",\"k" + std::to_string(i) + "\":0";
  CHECK(ReadDocument(members + "}", "t").members().size() == 400'000);
  std::string many = "[0";
  for (int i = 0; i < 600'000; ++i) many += ",0";
  CHECK(Fault(many + "]").find("more than 500000 values") != std::string::npos);
}

TEST_CASE("A document of too many bytes is refused", "[read_document]") {
  CHECK(Fault(std::string(kMaxDocumentBytes + 1, 'a')) == "t: larger than 16 MiB");
  CHECK_THROWS_WITH(ReadTemplateFile("/nowhere"), "/nowhere: cannot be opened: is the path right?");
  CHECK_THROWS_WITH(ReadTemplateFile("/tmp"), "/tmp: cannot be read: is it a file?");
}

}  // namespace
}  // namespace pumice::test
