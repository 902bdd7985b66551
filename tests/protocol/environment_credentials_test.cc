// SPDX-License-Identifier: Apache-2.0

#include "protocol/environment_credentials.h"

#include <catch2/catch.hpp>
#include <map>
#include <optional>
#include <string>

namespace pumice::test {
namespace {

VariableLookup Of(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const std::string& name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

std::string Text(const Credentials& credentials) {
  return credentials.access_key + " " + credentials.secret_key + " " + credentials.session_token;
}

TEST_CASE("Credentials are the environment's", "[environment_credentials]") {
  const EndpointUrl local = ParseEndpointUrl("http://localhost:8000");
  const EndpointUrl aws = ParseEndpointUrl("https://dynamodb.us-east-1.amazonaws.com");
  const VariableLookup all =
      Of({{"AWS_ACCESS_KEY_ID", "a"}, {"AWS_SECRET_ACCESS_KEY", "b"}, {"AWS_SESSION_TOKEN", "c"}});
  CHECK(Text(CredentialsFor(local, all)) == "a b c");
  CHECK(Text(CredentialsFor(aws, all)) == "a b c");
  CHECK(Text(CredentialsFor(local, Of({{"AWS_ACCESS_KEY_ID", "a"}}))) == "local local ");
  CHECK_THROWS_WITH(CredentialsFor(aws, Of({})),
                    "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to call "
                    "dynamodb.us-east-1.amazonaws.com");
}

TEST_CASE("The region is the environment's", "[environment_credentials]") {
  CHECK(RegionOf(Of({})) == "us-east-1");
  CHECK(RegionOf(Of({{"AWS_DEFAULT_REGION", "eu-west-1"}})) == "eu-west-1");
  CHECK(RegionOf(Of({{"AWS_DEFAULT_REGION", "eu-west-1"}, {"AWS_REGION", "eu-west-2"}})) ==
        "eu-west-2");
  CHECK(RegionOf(Of({{"AWS_REGION", ""}})) == "us-east-1");
}

}  // namespace
}  // namespace pumice::test
