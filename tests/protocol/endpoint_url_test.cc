// SPDX-License-Identifier: Apache-2.0

#include "protocol/endpoint_url.h"

#include <catch2/catch.hpp>

#include <stdexcept>

namespace pumice::test {
namespace {

TEST_CASE("An endpoint has a scheme, a host and perhaps a port", "[endpoint_url]") {
  CHECK(ParseEndpointUrl("http://127.0.0.1:8000").HostHeader() == "127.0.0.1:8000");
  CHECK(ParseEndpointUrl("http://localhost/").HostHeader() == "localhost");
  CHECK(ParseEndpointUrl("https://[::1]:8443").HostHeader() == "[::1]:8443");
  CHECK(ParseEndpointUrl("https://[::1]:8443").host == "::1");
  CHECK(ParseEndpointUrl("https://db.example:443").HostHeader() == "db.example");
  CHECK(ParseEndpointUrl("http://db.example:443").HostHeader() == "db.example:443");
}

TEST_CASE("AWS's streams have a host of their own", "[endpoint_url]") {
  const EndpointUrl aws = ParseEndpointUrl("https://dynamodb.eu-west-1.amazonaws.com");
  CHECK(aws.IsAws());
  CHECK(aws.ForStreams().host == "streams.dynamodb.eu-west-1.amazonaws.com");
  CHECK(ParseEndpointUrl("http://localhost:8000").ForStreams().host == "localhost");
}

TEST_CASE("Anything else is refused", "[endpoint_url]") {
  for (const char* url :
       {"", "localhost:8000", "ftp://x", "http://", "http://x:", "http://x:y", "http://x:123456",
        "http://x:65536", "http://x:0", "http://x/path", "http://[::1", "http://u@x"}) {
    CAPTURE(url);
    CHECK_THROWS_AS(ParseEndpointUrl(url), std::invalid_argument);
  }
}

}  // namespace
}  // namespace pumice::test
