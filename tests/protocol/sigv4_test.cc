// SPDX-License-Identifier: Apache-2.0

#include "protocol/sigv4.h"

#include <catch2/catch.hpp>

#include <string>

#include "engine/error/api_error.h"

namespace pumice::test {
namespace {

constexpr std::string_view kGood =
    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20240101/eu-west-1/dynamodb/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=0123abcd";

HttpRequest Request(std::string_view authorization, std::string_view target = "/") {
  HttpRequest request;
  request.method = "POST";
  request.target = target;
  if (!authorization.empty()) request.headers.push_back({"authorization", authorization});
  request.headers.push_back({"x-amz-date", "20240101T000000Z"});
  return request;
}

struct Fault {
  ErrorCode code;
  std::string message;
};

Fault Parse(const HttpRequest& request) {
  try {
    ParseCaller(request);
  } catch (const ApiError& error) {
    return {error.code(), error.message()};
  }
  return {ErrorCode::kInternal, "no fault"};
}

TEST_CASE("The header names key and region", "[sigv4]") {
  const Caller caller = ParseCaller(Request(kGood));
  CHECK(caller.access_key == "AKIDEXAMPLE");
  CHECK(caller.region == "eu-west-1");
  CHECK(ParseCaller(Request("AWS4-HMAC-SHA256 Signature=x,SignedHeaders=host,"
                            "Credential=a/b/local/dynamodb/aws4_request"))
            .region == "local");
}

TEST_CASE("A presigned query names key and region", "[sigv4]") {
  const Caller caller = ParseCaller(
      Request("",
              "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F20240101%2Fus-west-2%2f"
              "dynamodb%2Faws4_request&X-Amz-Date=20240101T000000Z&X-Amz-SignedHeaders=host"
              "&X-Amz-Signature=ab"));
  CHECK(caller.access_key == "AKID");
  CHECK(caller.region == "us-west-2");
}

TEST_CASE("A request without credentials is refused", "[sigv4]") {
  for (std::string_view authorization : {"", "Basic abc", "AWS abc"}) {
    const Fault fault = Parse(Request(authorization));
    CHECK(fault.code == ErrorCode::kMissingAuthenticationToken);
    CHECK(fault.message == "Request is missing Authentication Token");
  }
}

TEST_CASE("Incomplete headers say what they lack", "[sigv4]") {
  HttpRequest request = Request("AWS4-HMAC-SHA256");
  request.headers.pop_back();
  Fault fault = Parse(request);
  CHECK(fault.code == ErrorCode::kIncompleteSignature);
  CHECK(fault.message ==
        "Authorization header requires 'Credential' parameter. Authorization header requires "
        "'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. "
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
        "Authorization=AWS4-HMAC-SHA256");
  fault = Parse(Request("AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b"));
  CHECK(fault.code == ErrorCode::kIncompleteSignature);
  CHECK(fault.message ==
        "Authorization header requires 'Signature' parameter. "
        "Authorization=AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b");
}

TEST_CASE("Incomplete queries say what they lack", "[sigv4]") {
  const Fault fault = Parse(Request("", "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=x"));
  CHECK(fault.code == ErrorCode::kIncompleteSignature);
  CHECK(fault.message ==
        "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters "
        "must include 'X-Amz-Signature'. AWS query-string parameters must include "
        "'X-Amz-SignedHeaders'. Re-examine the query-string parameters.");
}

TEST_CASE("Header and query together are refused", "[sigv4]") {
  const Fault fault = Parse(Request(kGood, "/?X-Amz-Algorithm=AWS4-HMAC-SHA256"));
  CHECK(fault.code == ErrorCode::kInvalidSignature);
  CHECK(fault.message ==
        "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
}

TEST_CASE("Credential scopes of a wrong form are refused", "[sigv4]") {
  auto parse = [](std::string_view credential) {
    return Parse(Request(std::string("AWS4-HMAC-SHA256 SignedHeaders=a, Signature=b, Credential=")
                             .append(credential)));
  };
  CHECK(parse("a/b/c").code == ErrorCode::kIncompleteSignature);
  CHECK(parse("a/b/c").message ==
        "Credential must have exactly 5 slash-delimited elements, e.g. "
        "keyid/date/region/service/term, got 'a/b/c'");
  CHECK(parse("a/b/c/d/e/f/g").code == ErrorCode::kIncompleteSignature);
  CHECK(parse("a/b/c/s3/aws4_request").code == ErrorCode::kInvalidSignature);
  CHECK(parse("a/b/c/s3/aws4_request").message ==
        "Credential should be scoped to correct service: 'dynamodb'. ");
  CHECK(parse("a/b/c/dynamodb/x").message ==
        "Credential should be scoped with a valid terminator: 'aws4_request', not 'x'. ");
}

}  // namespace
}  // namespace pumice::test
