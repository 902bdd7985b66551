// SPDX-License-Identifier: Apache-2.0

#include "protocol/validator.h"

#include <catch2/catch.hpp>

#include <string>

#include "engine/error/api_error.h"

namespace pumice::test {
namespace {

struct Fault {
  ErrorCode code;
  std::string message;
};

// What ValidateInput throws; kInternal and no message if it throws nothing.
Fault Validate(std::string_view operation, std::string_view body) {
  JsonDocument document;
  REQUIRE(document.Parse(body));
  try {
    ValidateInput(*FindOperationShape(operation)->input, document.root());
  } catch (const ApiError& error) {
    return {error.code(), error.message()};
  }
  return {ErrorCode::kInternal, ""};
}

std::string TypeFault(std::string_view operation, std::string_view body) {
  Fault fault = Validate(operation, body);
  CHECK(fault.code == ErrorCode::kSerialization);
  return fault.message;
}

std::string ConstraintFault(std::string_view operation, std::string_view body) {
  Fault fault = Validate(operation, body);
  CHECK(fault.code == ErrorCode::kValidation);
  return fault.message;
}

void CheckValid(std::string_view operation, std::string_view body) {
  Fault fault = Validate(operation, body);
  CHECK(fault.code == ErrorCode::kInternal);
  CHECK(fault.message.empty());
}

std::string ValueFault(std::string_view value) {
  return TypeFault("PutItem", R"({"TableName":"abc","Item":{"a":)" + std::string(value) + "}}");
}

TEST_CASE("Valid input passes", "[validator]") {
  CheckValid("ListTables", "{}");
  CheckValid("ListTables", R"({"Limit":100,"ExclusiveStartTableName":"abc","Unknown":[1]})");
  CheckValid("ListTables", R"({"Limit":100.9})");
  CheckValid("ListTables", R"({"Limit":null})");
  CheckValid("PutItem", R"({"TableName":"abc","Item":{"a":{"S":"x"},"b":{"L":[{"N":"1"}]}}})");
  CheckValid("GetItem", R"({"TableName":"arn:aws:dynamodb:us-east-1:000000000000:table/abc",
                            "Key":{"a":{"B":"AQID"}},"ConsistentRead":true})");
  CheckValid("CreateTable", R"({"TableName":"abc",
      "KeySchema":[{"AttributeName":"a","KeyType":"HASH"}],
      "AttributeDefinitions":[{"AttributeName":"a","AttributeType":"S"}]})");
}

TEST_CASE("Scalars of a wrong type are refused", "[validator]") {
  CHECK(TypeFault("GetItem", R"({"TableName":23})") ==
        "NUMBER_VALUE cannot be converted to String");
  CHECK(TypeFault("GetItem", R"({"TableName":2.5})") ==
        "DECIMAL_VALUE cannot be converted to String");
  CHECK(TypeFault("GetItem", R"({"TableName":true})") ==
        "TRUE_VALUE cannot be converted to String");
  CHECK(TypeFault("GetItem", R"({"TableName":false})") ==
        "FALSE_VALUE cannot be converted to String");
  CHECK(TypeFault("GetItem", R"({"TableName":[]})") ==
        "Unrecognized collection type class java.lang.String");
  CHECK(TypeFault("GetItem", R"({"TableName":{}})") ==
        "Start of structure or map found where not expected");
  CHECK(TypeFault("ListTables", R"({"Limit":"1"})") ==
        "STRING_VALUE cannot be converted to Integer");
  CHECK(TypeFault("ListTables", R"({"Limit":true})") ==
        "TRUE_VALUE cannot be converted to Integer");
  CHECK(TypeFault("ListTables", R"({"Limit":[]})") ==
        "Unrecognized collection type class java.lang.Integer");
  CHECK(TypeFault("GetItem", R"({"ConsistentRead":"true"})") ==
        "Unexpected token received from parser");
  CHECK(TypeFault("GetItem", R"({"ConsistentRead":1})") ==
        "NUMBER_VALUE cannot be converted to Boolean");
  CHECK(TypeFault("GetItem", R"({"ConsistentRead":{}})") ==
        "Start of structure or map found where not expected");
  CHECK(TypeFault("CreateTable", R"({"ProvisionedThroughput":{"ReadCapacityUnits":"1"}})") ==
        "STRING_VALUE cannot be converted to Long");
}

TEST_CASE("Collections and structures of a wrong type are refused", "[validator]") {
  CHECK(TypeFault("GetItem", R"({"Key":"a"})") == "Unexpected field type");
  CHECK(TypeFault("GetItem", R"({"Key":[]})") ==
        "Unrecognized collection type java.util.Map<java.lang.String, "
        "com.amazonaws.dynamodb.v20120810.AttributeValue>");
  CHECK(TypeFault("GetItem", R"({"AttributesToGet":1})") == "Unexpected field type");
  CHECK(TypeFault("GetItem", R"({"AttributesToGet":{}})") ==
        "Start of structure or map found where not expected");
  CHECK(TypeFault("CreateTable", R"({"KeySchema":["a"]})") == "Unexpected value type in payload");
  CHECK(TypeFault("CreateTable", R"({"KeySchema":[[]]})") ==
        "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.KeySchemaElement");
  CHECK(TypeFault("BatchWriteItem", R"({"RequestItems":[]})") ==
        "Unrecognized collection type java.util.Map<java.lang.String, "
        "java.util.List<com.amazonaws.dynamodb.v20120810.WriteRequest>>");
  CHECK(TypeFault("ListTables", R"("a")") == "Unexpected value type in payload");
}

TEST_CASE("Attribute values of a wrong type are refused", "[validator]") {
  CHECK(ValueFault("\"x\"") == "Unexpected value type in payload");
  CHECK(ValueFault("[]") ==
        "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue");
  CHECK(ValueFault(R"({"S":1})") == "NUMBER_VALUE cannot be converted to String");
  CHECK(ValueFault(R"({"N":1})") == "NUMBER_VALUE cannot be converted to String");
  CHECK(ValueFault(R"({"N":1.5})") == "DECIMAL_VALUE cannot be converted to String");
  CHECK(ValueFault(R"({"BOOL":"true"})") == "Unexpected token received from parser");
  CHECK(ValueFault(R"({"NULL":1})") == "NUMBER_VALUE cannot be converted to Boolean");
  CHECK(ValueFault(R"({"SS":"a"})") == "Unexpected field type");
  CHECK(ValueFault(R"({"NS":[1]})") == "NUMBER_VALUE cannot be converted to String");
  CHECK(ValueFault(R"({"L":{}})") == "Start of structure or map found where not expected");
  CHECK(ValueFault(R"({"L":["a"]})") == "Unexpected value type in payload");
  CHECK(ValueFault(R"({"M":[]})") ==
        "Unrecognized collection type java.util.Map<java.lang.String, "
        "com.amazonaws.dynamodb.v20120810.AttributeValue>");
  CHECK(ValueFault(R"({"M":{"x":{"L":[{"S":true}]}}})") ==
        "TRUE_VALUE cannot be converted to String");
}

TEST_CASE("Blobs that are not base64 are refused", "[validator]") {
  CHECK(ValueFault(R"({"B":1})") == "only base-64-encoded strings are convertible to bytes");
  CHECK(ValueFault(R"({"B":true})") == "only base-64-encoded strings are convertible to bytes");
  CHECK(ValueFault(R"({"B":[]})") == "Unrecognized collection type class java.nio.ByteBuffer");
  CHECK(ValueFault(R"({"B":"abc"})") ==
        "Base64 encoded length is expected a multiple of 4 bytes but found: 3");
  CHECK(ValueFault(R"({"B":"ab%d"})") == "Invalid Base64 character: '%'");
  CHECK(ValueFault(R"({"B":"a=bc"})") == "Invalid Base64 character: '='");
  CHECK(ValueFault(R"({"B":"===="})") == "Invalid Base64 character: '='");
  CHECK(ValueFault(R"({"B":"YR=="})") == "Invalid last non-pad Base64 character dectected");
  CHECK(ValueFault(R"({"BS":["YQ==","YWF="]})") ==
        "Invalid last non-pad Base64 character dectected");
}

TEST_CASE("Types come before constraints", "[validator]") {
  CHECK(TypeFault("PutItem", R"({"TableName":"a","Item":{"a":{"S":1}}})") ==
        "NUMBER_VALUE cannot be converted to String");
}

TEST_CASE("Members that are missing are refused", "[validator]") {
  CHECK(ConstraintFault("DescribeTable", "{}") ==
        "The parameter 'TableName' is required but was not present in the request");
  CHECK(ConstraintFault("DescribeBackup", "{}") ==
        "1 validation error detected: Value null at 'backupArn' failed to satisfy constraint: "
        "Member must not be null");
  CHECK(ConstraintFault("GetItem", R"({"Key":null})") ==
        "2 validation errors detected: "
        "Value null at 'tableName' failed to satisfy constraint: Member must not be null; "
        "Value null at 'key' failed to satisfy constraint: Member must not be null");
  CHECK(ConstraintFault("CreateTable", R"({"TableName":"abc","AttributeDefinitions":[],
                                           "KeySchema":[{"KeyType":"HASH"}]})") ==
        "1 validation error detected: Value null at 'keySchema.1.member.attributeName' failed to "
        "satisfy constraint: Member must not be null");
  CHECK(ConstraintFault("BatchGetItem", R"({"RequestItems":{"abc":{}}})") ==
        "1 validation error detected: Value null at 'requestItems.abc.member.keys' failed to "
        "satisfy constraint: Member must not be null");
  CHECK(ConstraintFault("BatchWriteItem", R"({"RequestItems":{"abc":[{"PutRequest":{}}]}})") ==
        "1 validation error detected: Value null at "
        "'requestItems.abc.member.1.member.putRequest.item' failed to satisfy constraint: "
        "Member must not be null");
  CHECK(ConstraintFault("CreateTable", R"({"TableName":"abc","AttributeDefinitions":[],
                                           "KeySchema":[null]})") ==
        "1 validation error detected: Value null at 'keySchema.1.member' failed to satisfy "
        "constraint: Member must not be null");
}

TEST_CASE("Strings out of their constraints are refused", "[validator]") {
  CHECK(ConstraintFault("DescribeTable", R"({"TableName":"ab"})") ==
        "1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: "
        "Member must have length greater than or equal to 3");
  CHECK(ConstraintFault("DescribeTable", R"({"TableName":"abc!"})") ==
        "1 validation error detected: Value 'abc!' at 'tableName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
  CHECK(ConstraintFault("DescribeTable", R"({"TableName":""})") ==
        "1 validation error detected: Value '' at 'tableName' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1");
  const std::string name(256, 'a');
  CHECK(ConstraintFault("DescribeTable", R"({"TableName":")" + name + "\"}") ==
        "1 validation error detected: Value '" + name +
            "' at 'tableName' failed to satisfy constraint: "
            "Member must have length less than or equal to 255");
  CheckValid("DescribeTable", R"({"TableName":")" + std::string(255, 'a') + "\"}");
}

TEST_CASE("Lengths count UTF-16 units", "[validator]") {
  std::string attribute;
  for (int i = 0; i < 127; ++i) attribute += "\xf0\x9f\x98\x80";  // two units each
  auto body = [](const std::string& name) {
    return R"({"TableName":"abc","TimeToLiveSpecification":{"Enabled":true,"AttributeName":")" +
           name + "\"}}";
  };
  CheckValid("UpdateTimeToLive", body(attribute + "a"));
  CHECK(Validate("UpdateTimeToLive", body(attribute + "ab")).code == ErrorCode::kValidation);
}

TEST_CASE("Enums list their values in the service's order", "[validator]") {
  CHECK(ConstraintFault("PutItem",
                        R"({"TableName":"abc","Item":{},"ReturnValues":"x",
                            "ReturnConsumedCapacity":"y","ReturnItemCollectionMetrics":"z"})") ==
        "3 validation errors detected: "
        "Value 'x' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value "
        "set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]; "
        "Value 'y' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy "
        "enum value set: [INDEXES, TOTAL, NONE]; "
        "Value 'z' at 'returnItemCollectionMetrics' failed to satisfy constraint: Member must "
        "satisfy enum value set: [SIZE, NONE]");
}

TEST_CASE("Numbers out of range are refused", "[validator]") {
  CHECK(ConstraintFault("ListTables", R"({"Limit":0})") ==
        "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: "
        "Member must have value greater than or equal to 1");
  CHECK(ConstraintFault("ListTables", R"({"Limit":101})") ==
        "1 validation error detected: Value '101' at 'limit' failed to satisfy constraint: "
        "Member must have value less than or equal to 100");
  CHECK(ConstraintFault("ListTables", R"({"Limit":0.9})") ==
        "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: "
        "Member must have value greater than or equal to 1");
}

TEST_CASE("Collections of a wrong size or with wrong elements are refused", "[validator]") {
  CHECK(ConstraintFault("CreateTable",
                        R"({"TableName":"abc","AttributeDefinitions":[],"KeySchema":[]})") ==
        "1 validation error detected: Value '[]' at 'keySchema' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1");
  CHECK(ConstraintFault("BatchGetItem", R"({"RequestItems":{}})") ==
        "The requestItems parameter is required for BatchGetItem");
  CHECK(
      ConstraintFault("BatchWriteItem", R"({"RequestItems":{"abc":[]}})") ==
      "1 validation error detected: Value '{abc=[]}' at 'requestItems' failed to satisfy "
      "constraint: Map value must satisfy constraint: [Member must have length less than or equal "
      "to 25, Member must have length greater than or equal to 1]");
  CHECK(
      ConstraintFault("BatchGetItem", R"({"RequestItems":{"a!":{"Keys":[{}]}}})") ==
      "1 validation error detected: Value '{a!=KeysAndAttributes(keys=[{}], attributesToGet=null, "
      "consistentRead=null, projectionExpression=null, expressionAttributeNames=null)}' at "
      "'requestItems' failed to satisfy constraint: Map keys must satisfy constraint: [Member "
      "must have length less than or equal to 255, Member must have length greater than or equal "
      "to 3, Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]");
  CHECK(
      ConstraintFault("UntagResource", R"({"ResourceArn":"a","TagKeys":["x",""]})") ==
      "1 validation error detected: Value '[x, ]' at 'tagKeys' failed to satisfy constraint: "
      "Member must satisfy constraint: [Member must have length less than or equal to 128, Member "
      "must have length greater than or equal to 1]");
}

TEST_CASE("Structures print as Java prints them", "[validator]") {
  std::string elements;
  std::string printed;
  for (int i = 0; i < 101; ++i) {
    elements += i == 0 ? "{}" : ",{}";
    printed += i == 0 ? "TransactGetItem(get=null)" : ", TransactGetItem(get=null)";
  }
  const std::string message =
      ConstraintFault("TransactGetItems", R"({"TransactItems":[)" + elements + "]}");
  CHECK_THAT(message,
             Catch::Contains("Value '[" + printed +
                             "]' at 'transactItems' failed to satisfy "
                             "constraint: Member must have length less than or equal to 100"));
}

TEST_CASE("At most ten faults are named", "[validator]") {
  std::string elements;
  std::string expected = "10 validation errors detected: ";
  for (int i = 1; i <= 12; ++i) {
    elements += i == 1 ? "{}" : ",{}";
    if (i > 10) continue;
    if (i > 1) expected += "; ";
    expected += "Value null at 'transactItems." + std::to_string(i) +
                ".member.get' failed to satisfy constraint: Member must not be null";
  }
  CHECK(ConstraintFault("TransactGetItems", R"({"TransactItems":[)" + elements + "]}") == expected);
}

TEST_CASE("Of a member given twice the last value counts", "[validator]") {
  CheckValid("ListTables", R"({"Limit":0,"Limit":1})");
  CHECK(Validate("DescribeTable", R"({"TableName":"abc","TableName":null})").code ==
        ErrorCode::kValidation);
}

}  // namespace
}  // namespace pumice::test
