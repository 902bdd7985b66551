#include "protocol/endpoint.h"

#include <catch2/catch.hpp>

#include <memory>
#include <new>
#include <set>
#include <stdexcept>
#include <string>

#include "engine/database.h"
#include "engine/item/api_error.h"
#include "protocol/compression.h"
#include "protocol/json_writer.h"

namespace pumice {
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
      : database(Database::Open({})), endpoint(database.get(), kOperations, options) {}

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

  std::unique_ptr<Database> database;
  Endpoint endpoint;
};

constexpr std::string_view kListTables = "DynamoDB_20120810.ListTables";

TEST_CASE("An operation answers with the service's headers") {
  Fixture fixture;
  const HttpResponse response = fixture.Post(kListTables, "{}");
  CHECK(response.status == 200);
  CHECK(response.body == R"({"Region":"eu-west-1"})");
  CHECK(response.Header("Content-Type") == "application/x-amz-json-1.0");
  CHECK(response.Header("x-amz-crc32") == std::to_string(Crc32(response.body)));
  CHECK(response.Header("Access-Control-Allow-Origin").empty());
}

TEST_CASE("Request ids are 52 digits and never repeat") {
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

TEST_CASE("application/json is taken and echoed") {
  Fixture fixture;
  HttpRequest request = Fixture::Request(kListTables, "{}");
  request.headers[1].value = "application/json; charset=utf-8";
  const HttpResponse response = fixture.endpoint.Handle(request);
  CHECK(response.status == 200);
  CHECK(response.Header("Content-Type") == "application/json");
}

TEST_CASE("Streams have a target of their own") {
  Fixture fixture;
  CHECK(fixture.Post("DynamoDBStreams_20120810.GetRecords", R"({"ShardIterator":"x"})").status ==
        200);
  CHECK(fixture.Post("DynamoDB_20120810.GetRecords", R"({"ShardIterator":"x"})").status == 400);
}

TEST_CASE("Unknown targets, and operations that are not built") {
  Fixture fixture;
  for (std::string_view target :
       {"", "DynamoDB_20120810", "DynamoDB_20120810.", "DynamoDB_20120810.Nothing",
        "DynamoDB_20111205.ListTables", ".ListTables", "DynamoDB_20120810.PutItem"}) {
    const HttpResponse response = fixture.Post(target, "{}");
    CHECK(response.status == 400);
    CHECK(response.body == R"({"__type":"com.amazon.coral.service#UnknownOperationException"})");
    CHECK(response.Header("x-amz-crc32") == std::to_string(Crc32(response.body)));
  }
}

TEST_CASE("Other routes are not found") {
  Fixture fixture;
  HttpRequest request = Fixture::Request(kListTables, "{}");
  auto check = [&] {
    const HttpResponse response = fixture.endpoint.Handle(request);
    CHECK(response.status == 404);
    CHECK(response.body == "<UnknownOperationException/>\n");
  };
  SECTION("path") { request.target = "/elsewhere"; }
  SECTION("method") { request.method = "PUT"; }
  SECTION("content type") { request.headers[1].value = "text/plain"; }
  SECTION("options without origin") { request.method = "OPTIONS"; }
  check();
}

TEST_CASE("GET says that the service is healthy") {
  Fixture fixture;
  HttpRequest request;
  request.method = "GET";
  request.target = "/";
  const HttpResponse response = fixture.endpoint.Handle(request);
  CHECK(response.status == 200);
  CHECK(response.body == "healthy: dynamodb.us-east-1.amazonaws.com ");
  CHECK(response.Header("x-amzn-RequestId").size() == 52);
}

TEST_CASE("Browsers may call") {
  Fixture fixture;
  HttpRequest request = Fixture::Request(kListTables, "{}");
  request.headers.push_back({"Origin", "http://example.com"});
  HttpResponse response = fixture.endpoint.Handle(request);
  CHECK(response.status == 200);
  CHECK(response.Header("Access-Control-Allow-Origin") == "*");
  CHECK(response.Header("Access-Control-Expose-Headers") ==
        "x-amzn-RequestId, x-amzn-errortype, x-amzn-errormessage, Date");
  request.method = "OPTIONS";
  request.headers.push_back({"Access-Control-Request-Method", "POST"});
  request.headers.push_back({"Access-Control-Request-Headers", "x-amz-target,authorization"});
  response = fixture.endpoint.Handle(request);
  CHECK(response.status == 200);
  CHECK(response.body.empty());
  CHECK(response.Header("Access-Control-Allow-Origin") == "*");
  CHECK(response.Header("Access-Control-Allow-Methods") == "POST");
  CHECK(response.Header("Access-Control-Allow-Headers") == "x-amz-target,authorization");
  CHECK(response.Header("Access-Control-Max-Age") == "172800");
}

TEST_CASE("The target is checked before credentials, credentials before the body") {
  Fixture fixture;
  HttpRequest request = Fixture::Request("DynamoDB_20120810.Nothing", "{");
  request.headers[3].value = "";
  CHECK(fixture.endpoint.Handle(request).body ==
        R"({"__type":"com.amazon.coral.service#UnknownOperationException"})");
  request.headers[2].value = kListTables;
  CHECK(
      fixture.endpoint.Handle(request).body ==
      R"({"__type":"com.amazon.coral.service#MissingAuthenticationTokenException","message":"Request is missing Authentication Token"})");
  request.headers[3].value = kAuthorization;
  const HttpResponse response = fixture.endpoint.Handle(request);
  CHECK(response.status == 400);
  CHECK(response.body == R"({"__type":"com.amazon.coral.service#SerializationException"})");
}

TEST_CASE("The body is checked against the operation's shape") {
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

TEST_CASE("Errors of operations replace their output") {
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

TEST_CASE("Compressed bodies are read") {
  EndpointOptions options;
  options.max_body_bytes = 1000;
  Fixture fixture(options);
  const std::string zipped = Gzip(R"({"Limit":0})");
  HttpRequest request = Fixture::Request(kListTables, zipped);
  request.headers.push_back({"Content-Encoding", "gzip"});
  CHECK(fixture.endpoint.Handle(request).body.find("'limit'") != std::string::npos);
  request.body = "{}";
  CHECK(fixture.endpoint.Handle(request).body ==
        R"({"__type":"com.amazon.coral.service#SerializationException"})");
  const std::string bomb = Gzip("{}" + std::string(5000, ' '));
  request.body = bomb;
  HttpResponse response = fixture.endpoint.Handle(request);
  CHECK(response.status == 413);
  CHECK(
      response.body ==
      R"({"__type":"com.amazon.coral.service#RequestEntityTooLargeException","message":"Request body is too large"})");
  const std::string plain = "{}" + std::string(5000, ' ');
  CHECK(fixture.Post(kListTables, plain).status == 413);
}

TEST_CASE("Long answers are compressed for clients that accept it") {
  Fixture fixture;
  HttpRequest request = Fixture::Request("DynamoDB_20120810.DescribeLimits", "{}");
  const std::string plain = fixture.endpoint.Handle(request).body;
  CHECK(plain == R"({"Text":")" + std::string(5000, 'x') + "\"}");
  request.headers.push_back({"Accept-Encoding", "gzip, deflate"});
  HttpResponse response = fixture.endpoint.Handle(request);
  CHECK(response.Header("Content-Encoding") == "gzip");
  CHECK(response.Header("x-amz-crc32") == std::to_string(Crc32(response.body)));
  std::string inflated;
  REQUIRE(Inflate(response.body, 10000, &inflated) == Inflated::kDone);
  CHECK(inflated == plain);
  request.headers.back().value = "gzip;q=0, identity";
  CHECK(fixture.endpoint.Handle(request).body == plain);
  request.headers.back().value = "gzip";
  request.headers[2].value = kListTables;
  response = fixture.endpoint.Handle(request);
  CHECK(response.Header("Content-Encoding").empty());
  CHECK(response.body == R"({"Region":"eu-west-1"})");
}

TEST_CASE("A registry takes the service's operations only") {
  constexpr Operation kUnknown[] = {{"MakeCoffee", EchoRegion}};
  CHECK_THROWS_AS(OperationRegistry(kUnknown), std::logic_error);
}

}  // namespace
}  // namespace pumice
