// SPDX-License-Identifier: Apache-2.0

#include "protocol/endpoint.h"

#include <catch2/catch.hpp>

#include <memory>
#include <new>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/database.h"
#include "engine/error/api_error.h"
#include "protocol/compression.h"
#include "protocol/json_writer.h"

namespace pumice::test {
namespace {

constexpr std::string_view kAuthorization =
    "AWS4-HMAC-SHA256 Credential=AKID/20240101/eu-west-1/dynamodb/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=ab";

void EchoRegion(OperationContext& context) {
  JsonWriter json(context.output);
  json.BeginObject();
  json.StringMember("Region", context.region);
  json.EndObject();
}

void EchoLongText(OperationContext& context) {
  JsonWriter json(context.output);
  json.BeginObject();
  json.StringMember("Text", std::string(5000, 'x'));
  json.EndObject();
}

void FailAfterOutput(OperationContext& context) {
  context.output->append("{half");
  throw ApiError(ErrorCode::kResourceNotFound, "Requested resource not found");
}

void RunOutOfMemory(OperationContext&) { throw std::bad_alloc(); }

void ThrowNumber(OperationContext&) { throw 1; }

constexpr Operation kOperations[] = {
    {"ListTables", EchoRegion},         {"DescribeLimits", EchoLongText},
    {"DescribeTable", FailAfterOutput}, {"DescribeEndpoints", RunOutOfMemory},
    {"GetRecords", EchoRegion},         {"ListBackups", ThrowNumber},
};

class Fixture {
 public:
  explicit Fixture(EndpointOptions options = {})
      : database(Database::Open({})), endpoint(&database->spaces(), kOperations, options) {}

  HttpResponse Post(std::string_view target, std::string_view body) {
    return endpoint.Handle(Request(target, body));
  }

  static HttpRequest Request(std::string_view target, std::string_view body) {
    HttpRequest request;
    request.method = "POST";
    request.target = "/";
    request.headers = {{"Host", "localhost"},
                       {"content-type", "application/x-amz-json-1.0"},
                       {"X-AMZ-TARGET", target},
                       {"Authorization", kAuthorization},
                       {"X-Amz-Date", "20240101T000000Z"}};
    request.body = body;
    return request;
  }

  std::shared_ptr<Database> database;
  Endpoint endpoint;
};

constexpr std::string_view kListTables = "DynamoDB_20120810.ListTables";

TEST_CASE("An operation answers with the service's headers", "[endpoint]") {
  Fixture fixture;
  const HttpResponse response = fixture.Post(kListTables, "{}");
  CHECK(response.status == 200);
  CHECK(response.body == R"({"Region":"eu-west-1"})");
  CHECK(response.Header("Content-Type") == "application/x-amz-json-1.0");
  CHECK(response.Header("x-amz-crc32") == std::to_string(Crc32(response.body)));
  CHECK(response.Header("Access-Control-Allow-Origin").empty());
}

TEST_CASE("Request ids are 52 digits and never repeat", "[endpoint]") {
  Fixture fixture;
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) {
    const HttpResponse response = fixture.Post(kListTables, "{}");
    const std::string id(response.Header("x-amzn-RequestId"));
    CHECK(id.size() == 52);
    CHECK(id.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUV") == std::string::npos);
    ids.insert(id);
  }
  CHECK(ids.size() == 1000);
}

TEST_CASE("application/json is taken and echoed", "[endpoint]") {
  Fixture fixture;
  HttpRequest request = Fixture::Request(kListTables, "{}");
  request.headers[1].value = "application/json; charset=utf-8";
  const HttpResponse response = fixture.endpoint.Handle(request);
  CHECK(response.status == 200);
  CHECK(response.Header("Content-Type") == "application/json");
}

TEST_CASE("Streams have a target of their own", "[endpoint]") {
  Fixture fixture;
  CHECK(fixture.Post("DynamoDBStreams_20120810.GetRecords", R"({"ShardIterator":"x"})").status ==
        200);
  CHECK(fixture.Post("DynamoDB_20120810.GetRecords", R"({"ShardIterator":"x"})").status == 400);
}

const std::string kNoOperation = "The request names no operation in X-Amz-Target (pumice 0.1.0)";

std::string NotImplemented(const std::string& operation, const std::string& version) {
  return "Operation " + operation + " of " + version + " is not implemented by pumice 0.1.0";
}

std::string UnknownOperation(const std::string& message) {
  return R"({"__type":"com.amazon.coral.service#UnknownOperationException","message":")" + message +
         "\"}";
}

TEST_CASE("Unknown targets, and operations that are not implemented, are refused", "[endpoint]") {
  std::vector<std::string> logged;
  EndpointOptions options;
  options.log = [&](LogLevel, std::string_view line) { logged.emplace_back(line); };
  Fixture fixture(options);
  const std::string api = "DynamoDB_20120810";
  const std::pair<std::string, std::string> targets[] = {
      {"", kNoOperation},
      {api, NotImplemented(api, "no API")},
      {api + ".", kNoOperation},
      {api + ".Nothing", NotImplemented("Nothing", api)},
      {"DynamoDB_20111205.ListTables", NotImplemented("ListTables", "DynamoDB_20111205")},
      {".ListTables", NotImplemented("ListTables", "no API")},
      {api + ".PutItem", NotImplemented("PutItem", api)},
      {"Logs_20140328.PutLogEvents", NotImplemented("PutLogEvents", "Logs_20140328")},
  };
  for (int again = 0; again < 2; ++again) {
    for (const auto& [target, message] : targets) {
      const HttpResponse response = fixture.Post(target, "{}");
      CHECK(response.status == 400);
      CHECK(response.body == UnknownOperation(message));
      CHECK(response.Header("Content-Type") == "application/x-amz-json-1.0");
      CHECK(response.Header("x-amz-crc32") == std::to_string(Crc32(response.body)));
    }
  }
  CHECK(logged == std::vector<std::string>{
                      api + ": not implemented",
                      "Nothing: not implemented (DynamoDB_20120810)",
                      "ListTables: not implemented (DynamoDB_20111205)",
                      "ListTables: not implemented",
                      "PutItem: not implemented (DynamoDB_20120810)",
                      "PutLogEvents: not implemented (Logs_20140328)",
                  });
}

TEST_CASE("A body that is no JSON names no operation, or that of a form", "[endpoint]") {
  Fixture fixture;
  const auto answer = [&](std::string_view content_type, std::string_view body) {
    HttpRequest request = Fixture::Request("", body);
    request.headers[1].value = content_type;
    const HttpResponse response = fixture.endpoint.Handle(request);
    CHECK(response.status == 400);
    // An error in XML has the request's id.
    std::string told = response.body;
    const size_t id = told.find("<RequestId>");
    if (id == std::string::npos) {
      CHECK(response.Header("Content-Type") == "application/x-amz-json-1.0");
      return told;
    }
    CHECK(response.Header("Content-Type") == "text/xml");
    return told.replace(id, told.find("</RequestId>") - id, "<RequestId>");
  };
  // Clients that send forms read errors in XML ("Common error types").
  const auto refused = [](const std::string& operation, const std::string& version) {
    return "<ErrorResponse>\n<Error><Type>Sender</Type><Code>InvalidAction</Code><Message>" +
           NotImplemented(operation, version) +
           "</Message></Error><RequestId></RequestId></ErrorResponse>\n";
  };
  constexpr std::string_view kForm = "application/x-www-form-urlencoded; charset=utf-8";
  CHECK(answer(kForm, "Action=ListUsers&Version=2010-05-08") == refused("ListUsers", "2010-05-08"));
  CHECK(answer(kForm, "Version=2012-11-05&Action=ListQueues&QueueNamePrefix=a") ==
        refused("ListQueues", "2012-11-05"));
  CHECK(answer(kForm, "Action=a%22%0Ab") == refused("a&quot;?b", "no API"));
  CHECK(answer("text/plain", "hello") == UnknownOperation(kNoOperation));
  CHECK(answer("", "") == UnknownOperation(kNoOperation));
  CHECK(answer("application/x-amz-json-1.0", "") == UnknownOperation(kNoOperation));
  CHECK(answer("application/x-amz-json-1.0", "{") ==
        R"({"__type":"com.amazon.coral.service#SerializationException"})");
}

TEST_CASE("Other routes are not found", "[endpoint]") {
  Fixture fixture;
  HttpRequest request = Fixture::Request(kListTables, "{}");
  auto check = [&] {
    const HttpResponse response = fixture.endpoint.Handle(request);
    CHECK(response.status == 404);
    CHECK(response.body == "<UnknownOperationException/>\n");
  };
  SECTION("path") { request.target = "/elsewhere"; }
  SECTION("method") { request.method = "PUT"; }
  SECTION("options without origin") { request.method = "OPTIONS"; }
  check();
}

TEST_CASE("GET says that the service is healthy", "[endpoint]") {
  Fixture fixture;
  HttpRequest request;
  request.method = "GET";
  request.target = "/";
  const HttpResponse response = fixture.endpoint.Handle(request);
  CHECK(response.status == 200);
  CHECK(response.body == "healthy: dynamodb.us-east-1.amazonaws.com ");
  CHECK(response.Header("x-amzn-RequestId").size() == 52);
}

// The headers that tell a browser what a page may see.
std::string CorsHeaders(const HttpResponse& response) {
  std::string headers;
  for (const auto& [name, value] : response.headers) {
    if (!name.starts_with("Access-Control-") && name != "Vary") continue;
    headers.append(name).append(": ").append(value).append("\n");
  }
  return headers;
}

constexpr std::string_view kExposed =
    "Access-Control-Expose-Headers: x-amzn-RequestId, x-amzn-errortype, x-amzn-errormessage, Date\n"
    "Vary: Origin\n";
constexpr std::string_view kRefusedPage =
    R"({"__type":"com.amazon.coral.service#AccessDeniedException",)"
    R"("Message":"Web pages of this origin are refused: pumice's option --cors allows them"})";

HttpRequest FromPage(std::string_view origin) {
  HttpRequest request = Fixture::Request(kListTables, "{}");
  request.headers.push_back({"Origin", origin});
  return request;
}

HttpRequest AskingFirst(std::string_view origin) {
  HttpRequest request;
  request.method = "OPTIONS";
  request.target = "/";
  request.headers = {{"Host", "localhost:8000"},
                     {"Origin", origin},
                     {"Access-Control-Request-Method", "POST"},
                     {"Access-Control-Request-Headers", "x-amz-target,authorization"}};
  return request;
}

TEST_CASE("Pages of this machine may call", "[endpoint]") {
  Fixture fixture;
  HttpResponse response = fixture.endpoint.Handle(FromPage("http://localhost:3000"));
  CHECK(response.status == 200);
  CHECK(response.body == R"({"Region":"eu-west-1"})");
  CHECK(CorsHeaders(response) ==
        "Access-Control-Allow-Origin: http://localhost:3000\n" + std::string(kExposed));
  response = fixture.endpoint.Handle(AskingFirst("http://localhost:3000"));
  CHECK(response.status == 200);
  CHECK(response.body.empty());
  CHECK(CorsHeaders(response) ==
        "Access-Control-Allow-Headers: x-amz-target,authorization\n"
        "Access-Control-Allow-Methods: POST\nAccess-Control-Max-Age: 172800\n"
        "Access-Control-Allow-Origin: http://localhost:3000\n" +
            std::string(kExposed));
}

TEST_CASE("Other pages are refused before anything is done, and named in the log", "[endpoint]") {
  std::vector<std::string> log;
  EndpointOptions options;
  options.log = [&](LogLevel, std::string_view line) { log.emplace_back(line); };
  Fixture fixture(options);
  std::vector<HttpRequest> requests = {FromPage("https://evil.example"),
                                       AskingFirst("https://evil.example")};
  // What a page may send without asking first: no preflight, no header of its own.
  HttpRequest simple = FromPage("https://evil.example");
  simple.headers[1].value = "text/plain";
  requests.push_back(simple);
  simple.method = "GET";
  requests.push_back(simple);
  simple.target = "/_pumice/clock";
  requests.push_back(simple);
  for (const HttpRequest& request : requests) {
    const HttpResponse response = fixture.endpoint.Handle(request);
    CHECK(response.status == 403);
    CHECK(response.body == kRefusedPage);
    CHECK(CorsHeaders(response).empty());
  }
  CHECK(log == std::vector<std::string>{
                   "refused a web page of https://evil.example: if it is yours, start pumice with "
                   "--cors https://evil.example (--cors '*' allows every page on the web)"});
}

TEST_CASE("Pages are allowed by the list, all of them by a star", "[endpoint]") {
  EndpointOptions options;
  SECTION("list") {
    options.cors = {"https://app.example"};
    Fixture fixture(options);
    const HttpResponse response = fixture.endpoint.Handle(FromPage("https://app.example"));
    CHECK(response.status == 200);
    CHECK(CorsHeaders(response) ==
          "Access-Control-Allow-Origin: https://app.example\n" + std::string(kExposed));
    CHECK(fixture.endpoint.Handle(FromPage("https://evil.example")).status == 403);
  }
  SECTION("star") {
    options.cors = {"*"};
    Fixture fixture(options);
    const HttpResponse response = fixture.endpoint.Handle(FromPage("null"));
    CHECK(response.status == 200);
    CHECK(CorsHeaders(response) == "Access-Control-Allow-Origin: *\n" + std::string(kExposed));
  }
}

TEST_CASE("Clients that are no browsers may call by any name", "[endpoint]") {
  Fixture fixture;
  for (const std::string_view host : {"dynamodb.us-east-1.amazonaws.com", "db.example.com:8000"}) {
    HttpRequest request = Fixture::Request(kListTables, "{}");
    request.headers[0].value = host;
    CHECK(fixture.endpoint.Handle(request).status == 200);
  }
}

TEST_CASE("The target is checked before credentials, credentials before the body", "[endpoint]") {
  Fixture fixture;
  HttpRequest request = Fixture::Request("DynamoDB_20120810.Nothing", "{}");
  request.headers[3].value = "";
  CHECK(fixture.endpoint.Handle(request).body ==
        UnknownOperation(NotImplemented("Nothing", "DynamoDB_20120810")));
  request.headers[2].value = kListTables;
  request.body = "{";
  CHECK(
      fixture.endpoint.Handle(request).body ==
      R"({"__type":"com.amazon.coral.service#MissingAuthenticationTokenException","message":"Request is missing Authentication Token"})");
  request.headers[3].value = kAuthorization;
  const HttpResponse response = fixture.endpoint.Handle(request);
  CHECK(response.status == 400);
  CHECK(response.body == R"({"__type":"com.amazon.coral.service#SerializationException"})");
}

TEST_CASE("The body is checked against the operation's shape", "[endpoint]") {
  Fixture fixture;
  CHECK(fixture.Post(kListTables, "").body ==
        R"({"__type":"com.amazon.coral.service#SerializationException"})");
  CHECK(
      fixture.Post(kListTables, R"({"Limit":"1"})").body ==
      R"({"__type":"com.amazon.coral.service#SerializationException","Message":"STRING_VALUE cannot be converted to Integer"})");
  CHECK(
      fixture.Post(kListTables, R"({"Limit":0})").body ==
      R"({"__type":"com.amazon.coral.validate#ValidationException","message":"1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"})");
}

TEST_CASE("Errors of operations replace their output", "[endpoint]") {
  Fixture fixture;
  HttpResponse response = fixture.Post("DynamoDB_20120810.DescribeTable", R"({"TableName":"abc"})");
  CHECK(response.status == 400);
  CHECK(
      response.body ==
      R"({"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"Requested resource not found"})");
  const std::string internal =
      R"({"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"The request processing has failed because of an unknown error, exception or failure."})";
  response = fixture.Post("DynamoDB_20120810.DescribeEndpoints", "{}");
  CHECK(response.status == 500);
  CHECK(response.body == internal);
  response = fixture.Post("DynamoDB_20120810.ListBackups", "{}");
  CHECK(response.status == 500);
  CHECK(response.body == internal);
}

TEST_CASE("Compressed bodies are read", "[endpoint]") {
  EndpointOptions options;
  options.max_body_bytes = 1000;
  Fixture fixture(options);
  const std::string zipped = Gzip(R"({"Limit":0})");
  HttpRequest request = Fixture::Request(kListTables, zipped);
  request.headers.push_back({"Content-Encoding", "gzip"});
  CHECK(fixture.endpoint.Handle(request).body.find("'limit'") != std::string::npos);
  request.body = "{}";
  HttpResponse response = fixture.endpoint.Handle(request);
  CHECK(response.status == 500);
  CHECK(
      response.body ==
      R"({"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"The request's body is not encoded as Content-Encoding says"})");
  const std::string bomb = Gzip("{}" + std::string(5000, ' '));
  request.body = bomb;
  response = fixture.endpoint.Handle(request);
  CHECK(response.status == 413);
  CHECK(
      response.body ==
      R"({"__type":"com.amazon.coral.service#RequestEntityTooLargeException","message":"Request body is too large"})");
  const std::string plain = "{}" + std::string(5000, ' ');
  CHECK(fixture.Post(kListTables, plain).status == 413);
}

TEST_CASE("Long answers are compressed for clients that accept it", "[endpoint]") {
  Fixture fixture;
  HttpRequest request = Fixture::Request("DynamoDB_20120810.DescribeLimits", "{}");
  const std::string plain = fixture.endpoint.Handle(request).body;
  CHECK(plain == R"({"Text":")" + std::string(5000, 'x') + "\"}");
  request.headers.push_back({"Accept-Encoding", "gzip, deflate"});
  for (const std::string_view coding : {"gzip", "deflate"}) {
    request.headers.back().value = coding;
    const HttpResponse response = fixture.endpoint.Handle(request);
    CHECK(response.Header("Content-Encoding") == coding);
    CHECK(response.Header("x-amz-crc32") == std::to_string(Crc32(response.body)));
    std::string inflated;
    REQUIRE(Inflate(response.body, 10000, &inflated) == Inflated::kDone);
    CHECK(inflated == plain);
    CHECK(response.body == (coding == "gzip" ? Gzip(plain) : Deflate(plain)));
  }
  request.headers.back().value = "gzip; q=0, identity";
  CHECK(fixture.endpoint.Handle(request).body == plain);
  request.headers.back().value = "gzip";
  request.headers[2].value = kListTables;
  const HttpResponse response = fixture.endpoint.Handle(request);
  CHECK(response.Header("Content-Encoding").empty());
  CHECK(response.body == R"({"Region":"eu-west-1"})");
}

TEST_CASE("Answers are compressed from 4 KB on", "[endpoint]") {
  EndpointOptions options;
  Fixture fixture(options);
  CHECK(options.min_compressed_bytes == 4096);
  options.min_compressed_bytes = 5012;
  HttpRequest request = Fixture::Request("DynamoDB_20120810.DescribeLimits", "{}");
  request.headers.push_back({"Accept-Encoding", "gzip"});
  REQUIRE(5000 + std::string_view(R"({"Text":""})").size() == 5011);
  CHECK(Fixture(options).endpoint.Handle(request).Header("Content-Encoding").empty());
  options.min_compressed_bytes = 5011;
  CHECK(Fixture(options).endpoint.Handle(request).Header("Content-Encoding") == "gzip");
}

TEST_CASE("A body that there is no memory for is answered with 503", "[endpoint]") {
  MemoryBudget memory(1 << 20);
  EndpointOptions options;
  options.memory = &memory;
  Fixture fixture(options);
  const std::string long_body = "{" + std::string(2 << 20, ' ') + "}";
  const HttpResponse response = fixture.Post(kListTables, long_body);
  CHECK(response.status == 503);
  CHECK(response.body ==
        R"({"__type":"com.amazon.coral.service#ServiceUnavailableException","message":)"
        R"("Out of memory: the limit of 1 MiB is reached (--max-memory). )"
        R"(Delete items or tables, or send less at a time"})");
  CHECK(memory.held() == 0);
  CHECK(fixture.Post(kListTables, "{}").status == 200);
}

TEST_CASE("A body of more values than its length justifies is refused", "[endpoint]") {
  Fixture fixture;
  std::string body = R"({"Limit":[0)";
  while (body.size() < (16 << 20) - 10) body += ",0";
  body += "]}";
  const HttpResponse response = fixture.Post(kListTables, body);
  CHECK(response.status == 400);
  CHECK(response.body == R"({"__type":"com.amazon.coral.service#SerializationException"})");
}

TEST_CASE("A registry takes the service's operations only", "[endpoint]") {
  constexpr Operation kUnknown[] = {{"MakeCoffee", EchoRegion}};
  CHECK_THROWS_AS(OperationRegistry(kUnknown), std::logic_error);
}

}  // namespace
}  // namespace pumice::test
