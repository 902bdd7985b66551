// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "tests/protocol/operations/order_of_checks.h"

// The order of checks of the operations on items: see order_of_checks.h.
namespace pumice::test {
namespace {

void CheckPairs(const Order& order) {
  CheckPairs(order, [] { return std::make_shared<TableService>(); });
}

const std::string kNumber = "The parameter cannot be converted to a numeric value: x";

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

// Batches.

TEST_CASE("BatchGetItem tells the fault that it meets first", "[order_of_checks]") {
  CheckPairs({"BatchGetItem",
              {{"#", "'Items'"}, {"Keys", "[" + kGoodKey + "]"}, {"ProjectionExpression", "'q'"}},
              {Type("ConsistentRead"),
               Constraint("/ReturnConsumedCapacity"),
               Mixed("AttributesToGet", "['q']"),
               {{{"Keys", "[{'pk':{'S':'p'},'sk':{'N':'x'}}]"}}, Invalid(kNumber)},
               EmptyNames(),
               Syntax("ProjectionExpression"),
               UnusedName(),
               {{{"Keys", "[" + kGoodKey + "," + kGoodKey + "]"}},
                Invalid("Provided list of item keys contains duplicates")},
               {{{"#", "'Nothing'"}}, "ResourceNotFoundException: "},
               {{{"Keys", "[{'pk':{'S':'p'}}]"}},
                Invalid("The provided key element does not match the schema")}},
              "'RequestItems':{#:@}"});
}

TEST_CASE("BatchWriteItem tells the fault that it meets first", "[order_of_checks]") {
  CheckPairs({"BatchWriteItem",
              {{"#", "'Items'"}, {"PutRequest", "{'Item':" + kGoodKey + "}"}},
              {Type("DeleteRequest"),
               Constraint("/ReturnConsumedCapacity"),
               {{{"PutRequest", ""}}, Invalid("Supplied WriteRequest is empty")},
               {{{"PutRequest", "{'Item':{'pk':{'S':'p'},'sk':{'N':'x'}}}"}}, Invalid(kNumber)},
               {{{"#", "'Nothing'"}}, "ResourceNotFoundException: "},
               {{{"PutRequest", "{'Item':{'pk':{'S':'p'}}}"}},
                Invalid("The provided key element does not match the schema")}},
              "'RequestItems':{#:[@]}"});
}

// Transactions.

const std::string kCanceled =
    "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for "
    "specific reasons [ValidationError]";

TEST_CASE("TransactGetItems tells the fault that it meets first", "[order_of_checks]") {
  CheckPairs({"TransactGetItems",
              {{"TableName", "'Items'"}, {"Key", kGoodKey}, {"ProjectionExpression", "'q'"}},
              {Type("ProjectionExpression"),
               Constraint("/ReturnConsumedCapacity"),
               KeyValue(),
               EmptyNames(),
               Syntax("ProjectionExpression"),
               UnusedName(),
               NoTable(),
               {{{"Key", "{'pk':{'S':'p'}}"}}, kCanceled}},
              "'TransactItems':[{'Get':@}]"});
}

TEST_CASE("TransactWriteItems tells the fault that it meets first", "[order_of_checks]") {
  CheckPairs({"TransactWriteItems",
              {{"TableName", "'Items'"},
               {"Key", kGoodKey},
               {"UpdateExpression", "'REMOVE r'"},
               {"ConditionExpression", kFree}},
              {Type("ConditionExpression"),
               Constraint("/ReturnConsumedCapacity"),
               KeyValue(),
               EmptyNames(),
               BadValue(),
               Syntax("UpdateExpression"),
               Syntax("ConditionExpression"),
               UnusedName(),
               UnusedValue(),
               NoTable(),
               {{{"Key", "{'pk':{'S':'p'}}"}}, kCanceled},
               {{{"ConditionExpression", "'attribute_exists(q)'"}},
                "TransactionCanceledException: Transaction cancelled, please refer cancellation "
                "reasons for specific reasons [ConditionalCheckFailed]"}},
              "'TransactItems':[{'Update':@}]"});
}

// Statements.

std::string SelectFrom(const std::string& table) {
  return "'SELECT * FROM " + table + " WHERE pk = ?'";
}

Fault ParameterValue() { return {{{"Parameters", "[{'N':'x'}]"}}, Invalid(kNumber)}; }
Fault ParameterCount() {
  return {{{"Parameters", "[{'S':'p'},{'S':'q'}]"}},
          Invalid("Number of parameters in request and statement don't match")};
}
Fault StatementSyntax() {
  return {{{"Statement", "'SELECT'"}}, Invalid("Statement wasn't well formed")};
}
Fault StatementOfNoTable() {
  return {{{"Statement", SelectFrom("Nowhere")}}, "ResourceNotFoundException: "};
}

TEST_CASE("ExecuteStatement tells the fault that it meets first", "[order_of_checks]") {
  CheckPairs({"ExecuteStatement",
              {{"Statement", SelectFrom("Items")}, {"Parameters", "[{'S':'p'}]"}},
              {Type("ConsistentRead"),
               Constraint("ReturnConsumedCapacity"),
               ParameterValue(),
               {{{"NextToken", "'x'"}}, Invalid("Invalid NextToken")},
               StatementSyntax(),
               ParameterCount(),
               StatementOfNoTable(),
               {{{"Parameters", "[{'N':'1'}]"}}, Invalid("Key attribute's data type should match")},
               {{{"NextToken", "'AAAA'"}}, Invalid("Invalid NextToken")}}});
}

TEST_CASE("ExecuteTransaction tells the fault that it meets first", "[order_of_checks]") {
  CheckPairs({"ExecuteTransaction",
              {{"#", "'SELECT * FROM Items WHERE pk = ? AND sk = ?'"},
               {"Statement", "'SELECT * FROM Items WHERE pk = ? AND sk = ?'"},
               {"Parameters", "[{'S':'p'},{'S':'s'}]"}},
              {Type("/ClientRequestToken"),
               Constraint("/ReturnConsumedCapacity"),
               ParameterValue(),
               StatementSyntax(),
               {{{"#", "'DELETE FROM Items WHERE pk = ? AND sk = ?'"}},
                Invalid("ExecuteTransaction API does not support both read and write operations")},
               {{{"Parameters", "[{'S':'p'}]"}},
                Invalid("Validation failed in TransactStatements[0]: Number of parameters")}},
              "'TransactStatements':[@,{'Statement':#,'Parameters':[{'S':'p'},{'S':'t'}]}]"});
}

// It tells the faults of statements one by one, those of their parameters' values for all.
TEST_CASE("BatchExecuteStatement tells the fault that it meets first", "[order_of_checks]") {
  CheckPairs({"BatchExecuteStatement",
              {{"Statement", "'SELECT * FROM Items WHERE pk = ? AND sk = ?'"},
               {"Parameters", "[{'S':'p'},{'S':'s'}]"}},
              {Type("ConsistentRead"),
               Constraint("/ReturnConsumedCapacity"),
               ParameterValue(),
               {{{"Statement", "'DELETE FROM Items WHERE pk = ? AND sk = ?'"}},
                Invalid("Read and write requests together in the same batch")}},
              "'Statements':[@,{'Statement':'SELECT * FROM Items WHERE pk = ? AND sk = ?',"
              "'Parameters':[{'S':'p'},{'S':'t'}]}]"});
}

}  // namespace
}  // namespace pumice::test
