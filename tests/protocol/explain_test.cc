// SPDX-License-Identifier: Apache-2.0

// The header X-Pumice-Explain, through the endpoint.

#include <catch2/catch.hpp>
#include <string>

#include "tests/protocol/recorded_service.h"

namespace pumice::test {
namespace {

EndpointOptions Explaining() {
  EndpointOptions options;
  options.explain = true;
  return options;
}

// Orders with the items a (n 5) and b (n 12), both of kind x.
class ExplainedService : public RecordedService {
 public:
  explicit ExplainedService(const EndpointOptions& options = Explaining())
      : RecordedService(options) {
    Put("a", "'kind':{'S':'x'},'n':{'N':'5'}");
    Put("b", "'kind':{'S':'x'},'n':{'N':'12'}");
    records.clear();
  }

  std::string Explain(std::string_view operation, std::string_view body) {
    return std::string(Send(operation, body).Header("X-Pumice-Explain"));
  }
};

constexpr std::string_view kUpdate =
    R"({'TableName':'Orders','Key':{'pk':{'S':'a'}},'UpdateExpression':'SET n = :x',
        'ConditionExpression':'n > :x','ExpressionAttributeValues':{':x':{'N':'9'}}})";

TEST_CASE("A failed condition of one item is explained", "[explain]") {
  ExplainedService service;
  CHECK(service.Explain("UpdateItem", kUpdate) == "n > :x: 5 > 9 is false");
  CHECK(service.Explain("PutItem", R"({'TableName':'Orders','Item':{'pk':{'S':'a'}},
                                       'ConditionExpression':'attribute_not_exists(pk)'})") ==
        "attribute_not_exists(pk): pk is there");
  CHECK(service.Explain("DeleteItem", R"({'TableName':'Orders','Key':{'pk':{'S':'z'}},
                                          'ConditionExpression':'attribute_exists(pk)'})") ==
        "attribute_exists(pk): there is no item");
}

TEST_CASE("A legacy condition is explained with its constants", "[explain]") {
  ExplainedService service;
  CHECK(service.Explain("DeleteItem", R"({'TableName':'Orders','Key':{'pk':{'S':'a'}},
                                          'Expected':{'n':{'Value':{'N':'7'}}}})") ==
        "n = 7: 5 = 7 is false");
}

TEST_CASE("Of a transaction, each failed condition is told with its index", "[explain]") {
  ExplainedService service;
  CHECK(service.Explain("TransactWriteItems", R"({'TransactItems':[
          {'Put':{'TableName':'Orders','Item':{'pk':{'S':'a'}},
                  'ConditionExpression':'attribute_not_exists(pk)'}},
          {'Put':{'TableName':'Orders','Item':{'pk':{'S':'new'}}}},
          {'ConditionCheck':{'TableName':'Orders','Key':{'pk':{'S':'b'}},
                             'ConditionExpression':'n < :x',
                             'ExpressionAttributeValues':{':x':{'N':'9'}}}}]})") ==
        "[0] attribute_not_exists(pk): pk is there; [2] n < :x: 12 < 9 is false");
}

TEST_CASE("Conditions of statements are explained", "[explain]") {
  ExplainedService service;
  CHECK(service.Explain("ExecuteStatement",
                        R"({'Statement':'UPDATE Orders SET n = 1 WHERE pk = ? AND n > 9',
                            'Parameters':[{'S':'a'}]})") == "n > 9: 5 > 9 is false");
  CHECK(service.Explain("BatchExecuteStatement", R"({'Statements':[
          {'Statement':'DELETE FROM Orders WHERE pk = ? AND n = 1','Parameters':[{'S':'a'}]},
          {'Statement':'INSERT INTO Orders VALUE {\u0027pk\u0027:\u0027new\u0027}'},
          {'Statement':'INSERT INTO Orders VALUE {\u0027pk\u0027:\u0027b\u0027}'}]})") ==
        "[0] n = 1: 5 = 1 is false; [2] attribute_not_exists(pk): pk is there");
  CHECK(service.Explain("ExecuteTransaction", R"({'TransactStatements':[
          {'Statement':'DELETE FROM Orders WHERE pk = ?','Parameters':[{'S':'b'}]},
          {'Statement':'DELETE FROM Orders WHERE pk = ? AND n = 1','Parameters':[{'S':'a'}]}]})") ==
        "[1] n = 1: 5 = 1 is false");
}

TEST_CASE("A page says what it read, returned and cost", "[explain]") {
  ExplainedService service;
  CHECK(service.Explain("Query",
                        R"({'TableName':'Orders','IndexName':'ByKind','FilterExpression':'n > :x',
                            'KeyConditionExpression':'kind = :k',
                            'ExpressionAttributeValues':{':k':{'S':'x'},':x':{'N':'9'}}})") ==
        "index ByKind of table Orders: read 2 items, returned 1; the filter dropped 1; "
        "0.5 read units");
  CHECK(service.Explain("Scan", "{'TableName':'Orders','Limit':1,'ConsistentRead':true}") ==
        "table Orders: read 1 item, returned 1; 1 read unit; more items follow");
  CHECK(service.Explain("ExecuteStatement", "{'Statement':'SELECT * FROM Orders WHERE n > 9'}") ==
        "table Orders: read 2 items, returned 1; the filter dropped 1; 0.5 read units");
}

TEST_CASE("What neither failed by a condition nor reads a page is not explained", "[explain]") {
  ExplainedService service;
  CHECK(service.Explain("GetItem", "{'TableName':'Orders','Key':{'pk':{'S':'a'}}}").empty());
  CHECK(service.Explain("GetItem", "{'TableName':'Nothing','Key':{'pk':{'S':'a'}}}").empty());
  CHECK(service.Explain("PutItem", "{'TableName':'Orders','Item':{}}").empty());
  CHECK(service.Explain("ListTables", "{}").empty());
}

TEST_CASE("Bodies are the same with and without explanations", "[explain]") {
  ExplainedService with;
  ExplainedService without((EndpointOptions()));
  const HttpResponse explained = with.Send("UpdateItem", kUpdate);
  const HttpResponse plain = without.Send("UpdateItem", kUpdate);
  CHECK(explained.status == plain.status);
  CHECK(explained.body == plain.body);
  CHECK(plain.Header("X-Pumice-Explain").empty());
  // Who is told of requests knows it nevertheless.
  CHECK(without.records.back().explanation == "n > :x: 5 > 9 is false");
}

TEST_CASE("Web pages may read the explanation", "[explain]") {
  ExplainedService service;
  const HttpResponse response =
      service.Send("UpdateItem", kUpdate, {{"Origin", "http://localhost:3000"}});
  CHECK(response.Header("X-Pumice-Explain") == "n > :x: 5 > 9 is false");
  CHECK(response.Header("Access-Control-Expose-Headers") ==
        "x-amzn-RequestId, x-amzn-errortype, x-amzn-errormessage, Date, X-Pumice-Explain");
}

}  // namespace
}  // namespace pumice::test
