// SPDX-License-Identifier: Apache-2.0

#include "protocol/space_choice.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "engine/database.h"
#include "engine/error/api_error.h"
#include "engine/spaces.h"
#include "protocol/endpoint.h"

namespace pumice::test {
namespace {

// The mode's words in their order, or "none".
std::string Parsed(std::string_view text) {
  const std::optional<SpaceMode> mode = ParseSpaceMode(text);
  if (!mode) return "none";
  std::string words;
  if (mode->account) words += "+account";
  if (mode->access_key) words += "+access-key";
  if (mode->region) words += "+region";
  return words.empty() ? "shared" : words.substr(1);
}

TEST_CASE("A mode is a word or several, in any order", "[space_choice]") {
  for (const char* text : {"shared", "region", "account", "access-key", "access-key+region",
                           "account+region", "account+access-key+region"}) {
    CHECK(Parsed(text) == text);
  }
  CHECK(Parsed("region+access-key") == "access-key+region");
  for (const char* text : {"", "Shared", "shared+region", "region+", "+region", "region+region",
                           "region account", "table"}) {
    CAPTURE(text);
    CHECK(Parsed(text) == "none");
  }
}

TEST_CASE("What a caller is tells its space", "[space_choice]") {
  const Caller caller = {"AKID", "eu-west-1"};
  const Caller account = {"123456789012", "eu-west-1"};
  const auto space = [](std::string_view mode, const Caller& who) {
    std::string buffer;
    return std::string(SpaceOf(*ParseSpaceMode(mode), who, &buffer));
  };
  CHECK(space("shared", caller) == "default");
  CHECK(space("region", caller) == "eu-west-1");
  CHECK(space("access-key", caller) == "AKID");
  CHECK(space("access-key+region", caller) == "AKID+eu-west-1");
  CHECK(space("account", account) == "123456789012");
  CHECK(space("account", caller) == "000000000000");
  CHECK(space("account+region", account) == "123456789012+eu-west-1");
}

HttpRequest Request(std::vector<HttpHeader> headers) {
  HttpRequest request;
  request.headers = std::move(headers);
  return request;
}

std::string Named(const HttpRequest& request) {
  std::string buffer;
  return std::string(NamedSpace(request, &buffer));
}

TEST_CASE("A header or a host names a space", "[space_choice]") {
  CHECK(Named(Request({{"X-Pumice-Space", "w1"}})) == "w1");
  CHECK(Named(Request({{"x-pumice-space", "w1"}, {"Host", "w2.localhost"}})) == "w1");
  CHECK(Named(Request({{"Host", "w2.localhost"}})) == "w2");
  CHECK(Named(Request({{"Host", "w2.LocalHost:8000"}})) == "w2");
  CHECK(Named(Request({{"Host", "a.b.localhost:8000"}})) == "a.b");
  CHECK(Named(Request({{"Host", "Team.localhost.:8000"}})) == "team");
  for (const char* host : {"", "localhost", ".localhost", "localhost:8000", "127.0.0.1:8000",
                           "[::1]:8000", "w1.example.com", "w1.localhost.example.com"}) {
    CAPTURE(host);
    CHECK(Named(Request({{"Host", host}})).empty());
  }
}

TEST_CASE("Headers that name different spaces are refused", "[space_choice]") {
  const auto named = [](std::string_view first, std::string_view second) {
    return Named(Request({{"X-Pumice-Space", first}, {"Host", "h"}, {"x-pumice-space", second}}));
  };
  CHECK(named("w1", "w1") == "w1");
  for (const auto& [first, second] :
       {std::pair("w1", "w2"), std::pair("w1", "W1"), std::pair("w1", ""), std::pair("", "w1")}) {
    CHECK_THROWS_AS(named(first, second), ApiError);
  }
}

// Calls operations of an endpoint in a mode.
class ModeFixture {
 public:
  explicit ModeFixture(std::string_view mode)
      : database_(Database::Open({})), endpoint_(&database_->spaces(), Options(mode)) {}

  // The answer's body.
  std::string Call(std::string_view operation, std::string_view body, const Caller& caller,
                   std::vector<HttpHeader> more = {}) {
    const std::string target = "DynamoDB_20120810." + std::string(operation);
    const std::string authorization =
        "AWS4-HMAC-SHA256 Credential=" + std::string(caller.access_key) + "/20240101/" +
        std::string(caller.region) +
        "/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=ab";
    HttpRequest request;
    request.method = "POST";
    request.target = "/";
    request.headers = {{"Content-Type", "application/x-amz-json-1.0"},
                       {"X-Amz-Target", target},
                       {"Authorization", authorization},
                       {"X-Amz-Date", "20240101T000000Z"}};
    for (const HttpHeader& header : more) request.headers.push_back(header);
    request.body = body;
    return endpoint_.Handle(request).body;
  }
  std::string List(const Caller& caller, std::vector<HttpHeader> more = {}) {
    return Call("ListTables", "{}", caller, std::move(more));
  }
  std::string Create(std::string_view name, const Caller& caller,
                     std::vector<HttpHeader> more = {}) {
    const std::string body =
        R"({"TableName":")" + std::string(name) +
        R"(","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"pk",)"
        R"("KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}]})";
    return Call("CreateTable", body, caller, std::move(more));
  }

 private:
  static EndpointOptions Options(std::string_view mode) {
    EndpointOptions options;
    options.space_mode = *ParseSpaceMode(mode);
    return options;
  }

  std::shared_ptr<Database> database_;
  Endpoint endpoint_;
};

constexpr std::string_view kNone = R"({"TableNames":[]})";
constexpr std::string_view kOrders = R"({"TableNames":["Orders"]})";

TEST_CASE("Callers see the tables of their space", "[space_choice]") {
  const Caller a = {"A", "us-east-1"};
  const Caller other_key = {"B", "us-east-1"};
  const Caller other_region = {"A", "eu-west-1"};
  struct Row {
    const char* mode;
    bool key_sees;
    bool region_sees;
  };
  const auto row = GENERATE(values<Row>({{"shared", true, true},
                                         {"region", true, false},
                                         {"access-key", false, true},
                                         {"access-key+region", false, false},
                                         {"account", true, true}}));
  CAPTURE(row.mode);
  ModeFixture pumice(row.mode);
  pumice.Create("Orders", a);
  CHECK(pumice.List(a) == kOrders);
  CHECK(pumice.List(other_key) == (row.key_sees ? kOrders : kNone));
  CHECK(pumice.List(other_region) == (row.region_sees ? kOrders : kNone));
}

TEST_CASE("A space that a request names goes before the mode", "[space_choice]") {
  const Caller caller = {"A", "us-east-1"};
  ModeFixture pumice(GENERATE("shared", "region"));
  pumice.Create("Orders", caller, {{"X-Pumice-Space", "w1"}});
  CHECK(pumice.List(caller) == kNone);
  CHECK(pumice.List(caller, {{"Host", "w1.localhost:8000"}}) == kOrders);
  CHECK(pumice.List({"B", "eu-west-1"}, {{"X-Pumice-Space", "w1"}}) == kOrders);
  CHECK(pumice.List(caller, {{"X-Pumice-Space", "a b"}}) ==
        R"({"__type":"com.amazon.coral.validate#ValidationException","message":)"
        R"("a space's name has 1 to 128 characters of a-z, A-Z, 0-9, '.', '-', '_', '+', '=', '@' )"
        R"(and ':'"})");
  CHECK(pumice.List(caller, {{"X-Pumice-Space", "w1"}, {"X-Pumice-Space", "w2"}}) ==
        R"({"__type":"com.amazon.coral.validate#ValidationException","message":)"
        R"("the headers X-Pumice-Space of this request name different spaces: send one"})");
}

TEST_CASE("An account stands in ARNs", "[space_choice]") {
  ModeFixture pumice("account");
  pumice.Create("Orders", {"123456789012", "us-east-1"});
  const std::string table =
      pumice.Call("DescribeTable", R"({"TableName":"Orders"})", {"123456789012", "us-east-1"});
  CHECK(table.find(R"("TableArn":"arn:aws:dynamodb:us-east-1:123456789012:table/Orders")") !=
        std::string::npos);
  CHECK(pumice.List({"210987654321", "us-east-1"}) == kNone);
  CHECK(pumice.List({"123456789012", "eu-west-1"}) == kOrders);
}

TEST_CASE("A key that can name no space is none", "[space_choice]") {
  ModeFixture pumice("access-key");
  CHECK(pumice.List({"a b", "us-east-1"}) ==
        R"({"__type":"com.amazon.coral.service#UnrecognizedClientException",)"
        R"("message":"The security token included in the request is invalid."})");
}

}  // namespace
}  // namespace pumice::test
