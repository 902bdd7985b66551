// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <vector>

#include "tests/protocol/operations/test_table.h"

// AttributeUpdates: "AttributeUpdates" (Developer Guide, legacy parameters), "AttributeValueUpdate"
// (API Reference).
namespace pumice::test {
namespace {

std::string Updates(const std::string& entries) { return "'AttributeUpdates':{" + entries + "}"; }

// What of the item, but for its key, an update leaves; or its error.
std::string Updated(const std::string& attributes, const std::string& entries) {
  TableService service;
  service.Reset(attributes);
  const std::string answer = service.Update(Updates(entries));
  if (answer != "{}") return answer;
  const std::string item = service.Get();
  const std::string head = Json("{'Item':{");
  const std::string tail = Json("'pk':{'S':'p'},'sk':{'S':'s'}}}");
  REQUIRE(item.starts_with(head));
  REQUIRE(item.ends_with(tail));
  std::string rest = item.substr(head.size(), item.size() - head.size() - tail.size());
  if (rest.ends_with(',')) rest.pop_back();
  return rest;
}

TEST_CASE("PUT, the default action, replaces an attribute", "[legacy_updates]") {
  CHECK(Updated("", "'a':{'Value':{'S':'x'}}") == Json("'a':{'S':'x'}"));
  CHECK(Updated("'a':{'N':'1'},'b':{'N':'2'}", "'a':{'Action':'PUT','Value':{'L':[]}}") ==
        Json("'a':{'L':[]},'b':{'N':'2'}"));
  // Names stand for themselves: there are no paths.
  CHECK(Updated("", "'a.b[0]':{'Value':{'S':'x'}}") == Json("'a.b[0]':{'S':'x'}"));
  CHECK(Updated("", "'a':{'Value':{'S':'x'}},'a':{'Value':{'S':'y'}}") == Json("'a':{'S':'y'}"));
}

TEST_CASE("DELETE without a value removes an attribute of any type", "[legacy_updates]") {
  CHECK(Updated("'a':{'M':{}},'b':{'N':'2'}", "'a':{'Action':'DELETE'}") == Json("'b':{'N':'2'}"));
  CHECK(Updated("'b':{'N':'2'}", "'a':{'Action':'DELETE'}") == Json("'b':{'N':'2'}"));
}

TEST_CASE("DELETE with a set takes its elements out", "[legacy_updates]") {
  CHECK(
      Updated("'a':{'SS':['x','y','z']}", "'a':{'Action':'DELETE','Value':{'SS':['z','x','q']}}") ==
      Json("'a':{'SS':['y']}"));
  CHECK(Updated("'a':{'NS':['1','2']}", "'a':{'Action':'DELETE','Value':{'NS':['2.0','1']}}") ==
        "");
  CHECK(Updated("", "'a':{'Action':'DELETE','Value':{'SS':['x']}}") == "");
}

TEST_CASE("ADD adds numbers, unites sets and appends to lists", "[legacy_updates]") {
  CHECK(Updated("'a':{'N':'1'}", "'a':{'Action':'ADD','Value':{'N':'2.5'}}") ==
        Json("'a':{'N':'3.5'}"));
  CHECK(Updated("'a':{'N':'1'}", "'a':{'Action':'ADD','Value':{'N':'-3'}}") ==
        Json("'a':{'N':'-2'}"));
  CHECK(Updated("'a':{'SS':['x']}", "'a':{'Action':'ADD','Value':{'SS':['y','x']}}") ==
        Json("'a':{'SS':['x','y']}"));
  CHECK(Updated("'a':{'BS':['eA==']}", "'a':{'Action':'ADD','Value':{'BS':['eQ==']}}") ==
        Json("'a':{'BS':['eA==','eQ==']}"));
  CHECK(Updated("'a':{'L':[{'S':'x'}]}",
                "'a':{'Action':'ADD','Value':{'L':[{'N':'1'},{'S':'x'}]}}") ==
        Json("'a':{'L':[{'S':'x'},{'N':'1'},{'S':'x'}]}"));
}

TEST_CASE("ADD makes an attribute that is not there", "[legacy_updates]") {
  for (const std::string value : {"{'N':'3'}", "{'SS':['x']}", "{'L':[{'S':'x'}]}"}) {
    CHECK(Updated("", "'a':{'Action':'ADD','Value':" + value + "}") == Json("'a':" + value));
  }
}

TEST_CASE("ADD and DELETE want an attribute of the value's type", "[legacy_updates]") {
  const std::string mismatch = Invalid("Type mismatch for attribute to update");
  const std::vector<std::string> values = {
      "{'S':'x'}",    "{'N':'1'}",    "{'B':'eA=='}",    "{'BOOL':true}", "{'NULL':true}",
      "{'SS':['x']}", "{'NS':['1']}", "{'BS':['eA==']}", "{'L':[]}",      "{'M':{}}"};
  for (const std::string& old_value : values) {
    for (const std::string value : {"{'N':'1'}", "{'SS':['x']}", "{'L':[]}"}) {
      if (value == old_value) continue;
      CHECK(Updated("'a':" + old_value, "'a':{'Action':'ADD','Value':" + value + "}") == mismatch);
    }
    for (const std::string value : {"{'SS':['x']}", "{'NS':['1']}"}) {
      if (value == old_value) continue;
      CHECK(Updated("'a':" + old_value, "'a':{'Action':'DELETE','Value':" + value + "}") ==
            mismatch);
    }
  }
}

TEST_CASE("ADD and DELETE take values of some types only", "[legacy_updates]") {
  const std::vector<std::pair<std::string, std::string>> values = {
      {"S", "{'S':'x'}"},        {"N", "{'N':'1'}"}, {"B", "{'B':'eA=='}"},
      {"BOOL", "{'BOOL':true}"}, {"L", "{'L':[]}"},  {"NULL", "{'NULL':true}"},
      {"M", "{'M':{}}"},
  };
  for (const auto& [type, value] : values) {
    if (type != "N" && type != "L") {
      CHECK(Updated("", "'a':{'Action':'ADD','Value':" + value + "}") ==
            InvalidParameter("ADD action is not supported for the type " + type));
    }
    CHECK(Updated("", "'a':{'Action':'DELETE','Value':" + value + "}") ==
          InvalidParameter("DELETE action with value is not supported for the type " + type));
  }
}

TEST_CASE("Faults of AttributeUpdates are told", "[legacy_updates]") {
  const std::string no_value =
      InvalidParameter("Only DELETE action is allowed when no attribute value is specified");
  CHECK(Updated("", "'a':{}") == no_value);
  CHECK(Updated("", "'a':{'Action':'PUT'}") == no_value);
  CHECK(Updated("", "'a':{'Action':'ADD','Value':null}") == no_value);
  CHECK(Updated("", "'a':{'Value':{}}") ==
        Invalid("Supplied AttributeValue is empty, must contain exactly one of the supported "
                "datatypes"));
  CHECK(Updated("", "'':{'Value':{'S':'x'}}") == Invalid("Empty attribute name"));
  CHECK(Updated("", "'sk':{'Action':'DELETE'}") ==
        InvalidParameter("Cannot update attribute sk. This attribute is part of the key"));
  CHECK(
      Updated("'a':{'N':'9E125'}", "'a':{'Action':'ADD','Value':{'N':'9E125'}}") ==
      Invalid("Number overflow. Attempting to store a number with magnitude larger than supported "
              "range"));
  CHECK(Updated("", "'a':{'Action':'SET','Value':{'S':'x'}}") ==
        Invalid("1 validation error detected: Value 'SET' at 'attributeUpdates.a.member.action' "
                "failed to satisfy constraint: Member must satisfy enum value set: [ADD, DELETE, "
                "PUT]"));
}

TEST_CASE("AttributeUpdates answers with what ReturnValues asks for", "[legacy_updates]") {
  const std::string updates = Updates(
      "'n':{'Action':'ADD','Value':{'N':'1'}},'gone':{'Action':'DELETE'},"
      "'new':{'Value':{'S':'x'}}");
  const auto answer = [&](const std::string& return_values) {
    TableService service;
    service.Reset("'n':{'N':'1'},'gone':{'S':'g'},'kept':{'S':'k'}");
    return service.Update(updates + ",'ReturnValues':'" + return_values + "'");
  };
  CHECK(answer("NONE") == "{}");
  CHECK(answer("ALL_OLD") == Json("{'Attributes':{'gone':{'S':'g'},'kept':{'S':'k'},'n':{'N':'1'},"
                                  "'pk':{'S':'p'},'sk':{'S':'s'}}}"));
  CHECK(answer("UPDATED_OLD") == Json("{'Attributes':{'gone':{'S':'g'},'n':{'N':'1'}}}"));
  CHECK(answer("ALL_NEW") == Json("{'Attributes':{'kept':{'S':'k'},'n':{'N':'2'},'new':{'S':'x'},"
                                  "'pk':{'S':'p'},'sk':{'S':'s'}}}"));
  CHECK(answer("UPDATED_NEW") == Json("{'Attributes':{'n':{'N':'2'},'new':{'S':'x'}}}"));
}

TEST_CASE("An update without actions makes the item or leaves it as it is", "[legacy_updates]") {
  TableService service;
  const std::string key_only = Json("{'Item':{'pk':{'S':'p'},'sk':{'S':'s'}}}");
  CHECK(service.Update("'ReturnValues':'ALL_OLD'") == "{}");
  CHECK(service.Get() == key_only);
  service.Reset("'a':{'S':'x'}");
  CHECK(service.Update("'AttributeUpdates':{},'ReturnValues':'UPDATED_NEW'") == "{}");
  CHECK(service.Get() == Json("{'Item':{'a':{'S':'x'},'pk':{'S':'p'},'sk':{'S':'s'}}}"));
  service.Delete();
  // "DELETE - Causes nothing to happen; there is no attribute to delete." (AttributeUpdates, API
  // Reference)
  CHECK(service.Update(Updates("'a':{'Action':'DELETE'}")) == "{}");
  CHECK(service.Get() == "{}");
}

TEST_CASE("Thousands of updates in any order take no more than linear time", "[legacy_updates]") {
  std::string entries;
  for (int i = 20000; i > 0; --i) {
    entries += (entries.empty() ? "'a" : ",'a") + std::to_string(i) + "':{'Action':'DELETE'}";
  }
  CHECK(Updated("'a77':{'S':'x'},'b':{'S':'y'}", entries) == Json("'b':{'S':'y'}"));
}

}  // namespace
}  // namespace pumice::test
