// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <string>

#include "tests/protocol/operations/test_table.h"
#include "tests/support/service.h"

// TransactWriteItems and TransactGetItems (API Reference; "Amazon DynamoDB Transactions", Developer
// Guide).
namespace pumice::test {
namespace {

std::string Key(const std::string& sk) { return "{'pk':{'S':'p'},'sk':{'S':'" + sk + "'}}"; }

std::string Put(const std::string& sk, const std::string& others = "") {
  return "{'Put':{'TableName':'Items','Item':{'pk':{'S':'p'},'sk':{'S':'" + sk + "'}}" + others +
         "}}";
}
std::string Check(const std::string& sk, const std::string& condition,
                  const std::string& others = "") {
  return "{'ConditionCheck':{'TableName':'Items','Key':" + Key(sk) + ",'ConditionExpression':'" +
         condition + "'" + others + "}}";
}
std::string Update(const std::string& sk, const std::string& update,
                   const std::string& others = "") {
  return "{'Update':{'TableName':'Items','Key':" + Key(sk) + ",'UpdateExpression':'" + update +
         "'" + others + "}}";
}
std::string Delete(const std::string& sk) {
  return "{'Delete':{'TableName':'Items','Key':" + Key(sk) + "}}";
}

class TransactionService : public TableService {
 public:
  std::string Write(const std::string& actions, const std::string& others = "") {
    return Call("TransactWriteItems", "{'TransactItems':[" + actions + "]" + others + "}");
  }
  std::string WriteBody(const std::string& actions) {
    return Body("TransactWriteItems", "{'TransactItems':[" + actions + "]}");
  }
  std::string Read(const std::string& gets, const std::string& others = "") {
    return Call("TransactGetItems", "{'TransactItems':[" + gets + "]" + others + "}");
  }
  std::string CountItems() { return Scan("'Select':'COUNT'"); }
};

TEST_CASE("All actions of a transaction are carried out", "[transaction_operations]") {
  TransactionService service;
  CHECK(service.Write(Put("a") + "," + Put("b")) == "{}");
  CHECK(service.Write(Put("c") + "," + Delete("b") + "," +
                      Update("a", "SET n = :n", ",'ExpressionAttributeValues':{':n':{'N':'1'}}") +
                      "," + Check("d", "attribute_not_exists(pk)")) == "{}");
  CHECK(service.Query("'KeyConditionExpression':'pk = :p',"
                      "'ExpressionAttributeValues':{':p':{'S':'p'}}") ==
        Json("{'Items':[{'n':{'N':'1'},'pk':{'S':'p'},'sk':{'S':'a'}},"
             "{'pk':{'S':'p'},'sk':{'S':'c'}}],'Count':2,'ScannedCount':2}"));
}

TEST_CASE("A failed condition cancels all, with a reason for each action",
          "[transaction_operations]") {
  TransactionService service;
  CHECK(service.Write(Put("a")) == "{}");
  CHECK(service.WriteBody(Put("b") + "," +
                          Check("a", "attribute_not_exists(pk)",
                                ",'ReturnValuesOnConditionCheckFailure':'ALL_OLD'") +
                          "," + Check("a", "attribute_exists(absent)")) ==
        Json("{'__type':'com.amazon.coral.validate#ValidationException','message':'Transaction "
             "request cannot include multiple operations on one item'}"));
  CHECK(service.WriteBody(Put("b") + "," +
                          Check("a", "attribute_not_exists(pk)",
                                ",'ReturnValuesOnConditionCheckFailure':'ALL_OLD'")) ==
        Json("{'__type':'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',"
             "'CancellationReasons':[{'Code':'None'},{'Code':'ConditionalCheckFailed',"
             "'Item':{'pk':{'S':'p'},'sk':{'S':'a'}},'Message':'The conditional request failed'}],"
             "'Message':'Transaction cancelled, please refer cancellation reasons for specific "
             "reasons [None, ConditionalCheckFailed]'}"));
  CHECK(service.CountItems() == Json("{'Count':1,'ScannedCount':1}"));
}

TEST_CASE("An action that does not fit cancels all", "[transaction_operations]") {
  TransactionService service;
  CHECK(
      service.WriteBody(Put("b") + ",{'Put':{'TableName':'Items','Item':{'pk':{'S':'p'}}}}") ==
      Json(
          "{'__type':'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',"
          "'CancellationReasons':[{'Code':'None'},{'Code':'ValidationError','Message':'One or more "
          "parameter values were invalid: Missing the key sk in the item'}],"
          "'Message':'Transaction cancelled, please refer cancellation reasons for specific "
          "reasons [None, ValidationError]'}"));
  CHECK(service.CountItems() == Json("{'Count':0,'ScannedCount':0}"));
}

TEST_CASE("An entry is one action", "[transaction_operations]") {
  TransactionService service;
  CHECK(service.Write("{'Put':{'TableName':'Items','Item':" + Key("a") +
                      "},'Delete':{'TableName':'Items','Key':" + Key("b") + "}}") ==
        "ValidationException: TransactItems can only contain one of Check, Put, Update or Delete");
}

TEST_CASE("A token makes a transaction happen once, for ten minutes", "[transaction_operations]") {
  ManualClock clock(1767225600000);
  Service service(ByClock(&clock));
  service.Call("CreateTable",
               "{'TableName':'Counters','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':"
               "[{'AttributeName':'id','AttributeType':'S'}],"
               "'KeySchema':[{'AttributeName':'id','KeyType':'HASH'}]}");
  const auto add = [&](const std::string& amount) {
    return service.Call(
        "TransactWriteItems",
        "{'ClientRequestToken':'once','ReturnConsumedCapacity':'TOTAL','TransactItems':[{'Update':{"
        "'TableName':'Counters','Key':{'id':{'S':'c'}},'UpdateExpression':'ADD n :n',"
        "'ExpressionAttributeValues':{':n':{'N':'" +
            amount + "'}}}}]}");
  };
  const auto count = [&] {
    return service.Call("GetItem",
                        "{'TableName':'Counters','Key':{'id':{'S':'c'}},"
                        "'ProjectionExpression':'n'}");
  };
  CHECK(add("1") == Json("{'ConsumedCapacity':[{'TableName':'Counters','CapacityUnits':2.0,"
                         "'WriteCapacityUnits':2.0}]}"));
  CHECK(add("1") == Json("{'ConsumedCapacity':[{'TableName':'Counters','CapacityUnits':2.0,"
                         "'ReadCapacityUnits':2.0}]}"));
  CHECK(count() == Json("{'Item':{'n':{'N':'1'}}}"));
  CHECK(add("2").starts_with("IdempotentParameterMismatchException: "));
  clock.Advance(std::chrono::minutes(10));
  add("2");
  CHECK(count() == Json("{'Item':{'n':{'N':'3'}}}"));
}

TEST_CASE("A transaction reads its items in order", "[transaction_operations]") {
  TransactionService service;
  service.Write(Put("a") + "," + Put("b"));
  const auto get = [](const std::string& sk) {
    return "{'Get':{'TableName':'Items','Key':" + Key(sk) + ",'ProjectionExpression':'sk'}}";
  };
  CHECK(service.Read(get("b") + "," + get("none") + "," + get("a"),
                     ",'ReturnConsumedCapacity':'TOTAL'") ==
        Json("{'Responses':[{'Item':{'sk':{'S':'b'}}},{},{'Item':{'sk':{'S':'a'}}}],"
             "'ConsumedCapacity':[{'TableName':'Items','CapacityUnits':6.0,"
             "'ReadCapacityUnits':6.0}]}"));
  CHECK(service.Read(get("a") + "," + get("a")) ==
        "ValidationException: Transaction request cannot include multiple operations on one item");
  CHECK(service.Read("{'Get':{'TableName':'None','Key':" + Key("a") + "}}") ==
        "ResourceNotFoundException: Requested resource not found");
}

}  // namespace
}  // namespace pumice::test
