// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <string>

#include "tests/protocol/services/service_client.h"

namespace pumice::test {
namespace {

TEST_CASE("A role's keys carry its account", "[sts]") {
  ServiceClient client;
  const std::string result = ResultOf(client.Query(
      "sts",
      "Action=AssumeRole&RoleSessionName=me&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3A"
      "role%2Fdeep%2Fadmin&DurationSeconds=900"));
  CHECK(TextsOf(result, "AccessKeyId") == "123456789012");
  CHECK(TextsOf(result, "SecretAccessKey").size() == 40);
  CHECK(TextsOf(result, "Expiration") == "2026-01-01T00:15:00.000Z");
  CHECK(TextsOf(result, "Arn") == "arn:aws:sts::123456789012:assumed-role/admin/me");
  CHECK(ResultOf(client.Query("sts", "Action=AssumeRole&RoleSessionName=me")) ==
        "ValidationError: 1 validation error detected: Value null at 'roleArn' failed to satisfy "
        "constraint: Member must not be null");
  CHECK(TextsOf(ResultOf(client.Query("sts", "Action=GetSessionToken")), "Expiration") ==
        "2026-01-01T12:00:00.000Z");
}

const std::string kRole = "arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fdeep%2Fadmin";

std::string Identity(const std::string& user, const std::string& account, const std::string& arn) {
  return "<UserId>" + user + "</UserId><Account>" + account + "</Account><Arn>" + arn + "</Arn>";
}

TEST_CASE("Whoever calls with a role's keys is its session", "[sts]") {
  ServiceClient client;
  const std::string result =
      ResultOf(client.Query("sts", "Action=AssumeRole&RoleSessionName=me%40x&RoleArn=" + kRole));
  const std::string account = "123456789012";
  const std::string token = TextsOf(result, "SessionToken");
  const auto identity = [&](const std::string& key, const std::string& session_token) {
    client.UseKeys(key, session_token);
    return ResultOf(client.Query("sts", "Action=GetCallerIdentity"));
  };
  CHECK(identity(account, token) == Identity(TextsOf(result, "AssumedRoleId"), account,
                                             "arn:aws:sts::123456789012:assumed-role/admin/me@x"));
  // A token of other keys, or of the user's own, says nothing.
  const std::string root = "arn:aws:iam::000000000000:root";
  CHECK(identity("AKID", token) == Identity("AKID", "000000000000", root));
  CHECK(identity(account, "pumice/AAAA") == Identity(account, "000000000000", root));
  CHECK(identity(account, token + "A") == Identity(account, "000000000000", root));
}

// AssumeRole, API reference; the sentence on ARNs is what users quote of AssumeRoleWithSAML.
TEST_CASE("Roles and session names that cannot be are refused", "[sts]") {
  ServiceClient client;
  const auto assume = [&](const std::string& role, const std::string& session) {
    return ResultOf(
        client.Query("sts", "Action=AssumeRole&RoleArn=" + role + "&RoleSessionName=" + session));
  };
  for (const std::string role :
       {"aaaaaaaaaaaaaaaaaaaaaaaa", "arn:aws:iam::123456789012:user/x",
        "arn:aws:iam::1234567:role/x", "arn:aws:iam::123456789012:role/",
        "arn:aws:sts::123456789012:role/x", "arn:aws:iam:eu-west-1:123456789012:role/x"}) {
    CAPTURE(role);
    CHECK(assume(role, "me") == "ValidationError: Request ARN is invalid");
  }
  CHECK(
      assume(kRole, "a%20b%2Fc") ==
      "ValidationError: 1 validation error detected: Value 'a b/c' at 'roleSessionName' failed to "
      "satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*");
}

// "The policies and tags … by percentage" of 2,048 characters.
TEST_CASE("Session policies are read, and tell their size", "[sts]") {
  ServiceClient client;
  const auto assume = [&](const std::string& more) {
    const HttpResponse response =
        client.Query("sts", "Action=AssumeRole&RoleSessionName=me&RoleArn=" + kRole + "&" + more);
    return response.status == 200 ? "size " + TextsOf(response.body, "PackedPolicySize")
                                  : ResultOf(response);
  };
  const std::string statement = R"({"Effect":"Allow","Action":"*","Resource":"*"})";
  CHECK(assume("") == "size ");
  CHECK(assume("Policy={\"Version\":\"2012-10-17\",\"Statement\":[" + statement + "]}") ==
        "size 5");
  CHECK(assume("Tags.member.1.Key=a&Tags.member.1.Value=b") == "size 1");
  CHECK(assume("Policy=nonsense") == "MalformedPolicyDocument: This policy contains invalid Json");
  for (const std::string policy :
       {"{}", R"({"Statement":[]})", R"({"Statement":{"Effect":"Maybe"}})",
        R"({"Statement":{"Effect":"Allow","Action":"*"}})"}) {
    CAPTURE(policy);
    CHECK(assume("Policy=" + policy) == "MalformedPolicyDocument: Syntax errors in policy.");
  }
  CHECK(assume("Policy={\"Id\":\"" + std::string(2100, 'x') + "\",\"Statement\":" + statement +
               "}") ==
        "PackedPolicyTooLarge: Packed policy consumes 106% of allotted space, please use smaller "
        "policy.");
}

}  // namespace
}  // namespace pumice::test
