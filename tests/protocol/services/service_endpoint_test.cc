// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "protocol/services/cbor.h"
#include "tests/protocol/services/service_client.h"

namespace pumice::test {
namespace {

TEST_CASE("A service is told by the scope of the credentials, and else by the version",
          "[service_endpoint]") {
  ServiceClient client;
  const std::string who =
      "<UserId>AKID</UserId><Account>000000000000</Account>"
      "<Arn>arn:aws:iam::000000000000:root</Arn>";
  CHECK(ResultOf(client.Query("sts", "Action=GetCallerIdentity&Version=2011-06-15")) == who);
  // The version names the service, and its credentials are another one's.
  CHECK(ResultOf(client.Query("s3", "Action=GetCallerIdentity&Version=2011-06-15"))
            .starts_with("SignatureDoesNotMatch: Credential should be scoped to correct "
                         "service: 'sts'.") == true);
  CHECK(ResultOf(client.Query("", "Action=GetCallerIdentity&Version=2011-06-15"))
            .starts_with("MissingAuthenticationToken: ") == true);
  CHECK(ResultOf(client.Query("sts", "Action=GetFederationToken&Version=2011-06-15")) ==
        "InvalidAction: Could not find operation GetFederationToken for version 2011-06-15");
}

TEST_CASE("The Query protocol's envelope has the request's id", "[service_endpoint]") {
  ServiceClient client;
  const HttpResponse response = client.Query("sts", "Action=GetCallerIdentity&Version=2011-06-15");
  CHECK(response.status == 200);
  CHECK(response.Header("Content-Type") == "text/xml");
  CHECK(
      response.body.starts_with("<GetCallerIdentityResponse "
                                "xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n"
                                "<GetCallerIdentityResult><UserId>"));
  CHECK(TextsOf(response.body, "RequestId").size() == 36);
}

// A client can only read what is in its own protocol.
TEST_CASE("What is no service's request is refused in its own form", "[service_endpoint]") {
  ServiceClient client;
  const HttpResponse iam = client.Query("iam", "Action=ListUsers&Version=2010-05-08");
  const std::string id = TextsOf(iam.body, "RequestId");
  CHECK(
      std::to_string(iam.status) + " " + std::string(iam.Header("Content-Type")) + " " + iam.body ==
      "400 text/xml <ErrorResponse>\n<Error><Type>Sender</Type><Code>InvalidAction</Code><Message>"
      "Operation ListUsers of 2010-05-08 is not implemented by pumice 0.1.0</Message></Error>"
      "<RequestId>" +
          id + "</RequestId></ErrorResponse>\n");
  const HttpResponse cbor = client.Cbor("iam", "/service/Nothing/operation/ListUsers", "");
  CHECK(std::string(cbor.Header("Content-Type")) + " " + services::CborToJson(cbor.body) ==
        R"(application/cbor {"__type":"UnknownOperationException",)"
        R"("message":"Operation ListUsers of Nothing is not implemented by pumice 0.1.0"})");
  CHECK(client.Cbor("iam", "/services", "").status == 404);
  CHECK(client.Json("iam", "Nothing_20200101.ListUsers", "{}").status == 400);
}

TEST_CASE("An operation that a service does not have is refused in each protocol",
          "[service_endpoint]") {
  std::vector<std::string> logged;
  EndpointOptions options;
  options.log = [&](LogLevel, std::string_view line) { logged.emplace_back(line); };
  ServiceClient client({}, options);
  for (int again = 0; again < 2; ++again) {
    CHECK(ResultOf(client.Query("cloudformation", "Action=ListTypes&Version=2010-05-15")) ==
          "InvalidAction: Could not find operation ListTypes for version 2010-05-15");
    const HttpResponse json =
        client.Json("application-autoscaling", "AnyScaleFrontendService.PutScheduledAction", "{}");
    CHECK(std::to_string(json.status) + " " + json.body ==
          R"(400 {"__type":"UnknownOperationException","Message":"Operation PutScheduledAction of )"
          R"(AnyScaleFrontendService is not implemented by pumice 0.1.0"})");
  }
  CHECK(logged == std::vector<std::string>{
                      "ListTypes: not implemented (2010-05-15)",
                      "PutScheduledAction: not implemented (AnyScaleFrontendService)",
                  });
}

// "The request is missing an action or a required parameter" (Common Error Types).
TEST_CASE("A form without an action is told so", "[service_endpoint]") {
  ServiceClient client;
  for (const std::string form : {"", "Version=2010-05-15", "Act=ion"}) {
    CHECK(ResultOf(client.Query("cloudformation", form)) ==
          "MissingAction: The request is missing an action or a required parameter.");
  }
}

TEST_CASE("A form may stand in the URL, of any method, presigned or not", "[service_endpoint]") {
  ServiceClient client;
  const std::string who =
      "<UserId>AKID</UserId><Account>000000000000</Account>"
      "<Arn>arn:aws:iam::000000000000:root</Arn>";
  const std::string action = "/?Action=GetCallerIdentity&Version=2011-06-15";
  CHECK(ResultOf(client.Send("sts", action, {}, "", "GET")) == who);
  CHECK(ResultOf(client.Send("sts", action, {}, "", "POST")) == who);
  CHECK(ResultOf(client.Send("sts", "/?Version=2011-06-15", {}, "Action=GetCallerIdentity")) ==
        who);
  const std::string presigned =
      action +
      "&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F20260101%2Feu-west-1%2Fsts"
      "%2Faws4_request&X-Amz-Date=20260101T000000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=a";
  CHECK(ResultOf(client.Send("", presigned, {}, "", "GET")) == who);
  CHECK(client.Send("", "/", {}, "", "GET").body == "healthy: dynamodb.us-east-1.amazonaws.com ");
}

TEST_CASE("Types are not told as another service's", "[service_endpoint]") {
  ServiceClient client;
  CHECK(
      client
          .Json("application-autoscaling", "AnyScaleFrontendService.DescribeScalableTargets", "[]")
          .body ==
      R"({"__type":"SerializationException","Message":"Unrecognized collection type class )"
      R"(DescribeScalableTargetsRequest"})");
}

}  // namespace
}  // namespace pumice::test
