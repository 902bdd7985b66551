// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <string>

#include "protocol/json.h"
#include "tests/protocol/operations/test_table.h"
#include "tests/support/service.h"

// ExecuteStatement, BatchExecuteStatement and ExecuteTransaction (API Reference; "PartiQL - a
// SQL-compatible query language for Amazon DynamoDB", Developer Guide).
namespace pumice::test {
namespace {

// The member Statement, with others behind it. The statement's quotes would be JSON's.
std::string Statement(const std::string& text, const std::string& others = "") {
  std::string escaped;
  for (const char c : text)
    escaped += c == '\'' ? "\\u0027" : c == '"' ? "\\u0022" : std::string{c};
  return "'Statement':'" + escaped + "'" + others;
}
std::string Entry(const std::string& text, const std::string& others = "") {
  return "{" + Statement(text, others) + "}";
}

constexpr char kSelect[] = "SELECT * FROM Items WHERE pk = ? AND sk = ?";
std::string Parameters(const std::string& values) { return ",'Parameters':[" + values + "]"; }
const std::string kKeyParameters = Parameters("{'S':'p'},{'S':'s'}");
const std::string kOld = ",'ReturnValuesOnConditionCheckFailure':'ALL_OLD'";

class StatementService : public TableService {
 public:
  std::string Execute(const std::string& text, const std::string& others = "") {
    return Call("ExecuteStatement", Entry(text, others));
  }
  std::string ExecuteBody(const std::string& text, const std::string& others = "") {
    return Body("ExecuteStatement", Entry(text, others));
  }
  std::string Batch(const std::string& entries, const std::string& others = "") {
    return Call("BatchExecuteStatement", "{'Statements':[" + entries + "]" + others + "}");
  }
  std::string Transact(const std::string& entries, const std::string& others = "") {
    return Body("ExecuteTransaction", "{'TransactStatements':[" + entries + "]" + others + "}");
  }
  // Items (p, a), (p, b) and so on, with n from 1.
  void Fill(const std::string& sort_keys) {
    for (size_t i = 0; i < sort_keys.size(); ++i) {
      Execute("INSERT INTO Items VALUE {'pk': 'p', 'sk': ?, 'n': ?}",
              Parameters("{'S':'" + std::string(1, sort_keys[i]) + "'},{'N':'" +
                         std::to_string(i + 1) + "'}"));
    }
  }
};

// The answer's NextToken, taken out of it.
std::string TakeToken(std::string* answer) {
  JsonDocument document;
  REQUIRE(document.Parse(*answer));
  const std::string token(FindString(document.root(), "NextToken").value_or(""));
  if (!token.empty()) answer->replace(answer->find(token), token.size(), "TOKEN");
  return token;
}

std::string Failure(const std::string& type, const std::string& members) {
  return Json("{'__type':'com.amazonaws.dynamodb.v20120810#" + type + "'," + members + "}");
}
std::string Canceled(const std::string& reasons, const std::string& codes) {
  return Failure("TransactionCanceledException",
                 "'CancellationReasons':[" + reasons +
                     "],'Message':'Transaction cancelled, please refer cancellation reasons for "
                     "specific reasons [" +
                     codes + "]'");
}

TEST_CASE("A SELECT answers its items", "[statement_operations]") {
  StatementService service;
  CHECK(service.Execute(kSelect, kKeyParameters) == Json("{'Items':[]}"));
  service.Reset("'n':{'N':'1'},'m':{'M':{'x':{'L':[{'S':'a'},{'S':'b'}]}}}");
  CHECK(service.Execute(kSelect, kKeyParameters) ==
        Json("{'Items':[{'m':{'M':{'x':{'L':[{'S':'a'},{'S':'b'}]}}},'n':{'N':'1'},"
             "'pk':{'S':'p'},'sk':{'S':'s'}}]}"));
  CHECK(service.Execute("SELECT n, m.x[1] FROM \"Items\" WHERE pk = 'p' AND sk = 's'") ==
        Json("{'Items':[{'n':{'N':'1'},'x[1]':{'S':'b'}}]}"));
}

TEST_CASE("Parameters and answers are of any type", "[statement_operations]") {
  StatementService service;
  const std::string value =
      "{'M':{'b':{'B':'AQI='},'bs':{'BS':['AQI=']},'f':{'BOOL':false},'l':{'L':[{'NULL':true}]},"
      "'n':{'N':'-1.5'},'ns':{'NS':['1','2']},'s':{'S':'\\u00e9'},'ss':{'SS':['a','b']}}}";
  CHECK(service.Execute("INSERT INTO Items VALUE {'pk': 'p', 'sk': 's', 'v': ?}",
                        Parameters(value)) == Json("{'Items':[]}"));
  CHECK(service.Execute("SELECT v FROM Items WHERE pk = 'p' AND sk = 's' AND v = ?",
                        Parameters(value)) ==
        Json("{'Items':[{'v':{'M':{'b':{'B':'AQI='},'bs':{'BS':['AQI=']},'f':{'BOOL':false},"
             "'l':{'L':[{'NULL':true}]},'n':{'N':'-1.5'},'ns':{'NS':['1','2']},'s':{'S':'é'},"
             "'ss':{'SS':['a','b']}}}}]}"));
  CHECK(service.Execute(kSelect, Parameters("{'S':'p'}")) ==
        Invalid("Number of parameters in request and statement don't match."));
}

TEST_CASE("A statement may come again with other parameters and tables", "[statement_operations]") {
  StatementService service;
  service.Fill("ab");
  const auto read = [&](const std::string& sk) {
    return service.Execute("SELECT n FROM Items WHERE pk = ? AND sk = ?",
                           Parameters("{'S':'p'},{'S':'" + sk + "'}"));
  };
  CHECK(read("a") == Json("{'Items':[{'n':{'N':'1'}}]}"));
  CHECK(read("b") == Json("{'Items':[{'n':{'N':'2'}}]}"));
  CHECK(read("c") == Json("{'Items':[]}"));
  service.Call("DeleteTable", "{'TableName':'Items'}");
  CHECK(read("a") == "ResourceNotFoundException: Requested resource not found");
  service.Call("CreateTable",
               "{'TableName':'Items','BillingMode':'PAY_PER_REQUEST',"
               "'AttributeDefinitions':[{'AttributeName':'pk','AttributeType':'N'}],"
               "'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'}]}");
  CHECK(read("a") ==
        Invalid("Key attribute's data type should match its data type in table's schema: Key pk"));
}

TEST_CASE("Pages go on by NextToken", "[statement_operations]") {
  StatementService service;
  service.Fill("abc");
  const std::string text = "SELECT sk FROM Items WHERE pk = 'p'";
  std::string first = service.Execute(text, ",'Limit':2");
  const std::string token = TakeToken(&first);
  CHECK(first == Json("{'Items':[{'sk':{'S':'a'}},{'sk':{'S':'b'}}],'NextToken':'TOKEN',"
                      "'LastEvaluatedKey':{'pk':{'S':'p'},'sk':{'S':'b'}}}"));
  CHECK(service.Execute(text, ",'Limit':2,'NextToken':'" + token + "'") ==
        Json("{'Items':[{'sk':{'S':'c'}}]}"));
  CHECK(service.Execute(text, ",'NextToken':'" + token + "'") ==
        Json("{'Items':[{'sk':{'S':'c'}}]}"));
  CHECK(service.Execute(text, ",'NextToken':'AAAA'") == Invalid("Invalid NextToken"));
  CHECK(service.Execute(text, ",'NextToken':'!'") == Invalid("Invalid NextToken"));
  CHECK(service.Execute("SELECT n FROM Items WHERE pk = 'p'", ",'NextToken':'" + token + "'") ==
        Invalid("NextToken does not match request"));
}

TEST_CASE("A page whose items all fail the filter still says where the next begins",
          "[statement_operations]") {
  StatementService service;
  service.Fill("ab");
  std::string page = service.Execute("SELECT * FROM Items WHERE pk = 'p' AND n > 1", ",'Limit':1");
  CHECK_FALSE(TakeToken(&page).empty());
  CHECK(page == Json("{'Items':[],'NextToken':'TOKEN',"
                     "'LastEvaluatedKey':{'pk':{'S':'p'},'sk':{'S':'a'}}}"));
}

TEST_CASE("Statements tell their capacity", "[statement_operations]") {
  StatementService service;
  service.Reset("'g':{'N':'1'}");
  const auto capacity = [&](const std::string& text, const std::string& others) {
    const std::string answer = service.Execute(text, others);
    return answer.substr(std::min(answer.find("\"ConsumedCapacity\""), answer.size()));
  };
  const std::string total = kKeyParameters + ",'ReturnConsumedCapacity':'TOTAL'";
  const std::string indexes = ",'ReturnConsumedCapacity':'INDEXES'";
  CHECK(capacity(kSelect, total) ==
        Json("'ConsumedCapacity':{'TableName':'Items','CapacityUnits':0.5}}"));
  CHECK(capacity(kSelect, total + ",'ConsistentRead':true") ==
        Json("'ConsumedCapacity':{'TableName':'Items','CapacityUnits':1.0}}"));
  CHECK(capacity(kSelect, kKeyParameters + ",'ReturnConsumedCapacity':'NONE'").empty());
  CHECK(capacity("SELECT pk FROM Items.byNumber WHERE g = 1", indexes) ==
        Json("'ConsumedCapacity':{'TableName':'Items','CapacityUnits':0.5,"
             "'Table':{'CapacityUnits':0.0},"
             "'GlobalSecondaryIndexes':{'byNumber':{'CapacityUnits':0.5}}}}"));
  CHECK(capacity("UPDATE Items SET g = 2 WHERE pk = ? AND sk = ?", kKeyParameters + indexes) ==
        Json("'ConsumedCapacity':{'TableName':'Items','CapacityUnits':3.0,"
             "'Table':{'CapacityUnits':1.0},"
             "'GlobalSecondaryIndexes':{'byNumber':{'CapacityUnits':2.0}}}}"));
}

TEST_CASE("Writes answer what RETURNING asks for", "[statement_operations]") {
  StatementService service;
  service.Reset("'n':{'N':'1'}");
  const auto update = [&](const std::string& returning) {
    return service.Execute("UPDATE Items SET n = n + 1 WHERE pk = 'p' AND sk = 's'" + returning);
  };
  CHECK(update("") == Json("{'Items':[]}"));
  CHECK(update(" RETURNING MODIFIED OLD *") == Json("{'Items':[{'n':{'N':'2'}}]}"));
  CHECK(update(" RETURNING ALL NEW *") ==
        Json("{'Items':[{'n':{'N':'4'},'pk':{'S':'p'},'sk':{'S':'s'}}]}"));
  CHECK(service.Execute("DELETE FROM Items WHERE pk = 'p' AND sk = 's' RETURNING ALL OLD *") ==
        Json("{'Items':[{'n':{'N':'4'},'pk':{'S':'p'},'sk':{'S':'s'}}]}"));
  CHECK(service.Execute("DELETE FROM Items WHERE pk = 'p' AND sk = 's' RETURNING ALL OLD *") ==
        Json("{'Items':[]}"));
}

TEST_CASE("Failed writes tell why", "[statement_operations]") {
  StatementService service;
  service.Fill("a");
  const std::string update = "UPDATE Items SET n = 7 WHERE pk = 'p' AND sk = 'a' AND n = 9";
  CHECK(service.ExecuteBody("INSERT INTO Items VALUE {'pk': 'p', 'sk': 'a'}") ==
        Failure("DuplicateItemException", "'message':'Duplicate primary key exists in table'"));
  CHECK(service.ExecuteBody(update) ==
        Failure("ConditionalCheckFailedException", "'message':'The conditional request failed'"));
  CHECK(service.ExecuteBody(update, kOld) ==
        Failure("ConditionalCheckFailedException",
                "'Item':{'n':{'N':'1'},'pk':{'S':'p'},'sk':{'S':'a'}},"
                "'message':'The conditional request failed'"));
  CHECK(service.Execute("SELEC") ==
        Invalid("Statement wasn't well formed, can't be processed: Expected data manipulation"));
}

TEST_CASE("A batch of reads answers each in its place", "[statement_operations]") {
  StatementService service;
  service.Fill("ab");
  CHECK(service.Batch(
            Entry(kSelect, Parameters("{'S':'p'},{'S':'b'}")) + "," +
                Entry(kSelect, Parameters("{'S':'p'},{'S':'none'}")) + "," +
                Entry("SELECT * FROM Items WHERE pk = 'p'") + "," +
                Entry("SELECT * FROM None WHERE pk = 'p'") + "," +
                Entry("SELECT n FROM Items WHERE pk = 'p' AND sk = 'a'", ",'ConsistentRead':true"),
            ",'ReturnConsumedCapacity':'TOTAL'") ==
        Json("{'Responses':[{'TableName':'Items','Item':{'n':{'N':'2'},'pk':{'S':'p'},"
             "'sk':{'S':'b'}}},{'TableName':'Items'},"
             "{'Error':{'Code':'ValidationError','Message':'Select statements within "
             "BatchExecuteStatement must specify the primary key in the where clause.'},"
             "'TableName':'Items'},"
             "{'Error':{'Code':'ResourceNotFound','Message':'Requested resource not found'}},"
             "{'TableName':'Items','Item':{'n':{'N':'1'}}}],"
             "'ConsumedCapacity':[{'TableName':'Items','CapacityUnits':2.0}]}"));
}

TEST_CASE("A batch of writes tells each failure in its place", "[statement_operations]") {
  StatementService service;
  service.Fill("ab");
  const std::string condition = "UPDATE Items SET n = 7 WHERE pk = 'p' AND sk = 'a' AND n = 9";
  CHECK(service.Batch(Entry("INSERT INTO Items VALUE {'pk': 'p', 'sk': 'b'}") + "," +
                      Entry(condition, kOld) + "," + Entry("INSERT INTO Numbers VALUE {'h': 1}") +
                      "," + Entry("UPDATE Numbers SET n = 1 WHERE h = 2") + "," +
                      Entry("DELETE FROM Numbers WHERE h = 3 RETURNING ALL OLD *")) ==
        Json("{'Responses':["
             "{'Error':{'Code':'DuplicateItem','Message':'Duplicate primary key exists in table'},"
             "'TableName':'Items'},"
             "{'Error':{'Code':'ConditionalCheckFailed','Message':'The conditional request "
             "failed','Item':{'n':{'N':'1'},'pk':{'S':'p'},'sk':{'S':'a'}}},'TableName':'Items'},"
             "{'TableName':'Numbers'},"
             "{'Error':{'Code':'ConditionalCheckFailed','Message':'The conditional request "
             "failed'},'TableName':'Numbers'},"
             "{'TableName':'Numbers'}]}"));
  CHECK(service.Batch(Entry(kSelect, kKeyParameters) + "," +
                      Entry("DELETE FROM Numbers WHERE h = 1")) ==
        Invalid("Read and write requests together in the same batch is not supported."));
}

TEST_CASE("A transaction of reads answers in order", "[statement_operations]") {
  StatementService service;
  service.Fill("ab");
  CHECK(service.Transact(Entry(kSelect, Parameters("{'S':'p'},{'S':'b'}")) + "," +
                             Entry(kSelect, Parameters("{'S':'p'},{'S':'none'}")) + "," +
                             Entry("SELECT n FROM Items WHERE pk = 'p' AND sk = 'a'"),
                         ",'ReturnConsumedCapacity':'TOTAL'") ==
        Json("{'Responses':[{'Item':{'n':{'N':'2'},'pk':{'S':'p'},'sk':{'S':'b'}}},{},"
             "{'Item':{'n':{'N':'1'}}}],'ConsumedCapacity':[{'TableName':'Items',"
             "'CapacityUnits':6.0,'ReadCapacityUnits':6.0}]}"));
}

// Where it succeeds: "This statement does not return any values" ("Performing transactions with
// PartiQL for DynamoDB").
TEST_CASE("A transaction of writes that fails tells why, statement by statement",
          "[statement_operations]") {
  StatementService service;
  service.Fill("ab");
  CHECK(service.Transact(
            Entry("DELETE FROM Items WHERE pk = 'p' AND sk = 'b'") + "," +
            Entry("EXISTS(SELECT * FROM Items WHERE pk = 'p' AND sk = 'a' AND n = 9)", kOld) + "," +
            Entry("INSERT INTO Numbers VALUE {'h': 1}")) ==
        Canceled("{'Code':'None'},{'Code':'ConditionalCheckFailed','Item':{'n':{'N':'1'},"
                 "'pk':{'S':'p'},'sk':{'S':'a'}},'Message':'The conditional request failed'},"
                 "{'Code':'None'}",
                 "None, ConditionalCheckFailed, None"));
  CHECK(service.Transact(Entry("INSERT INTO Items VALUE {'pk': 'p', 'sk': 'a'}") + "," +
                         Entry("DELETE FROM Items WHERE pk = 'p' AND sk = 'b'")) ==
        Canceled("{'Code':'DuplicateItem','Message':'Duplicate primary key exists in table'},"
                 "{'Code':'None'}",
                 "DuplicateItem, None"));
  CHECK(service.Scan("'Select':'COUNT'") == Json("{'Count':2,'ScannedCount':2}"));
  CHECK(service.Transact(
            Entry("DELETE FROM Items WHERE pk = 'p' AND sk = 'b'") + "," +
            Entry("EXISTS(SELECT * FROM Items WHERE pk = 'p' AND sk = 'a' AND n = 1)")) ==
        Json("{'Responses':[]}"));
  CHECK(service.Scan("'Select':'COUNT'") == Json("{'Count':1,'ScannedCount':1}"));
}

TEST_CASE("A token makes a transaction of statements happen once", "[statement_operations]") {
  StatementService service;
  service.Fill("a");
  const auto add = [&](const std::string& amount) {
    return service.Transact(Entry("UPDATE Items SET n = n + ? WHERE pk = 'p' AND sk = 'a'",
                                  Parameters("{'N':'" + amount + "'}")),
                            ",'ClientRequestToken':'once','ReturnConsumedCapacity':'TOTAL'");
  };
  CHECK(add("1") == Json("{'Responses':[],'ConsumedCapacity':[{'TableName':'Items',"
                         "'CapacityUnits':2.0,'WriteCapacityUnits':2.0}]}"));
  CHECK(add("1") == Json("{'Responses':[],'ConsumedCapacity':[{'TableName':'Items',"
                         "'CapacityUnits':2.0,'ReadCapacityUnits':2.0}]}"));
  CHECK(service.Execute("SELECT n FROM Items WHERE pk = 'p' AND sk = 'a'") ==
        Json("{'Items':[{'n':{'N':'2'}}]}"));
  CHECK(add("2").starts_with(
      Json("{'__type':'com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException'")));
}

}  // namespace
}  // namespace pumice::test
