// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>

#include <string>

#include "tests/protocol/operations/test_table.h"

// What PutItem, GetItem, UpdateItem and DeleteItem answer beside the item (API Reference).
namespace pumice::test {
namespace {

TEST_CASE("PutItem and DeleteItem return the old item or nothing", "[item_operations]") {
  TableService service;
  const std::string old_item = Json("{'Attributes':{'a':{'N':'1'},'pk':{'S':'p'},'sk':{'S':'s'}}}");
  CHECK(service.Put("'a':{'N':'1'}", "'ReturnValues':'ALL_OLD'") == "{}");
  CHECK(service.Put("'a':{'N':'1'}", "'ReturnValues':'NONE'") == "{}");
  CHECK(service.Put("'a':{'N':'1'}", "'ReturnValues':'ALL_OLD'") == old_item);
  CHECK(service.Delete("'ReturnValues':'ALL_OLD'") == old_item);
  CHECK(service.Delete("'ReturnValues':'ALL_OLD'") == "{}");
  for (const std::string mode : {"ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"}) {
    const std::string fault = Invalid("ReturnValues can only be ALL_OLD or NONE");
    CHECK(service.Put("", "'ReturnValues':'" + mode + "'") == fault);
    CHECK(service.Delete("'ReturnValues':'" + mode + "'") == fault);
  }
}

TEST_CASE("UpdateItem returns the parts of documents that it names", "[item_operations]") {
  const auto answer = [](const std::string& return_values) {
    TableService service;
    service.Reset(
        "'doc':{'M':{'x':{'N':'1'},'y':{'N':'2'}}},'few':{'L':[{'S':'a'},{'S':'b'},{'S':'c'}]},"
        "'gone':{'BOOL':true},'kept':{'S':'k'}");
    return service.Update(
        "'UpdateExpression':'SET doc.x = doc.x + :one, few[1] = :v, fresh = :v REMOVE gone, "
        "doc.absent','ExpressionAttributeValues':{':one':{'N':'1'},':v':{'S':'new'}},"
        "'ReturnValues':'" +
        return_values + "'");
  };
  CHECK(answer("NONE") == "{}");
  CHECK(answer("UPDATED_OLD") == Json("{'Attributes':{'doc':{'M':{'x':{'N':'1'}}},"
                                      "'few':{'L':[{'S':'b'}]},'gone':{'BOOL':true}}}"));
  CHECK(answer("UPDATED_NEW") == Json("{'Attributes':{'doc':{'M':{'x':{'N':'2'}}},"
                                      "'few':{'L':[{'S':'new'}]},'fresh':{'S':'new'}}}"));
  CHECK(answer("ALL_OLD") ==
        Json("{'Attributes':{'doc':{'M':{'x':{'N':'1'},'y':{'N':'2'}}},"
             "'few':{'L':[{'S':'a'},{'S':'b'},{'S':'c'}]},'gone':{'BOOL':true},"
             "'kept':{'S':'k'},'pk':{'S':'p'},'sk':{'S':'s'}}}"));
  CHECK(answer("ALL_NEW") ==
        Json("{'Attributes':{'doc':{'M':{'x':{'N':'2'},'y':{'N':'2'}}},"
             "'few':{'L':[{'S':'a'},{'S':'new'},{'S':'c'}]},'fresh':{'S':'new'},"
             "'kept':{'S':'k'},'pk':{'S':'p'},'sk':{'S':'s'}}}"));
}

TEST_CASE("UpdateItem of a new item returns nothing old", "[item_operations]") {
  const auto answer = [](const std::string& return_values) {
    TableService service;
    return service.Update(
        "'UpdateExpression':'SET a = :v','ExpressionAttributeValues':{':v':{'S':'x'}},"
        "'ReturnValues':'" +
        return_values + "'");
  };
  CHECK(answer("ALL_OLD") == "{}");
  CHECK(answer("UPDATED_OLD") == "{}");
  CHECK(answer("UPDATED_NEW") == Json("{'Attributes':{'a':{'S':'x'}}}"));
  CHECK(answer("ALL_NEW") == Json("{'Attributes':{'a':{'S':'x'},'pk':{'S':'p'},'sk':{'S':'s'}}}"));
}

TEST_CASE("A failed condition answers with the item where that is asked for", "[item_operations]") {
  TableService service;
  const std::string request = "{'TableName':'Items','Key':{" + std::string(kKey) +
                              "},'ConditionExpression':'attribute_exists(b)'";
  const auto failure = [](const std::string& item) {
    return Json("{'__type':'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException'," +
                item + "'message':'The conditional request failed'}");
  };
  const std::string asked = ",'ReturnValuesOnConditionCheckFailure':'ALL_OLD'}";
  CHECK(service.Body("UpdateItem", request + asked) == failure(""));
  service.Reset("'a':{'S':'x'}");
  CHECK(service.Body("UpdateItem", request + "}") == failure(""));
  CHECK(service.Body("UpdateItem", request + asked) ==
        failure("'Item':{'a':{'S':'x'},'pk':{'S':'p'},'sk':{'S':'s'}},"));
}

TEST_CASE("Writes tell of their item collection where the table has a local index",
          "[item_operations]") {
  TableService service;
  CHECK(service.Put("", "'ReturnItemCollectionMetrics':'SIZE'") ==
        Json("{'ItemCollectionMetrics':{'ItemCollectionKey':{'pk':{'S':'p'}},"
             "'SizeEstimateRangeGB':[0.0,1.0]}}"));
  CHECK(service.Put("", "'ReturnItemCollectionMetrics':'NONE'") == "{}");
  CHECK(service.Call("PutItem",
                     "{'TableName':'Numbers','Item':{'h':{'N':'1'}},"
                     "'ReturnItemCollectionMetrics':'SIZE'}") == "{}");
}

TEST_CASE("Every operation on an item tells what it consumed", "[item_operations]") {
  TableService service;
  const auto consumed = [](const std::string& units) {
    return Json("{'ConsumedCapacity':{'TableName':'Numbers','CapacityUnits':" + units + "}}");
  };
  const std::string key =
      "{'TableName':'Numbers','Key':{'h':{'N':'1'}},'ReturnConsumedCapacity':'TOTAL'";
  CHECK(service.Call("GetItem", key + "}") == consumed("0.5"));
  CHECK(service.Call("GetItem", key + ",'ConsistentRead':true}") == consumed("1.0"));
  CHECK(service.Call("UpdateItem", key + "}") == consumed("1.0"));
  CHECK(service.Call("DeleteItem", key + "}") == consumed("1.0"));
  CHECK(service.Call("PutItem",
                     "{'TableName':'Numbers','Item':{'h':{'N':'1'}},"
                     "'ReturnConsumedCapacity':'INDEXES'}") ==
        Json("{'ConsumedCapacity':{'TableName':'Numbers','CapacityUnits':1.0,"
             "'Table':{'CapacityUnits':1.0}}}"));
}

TEST_CASE("Values of ExpressionAttributeValues name their placeholder in their faults",
          "[item_operations]") {
  TableService service;
  const auto fault = [&](const std::string& value) {
    return service.Update(
        "'UpdateExpression':'SET a = :v','ExpressionAttributeValues':{':v':" + value + "}");
  };
  const auto invalid = [](const std::string& what) {
    return Invalid("ExpressionAttributeValues contains invalid value: " + what + " for key :v");
  };
  CHECK(fault("{}") == invalid("Supplied AttributeValue is empty, must contain exactly one of the "
                               "supported datatypes"));
  CHECK(fault("{'S':'a','N':'1'}") ==
        invalid("Supplied AttributeValue has more than one datatypes set, must contain exactly one "
                "of the supported datatypes"));
  CHECK(fault("{'N':'x'}") == invalid("The parameter cannot be converted to a numeric value: x"));
  CHECK(fault("{'SS':['a','a']}") ==
        invalid("One or more parameter values were invalid: Input collection [a, a] contains "
                "duplicates."));
  CHECK(fault("{'NULL':false}") ==
        invalid("One or more parameter values were invalid: Null attribute value types must have "
                "the value of true"));
}

}  // namespace
}  // namespace pumice::test
