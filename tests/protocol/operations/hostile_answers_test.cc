// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/database.h"
#include "protocol/control.h"
#include "protocol/endpoint.h"
#include "protocol/utf8.h"
#include "tests/support/service.h"

// Whatever comes in, what goes out is JSON in UTF-8.
namespace pumice::test {
namespace {

constexpr std::string_view kCredential = "AKID/20240101/us-east-1/dynamodb/aws4_request";

struct Request {
  std::string operation;
  std::string body;
  std::string credential{kCredential};
  std::string host = "localhost";
};

class Hostile {
 public:
  Hostile() {
    Send({"CreateTable",
          Json("{'TableName':'Tab','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':["
               "{'AttributeName':'pk','AttributeType':'S'}],'KeySchema':[{'AttributeName':'pk',"
               "'KeyType':'HASH'}]}")});
  }

  HttpResponse Send(const Request& request) {
    const std::string target = "DynamoDB_20120810." + request.operation;
    const std::string authorization =
        "AWS4-HMAC-SHA256 Credential=" + request.credential + ", SignedHeaders=host, Signature=ab";
    HttpRequest http;
    http.method = "POST";
    http.target = "/";
    http.headers = {{"Host", request.host},
                    {"Content-Type", "application/x-amz-json-1.0"},
                    {"X-Amz-Target", target},
                    {"Authorization", authorization},
                    {"X-Amz-Date", "20240101T000000Z"}};
    http.body = request.body;
    return endpoint_.Handle(http);
  }

  std::string Control(std::string_view method, std::string_view path, std::string_view body) {
    HttpRequest http;
    http.method = method;
    http.target = path;
    http.body = body;
    return endpoint_.Handle(http).body;
  }

 private:
  ManualClock clock_{1767225600000};
  std::shared_ptr<Database> database_ = Database::Open(ByClock(&clock_));
  pumice::Control control_{&database_->spaces(), &clock_};
  Endpoint endpoint_{&database_->spaces(), Options(&control_)};

  static EndpointOptions Options(pumice::Control* control) {
    EndpointOptions options;
    options.control = control;
    return options;
  }
};

// The fault of a text that is not JSON in UTF-8, or nothing.
std::string Fault(const std::string& text) {
  if (ValidUtf8Size(text) != text.size()) {
    return "no UTF-8 at " + std::to_string(ValidUtf8Size(text)) + " of " + text;
  }
  rapidjson::Document document;
  document.Parse<rapidjson::kParseValidateEncodingFlag>(text.data(), text.size());
  if (!document.HasParseError()) return "";
  return std::string(rapidjson::GetParseError_En(document.GetParseError())) + " in " + text;
}

// Texts that a name, an expression or a value may be; as they stand inside a JSON string.
const std::vector<std::string> kTexts = {
    "",
    "é",
    "a\xC3\xA9",
    "\xE2\x82\xAC\xE2\x82\xAC",
    "\xF0\x9F\x98\x80",
    "\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80",
    "\xEF\xBF\xBF",
    R"(\u0000)",
    R"(a\u0000\u001f\u007fb)",
    R"(\"\\\/\b\f\n\r\t)",
    R"(\ud83d\ude00)",
    R"(\ud83d)",
    R"(\ude00)",
    R"(\udc00\ud800)",
    "\xC3",
    "\xE2\x82",
    "\xFF\xFE",
    "\xED\xA0\x80",
    R"(<script>alert(1)</script>)",
    "#\xC3\xA9 = :\xC3\xA9",
    "a.\xE2\x82\xAC[0].b = :v",
    "SELECT * FROM \xC3\xA9",
    R"(SELECT * FROM \"\u00e9\" WHERE \u20ac = '\u20ac')",
    "SELECT \xF0\x9F\x98\x80 FROM Tab",
    R"({'\u00e9':1})",
};

// Where such a text may stand: % is it.
const std::vector<Request> kRequests = {
    {"PutItem", R"({"TableName":"%","Item":{"pk":{"S":"a"}}})"},
    {"PutItem", R"({"TableName":"Tab","Item":{"pk":{"S":"%"}},"ReturnValues":"ALL_OLD"})"},
    {"PutItem", R"({"TableName":"Tab","Item":{"pk":{"S":"a"},"%":{"S":"a"}}})"},
    {"PutItem", R"({"TableName":"Tab","Item":{"pk":{"N":"%"}}})"},
    {"PutItem", R"({"TableName":"Tab","Item":{"pk":{"B":"%"}}})"},
    {"PutItem", R"({"TableName":"Tab","Item":{"pk":{"S":"a"},"b":{"B":"%%%%"}}})"},
    {"PutItem", R"({"TableName":"Tab","Item":{"pk":{"S":"a"},"b":{"B":"abc%"}}})"},
    {"PutItem", R"({"TableName":"Tab","Item":{"pk":{"S":"a"},"b":{"BS":["a%=="]}}})"},
    {"PutItem", R"({"TableName":"Tab","Item":{"pk":{"S":"a"},"b":{"SS":["%","%"]}}})"},
    {"PutItem", R"({"TableName":"Tab","Item":{"pk":{"S":"a"},"b":{"%":"a"}}})"},
    {"PutItem", R"({"TableName":"Tab","Item":{"pk":{"S":"a"}},"ReturnValues":"%"})"},
    {"PutItem", R"({"TableName":"Tab","Item":{"pk":{"S":"a"}},"ConditionExpression":"%"})"},
    {"PutItem",
     R"({"TableName":"Tab","Item":{"pk":{"S":"a"}},"ConditionExpression":"#n = :v","ExpressionAttributeNames":{"%":"%"},"ExpressionAttributeValues":{"%":{"S":"%"}}})"},
    {"GetItem", R"({"TableName":"Tab","Key":{"pk":{"S":"%"}},"ProjectionExpression":"%"})"},
    {"GetItem", R"({"TableName":"Tab","Key":{"%":{"S":"%"}},"AttributesToGet":["%"]})"},
    {"UpdateItem", R"({"TableName":"Tab","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET %"})"},
    {"UpdateItem",
     R"({"TableName":"Tab","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET #n = :v","ExpressionAttributeNames":{"#n":"%"},"ExpressionAttributeValues":{":v":{"S":"%"}},"ReturnValues":"ALL_NEW"})"},
    {"Query", R"({"TableName":"Tab","KeyConditionExpression":"%"})"},
    {"Query",
     R"({"TableName":"Tab","IndexName":"%","KeyConditionExpression":"pk = :v","ExpressionAttributeValues":{":v":{"S":"%"}},"ExclusiveStartKey":{"%":{"S":"%"}}})"},
    {"Scan", R"({"TableName":"Tab","FilterExpression":"%","Select":"%"})"},
    {"Scan",
     R"({"TableName":"Tab","ScanFilter":{"%":{"ComparisonOperator":"%","AttributeValueList":[{"S":"%"}]}}})"},
    {"BatchGetItem", R"({"RequestItems":{"%":{"Keys":[{"%":{"S":"%"}}]}}})"},
    {"BatchWriteItem", R"({"RequestItems":{"%":[{"PutRequest":{"Item":{"%":{"S":"%"}}}}]}})"},
    {"TransactWriteItems",
     R"j({"ClientRequestToken":"%","TransactItems":[{"Put":{"TableName":"Tab","Item":{"pk":{"S":"%"},"%":{"S":"%"}},"ConditionExpression":"attribute_exists(pk)","ReturnValuesOnConditionCheckFailure":"ALL_OLD"}}]})j"},
    {"ExecuteStatement", R"({"Statement":"%"})"},
    {"ExecuteStatement", R"({"Statement":"SELECT * FROM Tab","NextToken":"%"})"},
    {"ExecuteStatement",
     R"({"Statement":"SELECT * FROM Tab WHERE pk = ?","Parameters":[{"S":"%"},{"S":"%"}]})"},
    {"BatchExecuteStatement", R"({"Statements":[{"Statement":"%"}]})"},
    {"CreateTable",
     R"({"TableName":"%","BillingMode":"%","AttributeDefinitions":[{"AttributeName":"%","AttributeType":"S"}],"KeySchema":[{"AttributeName":"%","KeyType":"HASH"}]})"},
    {"CreateTable",
     R"({"TableName":"Uuu","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"%","AttributeType":"S"}],"KeySchema":[{"AttributeName":"%","KeyType":"HASH"}]})"},
    {"DeleteTable", R"({"TableName":"Uuu"})"},
    {"ListTables", R"({"ExclusiveStartTableName":"%"})"},
    {"UpdateTimeToLive",
     R"({"TableName":"Tab","TimeToLiveSpecification":{"AttributeName":"%","Enabled":true}})"},
    {"TagResource", R"({"ResourceArn":"%","Tags":[{"Key":"%","Value":"%"}]})"},
    {"%", "{}"},
    {"ListTables", "%"},
};

std::string Filled(std::string pattern, const std::string& text) {
  for (size_t at = pattern.find('%'); at != std::string::npos;
       at = pattern.find('%', at + text.size())) {
    pattern.replace(at, 1, text);
  }
  return pattern;
}

TEST_CASE("Every answer is JSON in UTF-8", "[hostile_answers]") {
  Hostile service;
  for (const Request& request : kRequests) {
    for (const std::string& text : kTexts) {
      const Request filled = {Filled(request.operation, text), Filled(request.body, text)};
      CAPTURE(filled.operation, filled.body);
      const HttpResponse response = service.Send(filled);
      CHECK(Fault(response.body) == "");
      CHECK(response.status < 500);
    }
  }
  // What was stored meanwhile.
  CHECK(Fault(service.Send({"Scan", R"({"TableName":"Tab"})"}).body) == "");
}

TEST_CASE("An answer that echoes a header is JSON in UTF-8", "[hostile_answers]") {
  Hostile service;
  for (const std::string text : {"\xFF", "\xC3", "a\xE2\x82", "\"", "\\", "\x01"}) {
    CAPTURE(text);
    for (const std::string& credential : {text, "AKID/20240101/" + text + "/dynamodb/aws4_request",
                                          "AKID/20240101/us-east-1/" + text + "/aws4_request",
                                          "AKID/20240101/us-east-1/dynamodb/" + text}) {
      CHECK(Fault(service.Send({"DescribeTable", R"({"TableName":"Tab"})", credential}).body) ==
            "");
      CHECK(Fault(service
                      .Send({"CreateTable",
                             Json("{'TableName':'Region','BillingMode':'PAY_PER_REQUEST',"
                                  "'AttributeDefinitions':[{'AttributeName':'pk',"
                                  "'AttributeType':'S'}],'KeySchema':[{'AttributeName':'pk',"
                                  "'KeyType':'HASH'}]}"),
                             credential})
                      .body) == "");
      service.Send({"DeleteTable", R"({"TableName":"Region"})"});
    }
    CHECK(Fault(service.Send({"DescribeEndpoints", "{}", std::string(kCredential), text}).body) ==
          "");
  }
}

TEST_CASE("What is echoed is repaired, not dropped", "[hostile_answers]") {
  Hostile service;
  CHECK(service.Send({"DescribeTable", "{}", "\xFF"}).body ==
        R"({"__type":"com.amazon.coral.service#IncompleteSignatureException","message":)"
        R"("Credential must have exactly 5 slash-delimited elements, e.g. )"
        "keyid/date/region/service/term, got '\xEF\xBF\xBD'\"}");
  CHECK(service
            .Send({"PutItem", R"({"TableName":"Tab","Item":{"pk":{"B":")"
                              "ab\xC3\xA9"
                              R"("}}})"})
            .body == R"({"__type":"com.amazon.coral.service#SerializationException","Message":)"
                     "\"Invalid Base64 character: '\xC3\xA9'\"}");
}

TEST_CASE("A control request's answer is JSON in UTF-8", "[hostile_answers]") {
  Hostile service;
  for (const std::string& text : kTexts) {
    CAPTURE(text);
    for (const std::string& body : {text, "{\"advance\":\"" + text + "\"}",
                                    "{\"set\":\"" + text + "\"}", "{\"" + text + "\":1}"}) {
      CHECK(Fault(service.Control("POST", "/_pumice/clock", body)) == "");
    }
    CHECK(Fault(service.Control("POST", "/_pumice/" + text, "{}")) == "");
  }
}

}  // namespace
}  // namespace pumice::test
