// SPDX-License-Identifier: Apache-2.0

#include "protocol/request_notes.h"

#include <catch2/catch.hpp>
#include <sstream>
#include <string>

#include "protocol/compression.h"
#include "protocol/control.h"
#include "tests/protocol/recorded_service.h"

namespace pumice::test {
namespace {

// Everything but times.
std::string Print(const RequestRecord& record) {
  std::ostringstream out;
  out << record.operation << " table=" << record.table << " index=" << record.index << " "
      << record.status << " " << record.error << " (" << record.message << ")";
  if (record.items_read) out << " read=" << *record.items_read;
  if (record.items_returned) out << " returned=" << *record.items_returned;
  if (record.items_filtered) out << " filtered=" << *record.items_filtered;
  if (record.more_items) out << " more";
  if (record.capacity_units) out << " units=" << *record.capacity_units;
  if (!record.explanation.empty()) out << " because " << record.explanation;
  return out.str();
}

std::string Record(RecordedService& service, std::string_view operation, std::string_view body) {
  service.Send(operation, body);
  return Print(service.records.back());
}

TEST_CASE("Operations on one item are told with what they read and cost", "[request_notes]") {
  RecordedService service;
  // A unit for the table's 1 KB and one for the index's.
  CHECK(Record(service, "PutItem",
               "{'TableName':'Orders','Item':{'pk':{'S':'a'},'kind':{'S':'x'}}}") ==
        "PutItem table=Orders index= 200  () units=2");
  CHECK(Record(service, "GetItem", "{'TableName':'Orders','Key':{'pk':{'S':'a'}}}") ==
        "GetItem table=Orders index= 200  () read=1 returned=1 units=0.5");
  CHECK(Record(service, "GetItem",
               "{'TableName':'Orders','Key':{'pk':{'S':'b'}},'ConsistentRead':true}") ==
        "GetItem table=Orders index= 200  () read=0 returned=0 units=1");
  CHECK(Record(service, "DeleteItem", R"({'TableName':'Orders','Key':{'pk':{'S':'a'}},
                                          'ConditionExpression':'attribute_exists(n)'})") ==
        "DeleteItem table=Orders index= 400 ConditionalCheckFailedException (The conditional "
        "request failed) because attribute_exists(n): n is not there");
}

TEST_CASE("Pages are told with what they read, returned and dropped", "[request_notes]") {
  RecordedService service;
  for (const char* key : {"a", "b", "c"}) service.Put(key, "'kind':{'S':'x'}");
  CHECK(Record(service, "Query",
               R"({'TableName':'Orders','IndexName':'ByKind','KeyConditionExpression':'kind = :k',
                   'Limit':2,'ExpressionAttributeValues':{':k':{'S':'x'}}})") ==
        "Query table=Orders index=ByKind 200  () read=2 returned=2 filtered=0 more units=0.5");
  CHECK(
      Record(service, "Scan", "{'TableName':'Orders','FilterExpression':'attribute_exists(n)'}") ==
      "Scan table=Orders index= 200  () read=3 returned=0 filtered=3 units=0.5");
}

TEST_CASE("Operations on several tables name each once", "[request_notes]") {
  RecordedService service;
  service.Put("a", "'n':{'N':'1'}");
  CHECK(Record(service, "BatchGetItem",
               "{'RequestItems':{'Orders':{'Keys':[{'pk':{'S':'a'}},{'pk':{'S':'b'}}]}}}") ==
        "BatchGetItem table=Orders index= 200  () read=1 returned=1 units=1");
  CHECK(Record(service, "BatchWriteItem", R"({'RequestItems':{'Orders':[
                 {'PutRequest':{'Item':{'pk':{'S':'c'}}}},
                 {'DeleteRequest':{'Key':{'pk':{'S':'d'}}}}]}})") ==
        "BatchWriteItem table=Orders index= 200  () units=2");
  CHECK(Record(service, "TransactGetItems", R"({'TransactItems':[
                 {'Get':{'TableName':'Orders','Key':{'pk':{'S':'a'}}}},
                 {'Get':{'TableName':'Orders','Key':{'pk':{'S':'b'}}}}]})") ==
        "TransactGetItems table=Orders index= 200  () read=1 returned=1 units=4");
  CHECK(Record(service, "TransactWriteItems", R"({'TransactItems':[
                 {'Delete':{'TableName':'Orders','Key':{'pk':{'S':'a'}}}},
                 {'Delete':{'TableName':'Others','Key':{'pk':{'S':'b'}}}}]})") ==
        "TransactWriteItems table=Orders,Others index= 400 ResourceNotFoundException (Requested "
        "resource not found)");
}

TEST_CASE("Of many tables, the first are named", "[request_notes]") {
  RequestRecord record;
  for (const char* name :
       {"aaa", "bbb", "aaa", "ccc", "ddd", "eee", "fff", "ggg", "hhh", "bbb", "iii", "jjj"}) {
    NoteTable(name, &record);
  }
  CHECK(record.table == "aaa,bbb,ccc,ddd,eee,fff,ggg,hhh,...");
}

TEST_CASE("Of endless requests, the first entries are looked at", "[request_notes]") {
  RecordedService service;
  std::string actions;
  for (int i = 0; i < 128; ++i) actions += "{'Put':{'TableName':'aaa'}},";
  service.Send("TransactWriteItems",
               "{'TransactItems':[" + actions + "{'Put':{'TableName':'bbb'}}]}");
  CHECK(service.records.back().table == "aaa");
}

TEST_CASE("Names that a client makes up are printable", "[request_notes]") {
  RecordedService service;
  service.Send("Query", R"({'TableName':'a\nb','IndexName':'c\rd'})");
  CHECK(service.records.back().table == R"(a\nb)");
  CHECK(service.records.back().index == R"(c\rd)");
}

TEST_CASE("A table that is named by an ARN is told by its name", "[request_notes]") {
  RecordedService service;
  const std::string arn = "arn:aws:dynamodb:us-east-1:000000000000:table/Orders";
  CHECK(Record(service, "GetItem", "{'TableName':'" + arn + "','Key':{'pk':{'S':'b'}}}") ==
        "GetItem table=Orders index= 200  () read=0 returned=0 units=0.5");
  CHECK(Record(service, "ListTagsOfResource", "{'ResourceArn':'" + arn + "'}") ==
        "ListTagsOfResource table=Orders index= 200  ()");
}

TEST_CASE("Statements are told with their tables and indexes", "[request_notes]") {
  RecordedService service;
  service.Put("a", "'kind':{'S':'x'}");
  CHECK(Record(service, "ExecuteStatement",
               R"({'Statement':'SELECT * FROM \u0022Orders\u0022.\u0022ByKind\u0022 WHERE kind = ?',
                   'Parameters':[{'S':'x'}]})") ==
        "ExecuteStatement table=Orders index=ByKind 200  () read=1 returned=1 filtered=0 "
        "units=0.5");
  CHECK(Record(service, "ExecuteStatement", "{'Statement':'SELECT'}") ==
        "ExecuteStatement table= index= 400 ValidationException (Statement wasn't well formed, "
        "can't be processed: Unexpected term)");
  CHECK(Record(service, "ExecuteStatement",
               "{'Statement':'DELETE FROM Orders WHERE pk = ?','Parameters':[{'S':'a'}]}") ==
        "ExecuteStatement table=Orders index= 200  () units=2");
}

TEST_CASE("Requests that are no operations are told by their request lines", "[request_notes]") {
  RecordedService service;
  service.Ask({"GET", "/", {}, ""});
  CHECK(Print(service.records.back()) == "GET / table= index= 200  ()");
  service.Ask({"POST", "/?a=b", {{"X-Amz-Target", "DynamoDB_20120810.ListTables"}}, ""});
  CHECK(service.records.back().operation == "ListTables");
  service.Ask({"GET", "/a\x1B\"b", {}, ""});
  CHECK(Print(service.records.back()) == R"(GET /a\u001b\"b table= index= 404  ())");
  service.Ask({"POST", "/", {{"Origin", "https://evil.example"}}, ""});
  CHECK(service.records.back().status == 403);
  CHECK(service.records.back().error == "AccessDeniedException");
}

TEST_CASE("Faults of control requests are told", "[request_notes]") {
  const auto database = Database::Open({});
  Control control(&database->spaces(), nullptr);
  EndpointOptions options;
  options.control = &control;
  RecordedService service(options);
  service.Ask({"DELETE", "/_pumice/clock", {}, ""});
  CHECK(Print(service.records.back()) ==
        "DELETE /_pumice/clock table= index= 405  (GET tells the time, POST moves it)");
}

TEST_CASE("Faults before the operation are told", "[request_notes]") {
  RecordedService service;
  CHECK(Record(service, "GetItem", "{") == "GetItem table= index= 400 SerializationException ()");
  CHECK(Record(service, "GetItem", "{'TableName':7}")
            .starts_with("GetItem table= index= 400 SerializationException ("));
  CHECK(Record(service, "Nothing", "{}") ==
        "Nothing table= index= 400 UnknownOperationException (Operation Nothing of "
        "DynamoDB_20120810 is not implemented by pumice 0.1.0)");
}

TEST_CASE("Time and elapsed time are the machine's", "[request_notes]") {
  const auto before = std::chrono::system_clock::now();
  RecordedService service;
  service.Send("ListTables", "{}");
  CHECK(service.records.back().time >= before);
  CHECK(service.records.back().time <= std::chrono::system_clock::now());
  CHECK(service.records.back().elapsed.count() >= 0);
}

TEST_CASE("Bodies are recorded decompressed and cut", "[request_notes]") {
  EndpointOptions options;
  options.recorded_body_bytes = 20;
  options.min_compressed_bytes = 1;
  RecordedService service(options);
  const std::string body = R"({"TableName":"Orders","Key":{"pk":{"S":"a"}}})";
  service.SendBytes("GetItem", Gzip(body),
                    {{"Content-Encoding", "gzip"}, {"Accept-Encoding", "gzip"}});
  const RequestRecord& record = service.records.back();
  CHECK(record.status == 200);
  CHECK(record.request_body.text == R"({"TableName":"Orders)");
  CHECK(record.request_body.bytes == body.size());
  CHECK(record.answer_body.text == "{}");
  CHECK(record.answer_body.bytes == 2);
}

TEST_CASE("Bodies are not recorded unless that is asked for", "[request_notes]") {
  RecordedService service;
  service.Send("ListTables", "{}");
  CHECK(service.records.back().request_body.bytes == 0);
  CHECK(service.records.back().answer_body.bytes == 0);
}

}  // namespace
}  // namespace pumice::test
