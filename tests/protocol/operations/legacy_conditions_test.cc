// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "tests/protocol/operations/test_table.h"

// Expected, ConditionalOperator and ScanFilter: "Legacy conditional parameters" (Developer Guide),
// "ExpectedAttributeValue" and "Condition" (API Reference).
namespace pumice::test {
namespace {

std::string Expected(const std::string& entries) { return "'Expected':{" + entries + "}"; }

std::string Comparison(const std::string& name, const std::string& values) {
  return "'ComparisonOperator':'" + name + "','AttributeValueList':[" + values + "]";
}

// What an update of the empty item (p, s) answers with this condition on the attribute a.
std::string Fault(const std::string& condition) {
  TableService service;
  return service.Update(Expected("'a':{" + condition + "}"));
}

std::string ForA(const std::string& fault) { return InvalidParameter(fault + " for Attribute: a"); }

TEST_CASE("An entry of Expected is a comparison or says whether the attribute exists",
          "[legacy_conditions]") {
  CHECK(Fault("") == ForA("Value must be provided when Exists is null"));
  CHECK(Fault("'Exists':true") == ForA("Value must be provided when Exists is true"));
  CHECK(Fault("'Exists':false,'Value':{'S':'x'}") ==
        ForA("Value cannot be used when Exists is false"));
  CHECK(Fault("'Value':{'S':'x'},'AttributeValueList':[{'S':'x'}]") ==
        ForA("Value and AttributeValueList cannot be used together"));
  CHECK(Fault("'Value':{'S':'x'},'ComparisonOperator':'EQ','AttributeValueList':[{'S':'x'}]") ==
        ForA("Value and AttributeValueList cannot be used together"));
  CHECK(Fault("'Exists':true,'ComparisonOperator':'EQ'") ==
        ForA("Exists and ComparisonOperator cannot be used together"));
  CHECK(Fault("'ComparisonOperator':'GE'") ==
        ForA("Value or AttributeValueList must be used with ComparisonOperator: GE"));
  CHECK(Fault("'AttributeValueList':[{'S':'x'}]") ==
        ForA("AttributeValueList can only be used with a ComparisonOperator"));
  CHECK(Fault("'Exists':true,'AttributeValueList':[{'S':'x'}]") ==
        ForA("AttributeValueList can only be used with a ComparisonOperator"));
  CHECK(
      Fault("'ComparisonOperator':'LIKE'") ==
      Invalid("1 validation error detected: Value 'LIKE' at 'expected.a.member.comparisonOperator' "
              "failed to satisfy constraint: Member must satisfy enum value set: [IN, NULL, "
              "BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS]"));
}

TEST_CASE("A comparison takes as many values as its operator compares with",
          "[legacy_conditions]") {
  const auto wrong_count = [](const std::string& name) {
    return InvalidParameter("Invalid number of argument(s) for the " + name +
                            " ComparisonOperator");
  };
  for (const std::string name : {"EQ", "NE", "LE", "LT", "GE", "GT", "CONTAINS", "NOT_CONTAINS",
                                 "BEGINS_WITH", "IN", "BETWEEN"}) {
    CHECK(Fault(Comparison(name, "")) == wrong_count(name));
    if (name == "IN") continue;
    CHECK(Fault(Comparison(name, "{'S':'x'},{'S':'x'},{'S':'x'}")) == wrong_count(name));
  }
  CHECK(Fault(Comparison("NULL", "{'S':'x'}")) == wrong_count("NULL"));
  CHECK(Fault(Comparison("NOT_NULL", "{'S':'x'}")) == wrong_count("NOT_NULL"));
  CHECK(Fault("'ComparisonOperator':'BETWEEN','Value':{'S':'x'}") == wrong_count("BETWEEN"));
  CHECK(Fault("'ComparisonOperator':'NULL','Value':{'S':'x'}") == wrong_count("NULL"));
}

TEST_CASE("A comparison takes values of the types that its operator compares",
          "[legacy_conditions]") {
  const std::vector<std::pair<std::string, std::string>> values = {
      {"S", "{'S':'x'}"},        {"N", "{'N':'1'}"},        {"B", "{'B':'eA=='}"},
      {"BOOL", "{'BOOL':true}"}, {"NULL", "{'NULL':true}"}, {"SS", "{'SS':['x']}"},
      {"NS", "{'NS':['1']}"},    {"BS", "{'BS':['eA==']}"}, {"L", "{'L':[]}"},
      {"M", "{'M':{}}"},
  };
  const auto accepted = [](const std::string& name) -> std::string {
    if (name == "EQ" || name == "NE") return " S N B BOOL NULL SS NS BS L M ";
    if (name == "BEGINS_WITH") return " S B ";
    return name.ends_with("CONTAINS") ? " S N B BOOL NULL " : " S N B ";
  };
  for (const std::string name : {"EQ", "NE", "LE", "LT", "GE", "GT", "CONTAINS", "NOT_CONTAINS",
                                 "BEGINS_WITH", "IN", "BETWEEN"}) {
    for (const auto& [type, value] : values) {
      CAPTURE(name, type);
      const std::string answer =
          Fault(Comparison(name, name == "BETWEEN" ? value + "," + value : value));
      if (accepted(name).find(" " + type + " ") != std::string::npos) {
        CHECK((answer == "{}" || answer == kConditionFailed));
      } else {
        CHECK(answer == InvalidParameter("ComparisonOperator " + name + " is not valid for " +
                                         type + " AttributeValue type"));
      }
    }
  }
  const std::string mixed =
      InvalidParameter("AttributeValues inside AttributeValueList must be of same type");
  CHECK(Fault(Comparison("IN", "{'S':'x'},{'N':'1'}")) == mixed);
  CHECK(Fault(Comparison("BETWEEN", "{'N':'2'},{'S':'a'}")) == mixed);
  CHECK(Fault(Comparison("IN", "{'S':'x'},{'SS':['x']}")) ==
        InvalidParameter("ComparisonOperator IN is not valid for SS AttributeValue type"));
}

TEST_CASE("BETWEEN takes its bounds in order", "[legacy_conditions]") {
  const std::string fault = Invalid(
      "The BETWEEN condition was provided a range where the lower bound is greater than the upper "
      "bound");
  CHECK(Fault(Comparison("BETWEEN", "{'N':'10'},{'N':'9'}")) == fault);
  CHECK(Fault(Comparison("BETWEEN", "{'S':'b'},{'S':'a'}")) == fault);
  CHECK(Fault(Comparison("BETWEEN", "{'B':'Yg=='},{'B':'YQ=='}")) == fault);
}

TEST_CASE("Values in conditions have the faults of every attribute value", "[legacy_conditions]") {
  const std::string empty = Invalid(
      "Supplied AttributeValue is empty, must contain exactly one of the supported "
      "datatypes");
  CHECK(Fault("'Value':{}") == empty);
  CHECK(Fault(Comparison("EQ", "{}")) == empty);
  CHECK(Fault(Comparison("EQ", "null")) == empty);
  CHECK(Fault(Comparison("IN", "{'N':'1'},{'N':'one'}")) ==
        Invalid("The parameter cannot be converted to a numeric value: one"));
  CHECK(Fault(Comparison("EQ", "{'SS':[]}")) ==
        InvalidParameter("An string set  may not be empty"));
  // Before the count of the values.
  CHECK(Fault(Comparison("NULL", "{'N':'one'}")) ==
        Invalid("The parameter cannot be converted to a numeric value: one"));
}

TEST_CASE("The first faulty entry of Expected counts", "[legacy_conditions]") {
  TableService service;
  const std::string many = "{'S':'x'},{'S':'x'}";
  CHECK(service.Delete(Expected("'b':{'Exists':true},'a':{" + Comparison("EQ", many) + "}")) ==
        InvalidParameter("Value must be provided when Exists is true for Attribute: b"));
  CHECK(service.Delete(Expected("'b':{" + Comparison("EQ", many) + "},'a':{'Exists':true}")) ==
        InvalidParameter("Invalid number of argument(s) for the EQ ComparisonOperator"));
  CHECK(service.Delete(Expected("'':{" + Comparison("EQ", many) + "}")) ==
        Invalid("Empty attribute name"));
  // Of an attribute named twice the last entry stands.
  CHECK(service.Delete(Expected("'a':{'Exists':true},'a':{'Exists':false}")) == "{}");
}

// Comparisons of each operator with attributes of each type. `holds` are the attributes, by number,
// for which the condition is true.
struct Truth {
  std::string condition;
  std::vector<size_t> holds;
};

const std::vector<std::string> kAttributes = {
    "",                                                             // 0: none
    "'a':{'S':'abc'}",                                              // 1
    "'a':{'S':'b'}",                                                // 2
    "'a':{'N':'5'}",                                                // 3
    "'a':{'N':'1.0'}",                                              // 4
    "'a':{'B':'YWJj'}",                                             // 5
    "'a':{'BOOL':true}",                                            // 6
    "'a':{'NULL':true}",                                            // 7
    "'a':{'SS':['b','c']}",                                         // 8
    "'a':{'NS':['1','5']}",                                         // 9
    "'a':{'BS':['Yg==']}",                                          // 10
    "'a':{'L':[{'S':'b'},{'N':'1'},{'BOOL':true},{'NULL':true}]}",  // 11
    "'a':{'M':{'b':{'S':'b'}}}",                                    // 12
};

const std::vector<Truth> kTruths = {
    {"'Exists':false", {0}},
    {"'Value':{'S':'b'}", {2}},
    {"'Exists':true,'Value':{'N':'1'}", {4}},
    {"'ComparisonOperator':'NULL'", {0}},
    {Comparison("NULL", ""), {0}},
    // An attribute that is of the type NULL exists.
    {"'ComparisonOperator':'NOT_NULL'", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}},
    {"'ComparisonOperator':'EQ','Value':{'S':'b'}", {2}},
    {Comparison("EQ", "{'S':'abc'}"), {1}},
    {Comparison("EQ", "{'N':'1'}"), {4}},
    {Comparison("EQ", "{'B':'YWJj'}"), {5}},
    {Comparison("EQ", "{'BOOL':true}"), {6}},
    {Comparison("EQ", "{'BOOL':false}"), {}},
    {Comparison("EQ", "{'NULL':true}"), {7}},
    {Comparison("EQ", "{'SS':['c','b']}"), {8}},
    {Comparison("EQ", "{'SS':['c']}"), {}},
    {Comparison("EQ", "{'NS':['5','1.0']}"), {9}},
    {Comparison("EQ", "{'BS':['Yg==']}"), {10}},
    {Comparison("EQ", "{'L':[{'S':'b'},{'N':'1'},{'BOOL':true},{'NULL':true}]}"), {11}},
    {Comparison("EQ", "{'M':{'b':{'S':'b'}}}"), {12}},
    // A missing attribute equals nothing.
    {Comparison("NE", "{'S':'b'}"), {0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}},
    {Comparison("NE", "{'SS':['b','c']}"), {0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12}},
    {Comparison("LT", "{'S':'b'}"), {1}},
    {Comparison("LE", "{'S':'b'}"), {1, 2}},
    {Comparison("GE", "{'S':'b'}"), {2}},
    {Comparison("GT", "{'S':'abc'}"), {2}},
    {Comparison("LT", "{'N':'5'}"), {4}},
    {Comparison("GE", "{'N':'1'}"), {3, 4}},
    {Comparison("GT", "{'B':'YQ=='}"), {5}},
    // Substrings, elements of sets, and elements of lists.
    {Comparison("CONTAINS", "{'S':'b'}"), {1, 2, 8, 11}},
    {Comparison("CONTAINS", "{'N':'1'}"), {9, 11}},
    {Comparison("CONTAINS", "{'B':'Yg=='}"), {5, 10}},
    {Comparison("CONTAINS", "{'BOOL':true}"), {11}},
    {Comparison("CONTAINS", "{'NULL':true}"), {11}},
    // A missing attribute neither contains nor lacks anything.
    {Comparison("NOT_CONTAINS", "{'S':'b'}"), {3, 4, 5, 6, 7, 9, 10, 12}},
    {Comparison("NOT_CONTAINS", "{'N':'1'}"), {1, 2, 3, 4, 5, 6, 7, 8, 10, 12}},
    {Comparison("BEGINS_WITH", "{'S':'ab'}"), {1}},
    {Comparison("BEGINS_WITH", "{'B':'YWI='}"), {5}},
    {Comparison("IN", "{'S':'x'},{'S':'b'},{'S':'abc'}"), {1, 2}},
    {Comparison("IN", "{'N':'5'},{'N':'6'}"), {3}},
    {Comparison("BETWEEN", "{'S':'a'},{'S':'b'}"), {1, 2}},
    {Comparison("BETWEEN", "{'N':'1'},{'N':'4'}"), {4}},
    {Comparison("BETWEEN", "{'B':'YQ=='},{'B':'Yg=='}"), {5}},
};

TEST_CASE("Comparisons hold for the same attributes in writes, scans and queries",
          "[legacy_conditions]") {
  TableService service;
  const std::string none = Json("{'Items':[],'Count':0,'ScannedCount':1}");
  for (size_t i = 0; i < kAttributes.size(); ++i) {
    service.Reset(kAttributes[i]);
    for (const Truth& truth : kTruths) {
      CAPTURE(kAttributes[i], truth.condition);
      const bool holds = std::ranges::find(truth.holds, i) != truth.holds.end();
      const std::string entry = "{'a':{" + truth.condition + "}}";
      CHECK(service.Update("'Expected':" + entry) == (holds ? "{}" : kConditionFailed));
      if (truth.condition.find("'Value'") != std::string::npos) continue;
      if (truth.condition.find("'Exists'") != std::string::npos) continue;
      CHECK((service.Scan("'ScanFilter':" + entry) != none) == holds);
      CHECK((service.Query("'KeyConditions':{'pk':{" + Comparison("EQ", "{'S':'p'}") +
                           "}},'QueryFilter':" + entry) != none) == holds);
    }
  }
}

TEST_CASE("IN takes more values than an expression's IN", "[legacy_conditions]") {
  TableService service;
  service.Reset("'a':{'N':'250'}");
  std::string values = "{'N':'0'}";
  for (int i = 1; i < 250; ++i) values += ",{'N':'" + std::to_string(i) + "'}";
  CHECK(service.Update(Expected("'a':{" + Comparison("IN", values) + "}")) == kConditionFailed);
  values += ",{'N':'250'}";
  CHECK(service.Update(Expected("'a':{" + Comparison("IN", values) + "}")) == "{}");
}

TEST_CASE("Several conditions are joined by AND unless ConditionalOperator says OR",
          "[legacy_conditions]") {
  TableService service;
  service.Reset("'a':{'S':'x'},'b':{'S':'y'}");
  const std::string one = Expected("'a':{'Value':{'S':'x'}},'b':{'Exists':false}");
  const std::string both = Expected("'a':{'Value':{'S':'x'}},'b':{'Value':{'S':'y'}}");
  const std::string neither = Expected("'a':{'Exists':false},'b':{'Exists':false}");
  CHECK(service.Update(one) == kConditionFailed);
  CHECK(service.Update(one + ",'ConditionalOperator':'AND'") == kConditionFailed);
  CHECK(service.Update(one + ",'ConditionalOperator':'OR'") == "{}");
  CHECK(service.Update(both) == "{}");
  CHECK(service.Update(both + ",'ConditionalOperator':'AND'") == "{}");
  CHECK(service.Update(neither + ",'ConditionalOperator':'OR'") == kConditionFailed);
  const std::string filter = "'ScanFilter':{'a':{" + Comparison("EQ", "{'S':'x'}") +
                             "},'b':{'ComparisonOperator':'NULL'}}";
  CHECK(service.Scan(filter) == Json("{'Items':[],'Count':0,'ScannedCount':1}"));
  CHECK(service.Scan(filter + ",'ConditionalOperator':'OR'") ==
        Json("{'Items':[{'a':{'S':'x'},'b':{'S':'y'},'pk':{'S':'p'},'sk':{'S':'s'}}],'Count':1,"
             "'ScannedCount':1}"));
}

TEST_CASE("ConditionalOperator needs conditions to join", "[legacy_conditions]") {
  TableService service;
  const std::string nothing =
      Invalid("ConditionalOperator cannot be used without Filter or Expected");
  const std::string single = Invalid(
      "ConditionalOperator can only be used when Filter or Expected has two or more "
      "elements");
  const std::string op = "'ConditionalOperator':'OR'";
  const std::string query = ",'KeyConditions':{'pk':{" + Comparison("EQ", "{'S':'p'}") + "}}";
  CHECK(service.Put("", op) == nothing);
  CHECK(service.Update(op) == nothing);
  CHECK(service.Delete(op + ",'Expected':{}") == nothing);
  CHECK(service.Scan(op) == nothing);
  CHECK(service.Query(op + query) == nothing);
  CHECK(service.Put("", op + ",'Expected':{'a':{'Exists':false}}") == single);
  CHECK(service.Update(op + ",'Expected':{'a':{'Exists':false}}") == single);
  CHECK(service.Scan(op + ",'ScanFilter':{'a':{'ComparisonOperator':'NULL'}}") == single);
  CHECK(service.Query(op + query + ",'QueryFilter':{'a':{'ComparisonOperator':'NULL'}}") == single);
  // The faults of the conditions come first.
  CHECK(service.Delete(op + ",'Expected':{'a':{'Exists':true}}") ==
        InvalidParameter("Value must be provided when Exists is true for Attribute: a"));
}

TEST_CASE("No conditions always hold", "[legacy_conditions]") {
  TableService service;
  CHECK(service.Put("", "'Expected':{}") == "{}");
  CHECK(service.Scan("'ScanFilter':{}") ==
        Json("{'Items':[{'pk':{'S':'p'},'sk':{'S':'s'}}],'Count':1,'ScannedCount':1}"));
}

TEST_CASE("Expected guards every write", "[legacy_conditions]") {
  TableService service;
  const std::string absent = "'Expected':{'pk':{'Exists':false}}";
  CHECK(service.Put("'v':{'N':'1'}", absent) == "{}");
  CHECK(service.Put("'v':{'N':'2'}", absent) == kConditionFailed);
  CHECK(service.Delete("'Expected':{'v':{'Value':{'N':'2'}}}") == kConditionFailed);
  CHECK(service.Body("DeleteItem", "{'TableName':'Items','Key':{" + std::string(kKey) +
                                       "},'Expected':{'v':{'Value':{'N':'2'}}},"
                                       "'ReturnValuesOnConditionCheckFailure':'ALL_OLD'}") ==
        Json("{'__type':'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',"
             "'Item':{'pk':{'S':'p'},'sk':{'S':'s'},'v':{'N':'1'}},"
             "'message':'The conditional request failed'}"));
  CHECK(service.Delete("'Expected':{'v':{'Value':{'N':'1'}}}") == "{}");
  CHECK(service.Get() == "{}");
}

TEST_CASE("Legacy parameters and expressions do not mix", "[legacy_conditions]") {
  TableService service;
  const auto mixed = [](const std::string& legacy, const std::string& expressions) {
    return Invalid(
        "Can not use both expression and non-expression parameters in the same request: "
        "Non-expression parameters: {" +
        legacy + "} Expression parameters: {" + expressions + "}");
  };
  const std::string expected = "'Expected':{'a':{'Exists':false}}";
  const std::string condition = "'ConditionExpression':'attribute_exists(a)'";
  CHECK(service.Put("", condition + "," + expected) == mixed("Expected", "ConditionExpression"));
  CHECK(service.Delete("'ConditionalOperator':'OR'," + condition + "," + expected) ==
        mixed("Expected, ConditionalOperator", "ConditionExpression"));
  CHECK(service.Put("", condition + ",'Expected':{}") == mixed("Expected", "ConditionExpression"));
  CHECK(service.Update(
            "'AttributeUpdates':{'a':{'Value':{'S':'x'}}},'UpdateExpression':'REMOVE a'") ==
        mixed("AttributeUpdates", "UpdateExpression"));
  CHECK(service.Update(
            "'ConditionalOperator':'OR','AttributeUpdates':{},'UpdateExpression':'REMOVE "
            "a'," +
            condition + "," + expected) == mixed("AttributeUpdates, Expected, ConditionalOperator",
                                                 "UpdateExpression, ConditionExpression"));
  CHECK(service.Get("'AttributesToGet':['a'],'ProjectionExpression':'a'") ==
        mixed("AttributesToGet", "ProjectionExpression"));
  CHECK(service.Scan("'ScanFilter':{},'AttributesToGet':['a'],'ConditionalOperator':'OR',"
                     "'FilterExpression':'a = b','ProjectionExpression':'a'") ==
        mixed("AttributesToGet, ScanFilter, ConditionalOperator",
              "ProjectionExpression, FilterExpression"));
  CHECK(service.Query("'KeyConditions':{},'QueryFilter':{},'AttributesToGet':['a'],"
                      "'ConditionalOperator':'OR','KeyConditionExpression':'pk = :p',"
                      "'FilterExpression':'a = b','ProjectionExpression':'a'") ==
        mixed("AttributesToGet, QueryFilter, ConditionalOperator, KeyConditions",
              "ProjectionExpression, FilterExpression, KeyConditionExpression"));
  CHECK(service.Put("", expected + ",'ExpressionAttributeNames':{'#a':'a'}") ==
        Invalid("ExpressionAttributeNames can only be specified when using expressions"));
  CHECK(service.Put("", expected + ",'ExpressionAttributeValues':{':a':{'S':'x'}}") ==
        Invalid("ExpressionAttributeValues can only be specified when using expressions: "
                "ConditionExpression is null"));
}

}  // namespace
}  // namespace pumice::test
