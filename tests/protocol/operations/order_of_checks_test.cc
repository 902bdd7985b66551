// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

#include "tests/protocol/operations/test_table.h"

// Of two faults of one request the service tells the one that it looks at first. Each operation's
// order stands at the head of its file in protocol/operations; here every pair of its faults is put
// into one request.
namespace pumice::test {
namespace {

using Members = std::map<std::string, std::string>;

struct Fault {
  Members members;        // put in the place of the good request's
  std::string told_with;  // what the answer begins with
};

struct Order {
  std::string operation;
  Members good;
  std::vector<Fault> faults;  // first told first
};

std::string Request(const Members& members) {
  std::string text = "{";
  for (const auto& [name, value] : members) {
    if (value.empty()) continue;
    text.append(text.size() > 1 ? ",'" : "'").append(name).append("':").append(value);
  }
  return text + '}';
}

Members With(Members members, const Members& others) {
  for (const auto& [name, value] : others) members[name] = value;
  return members;
}

// Faults of the same member cannot stand in one request.
bool Exclude(const Fault& one, const Fault& other) {
  return std::any_of(one.members.begin(), one.members.end(), [&](const auto& member) {
    return other.members.find(member.first) != other.members.end();
  });
}

void CheckPairs(const Order& order) {
  TableService service;
  const auto call = [&](const Members& members) {
    return service.Call(order.operation, Request(members));
  };
  CAPTURE(order.operation);
  CHECK(call(order.good).find("Exception") == std::string::npos);
  for (size_t i = 0; i < order.faults.size(); ++i) {
    const Fault& first = order.faults[i];
    CAPTURE(first.told_with);
    const Members one = With(order.good, first.members);
    CHECK_THAT(call(one), Catch::StartsWith(first.told_with));
    for (size_t j = i + 1; j < order.faults.size(); ++j) {
      const Fault& second = order.faults[j];
      if (Exclude(first, second)) continue;
      CAPTURE(second.told_with);
      CHECK_THAT(call(With(one, second.members)), Catch::StartsWith(first.told_with));
    }
  }
}

const std::string kNumber = "The parameter cannot be converted to a numeric value: x";

Fault Type(const std::string& member) { return {{{member, "[]"}}, "SerializationException: "}; }
Fault Constraint(const std::string& member) {
  return {{{member, "'SOME'"}}, Invalid("1 validation error detected: Value 'SOME' at '")};
}
Fault Mixed(const std::string& legacy, const std::string& value) {
  return {{{legacy, value}},
          Invalid("Can not use both expression and non-expression parameters in the same request")};
}
Fault KeyValue() { return {{{"Key", "{'pk':{'S':'p'},'sk':{'N':'x'}}"}}, Invalid(kNumber)}; }
Fault EmptyNames() {
  return {{{"ExpressionAttributeNames", "{}"}},
          Invalid("ExpressionAttributeNames must not be empty")};
}
Fault BadValue() {
  return {{{"ExpressionAttributeValues", "{':v':{'N':'x'}}"}},
          Invalid("ExpressionAttributeValues contains invalid value: ")};
}
Fault Syntax(const std::string& member) {
  return {{{member, "'(('"}}, Invalid("Invalid " + member + ": Syntax error")};
}
Fault UnusedName() {
  return {{{"ExpressionAttributeNames", "{'#u':'u'}"}},
          Invalid("Value provided in ExpressionAttributeNames unused in expressions")};
}
Fault UnusedValue() {
  return {{{"ExpressionAttributeValues", "{':u':{'S':'u'}}"}},
          Invalid("Value provided in ExpressionAttributeValues unused in expressions")};
}
Fault NoTable() { return {{{"TableName", "'Nothing'"}}, "ResourceNotFoundException: "}; }
Fault WrongKey() {
  return {{{"Key", "{'pk':{'S':'p'}}"}},
          Invalid("The provided key element does not match the schema")};
}

const std::string kExpected = "{'q':{'Exists':false}}";
const std::string kGoodKey = "{'pk':{'S':'p'},'sk':{'S':'s'}}";
const std::string kFree = "'attribute_not_exists(q)'";

TEST_CASE("PutItem tells the fault that it meets first", "[order_of_checks]") {
  CheckPairs(
      {"PutItem",
       {{"TableName", "'Items'"}, {"Item", kGoodKey}, {"ConditionExpression", kFree}},
       {Type("ConditionalOperator"),
        Constraint("ReturnConsumedCapacity"),
        {{{"ReturnValues", "'ALL_NEW'"}}, Invalid("ReturnValues can only be ALL_OLD or NONE")},
        Mixed("Expected", kExpected),
        {{{"Item", "{'pk':{'S':'p'},'sk':{'S':'s'},'n':{'N':'x'}}"}}, Invalid(kNumber)},
        EmptyNames(),
        BadValue(),
        Syntax("ConditionExpression"),
        UnusedName(),
        UnusedValue(),
        NoTable(),
        {{{"Item", "{'pk':{'S':'p'}}"}}, InvalidParameter("Missing the key sk in the item")}}});
}

TEST_CASE("DeleteItem tells the fault that it meets first", "[order_of_checks]") {
  CheckPairs(
      {"DeleteItem",
       {{"TableName", "'Items'"}, {"Key", kGoodKey}, {"ConditionExpression", kFree}},
       {Type("ConditionalOperator"),
        Constraint("ReturnConsumedCapacity"),
        {{{"ReturnValues", "'ALL_NEW'"}}, Invalid("ReturnValues can only be ALL_OLD or NONE")},
        Mixed("Expected", kExpected),
        KeyValue(),
        EmptyNames(),
        BadValue(),
        Syntax("ConditionExpression"),
        UnusedName(),
        UnusedValue(),
        NoTable(),
        WrongKey()}});
}

TEST_CASE("UpdateItem tells the fault that it meets first", "[order_of_checks]") {
  CheckPairs({"UpdateItem",
              {{"TableName", "'Items'"},
               {"Key", kGoodKey},
               {"UpdateExpression", "'REMOVE r'"},
               {"ConditionExpression", kFree}},
              {Type("ConditionalOperator"), Constraint("ReturnConsumedCapacity"),
               Mixed("AttributeUpdates", "{'q':{'Action':'DELETE'}}"), KeyValue(), EmptyNames(),
               BadValue(), Syntax("UpdateExpression"), Syntax("ConditionExpression"), UnusedName(),
               UnusedValue(), NoTable(), WrongKey()}});
}

TEST_CASE("GetItem tells the fault that it meets first", "[order_of_checks]") {
  CheckPairs({"GetItem",
              {{"TableName", "'Items'"}, {"Key", kGoodKey}, {"ProjectionExpression", "'q'"}},
              {Type("ConsistentRead"), Constraint("ReturnConsumedCapacity"),
               Mixed("AttributesToGet", "['q']"), KeyValue(), EmptyNames(),
               Syntax("ProjectionExpression"), UnusedName(), NoTable(), WrongKey()}});
}

const std::string kValues = "{':p':{'S':'p'}}";

TEST_CASE("Query tells the fault that it meets first", "[order_of_checks]") {
  CheckPairs(
      {"Query",
       {{"TableName", "'Items'"},
        {"KeyConditionExpression", "'pk = :p'"},
        {"FilterExpression", kFree},
        {"ProjectionExpression", "'q'"},
        {"ExpressionAttributeValues", kValues}},
       {Type("ConsistentRead"),
        Constraint("ReturnConsumedCapacity"),
        Mixed("QueryFilter", "{'q':{'ComparisonOperator':'NULL'}}"),
        {{{"ExclusiveStartKey", "{'pk':{'S':'p'},'sk':{'N':'x'}}"}},
         Invalid("The provided starting key is invalid: " + kNumber)},
        EmptyNames(),
        {{{"ExpressionAttributeValues", "{':p':{'N':'x'}}"}},
         Invalid("ExpressionAttributeValues contains invalid value: ")},
        Syntax("KeyConditionExpression"),
        Syntax("FilterExpression"),
        Syntax("ProjectionExpression"),
        {{{"Select", "'COUNT'"}}, Invalid("Cannot specify the ProjectionExpression when choosing")},
        {{{"KeyConditionExpression", "'pk <> :p'"}},
         Invalid("Invalid operator used in KeyConditionExpression: <>")},
        NoTable(),
        {{{"IndexName", "'nothing'"}}, Invalid("The table does not have the specified index")},
        {{{"ExclusiveStartKey", "{'pk':{'S':'p'}}"}},
         Invalid("The provided starting key is invalid")},
        {{{"KeyConditionExpression", "'q = :p'"}},
         Invalid("Query condition missed key schema element: pk")},
        UnusedName()}});
}

TEST_CASE("Scan tells the fault that it meets first", "[order_of_checks]") {
  CheckPairs(
      {"Scan",
       {{"TableName", "'Items'"}, {"FilterExpression", kFree}, {"ProjectionExpression", "'q'"}},
       {Type("ConsistentRead"),
        Constraint("ReturnConsumedCapacity"),
        Mixed("ScanFilter", "{'q':{'ComparisonOperator':'NULL'}}"),
        {{{"ExclusiveStartKey", "{'pk':{'S':'p'},'sk':{'N':'x'}}"}},
         Invalid("The provided starting key is invalid: " + kNumber)},
        {{{"Segment", "1"}},
         Invalid("The TotalSegments parameter is required but was not present")},
        EmptyNames(),
        BadValue(),
        Syntax("FilterExpression"),
        Syntax("ProjectionExpression"),
        {{{"Select", "'COUNT'"}}, Invalid("Cannot specify the ProjectionExpression when choosing")},
        UnusedName(),
        UnusedValue(),
        NoTable(),
        {{{"IndexName", "'nothing'"}}, Invalid("The table does not have the specified index")},
        {{{"ExclusiveStartKey", "{'pk':{'S':'p'}}"}},
         Invalid("The provided starting key is invalid: The provided key element")}}});
}

}  // namespace
}  // namespace pumice::test
