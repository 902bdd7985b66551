// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/service_client.h"

#include <catch2/catch.hpp>
#include <string>

#include "protocol/endpoint_url.h"

namespace pumice::test {
namespace {

using deploy::ServiceClient;
using deploy::ServiceClientOptions;

// A client whose requests go nowhere: "URL header value|header value" of the last one, without what
// a signature makes of them.
class Recorded {
 public:
  explicit Recorded(const std::string& url, ServiceClient::Answer answer = {200, "{}"})
      : client_(Options(url),
                [this, answer](const EndpointUrl& to, const ServiceClient::Headers& headers,
                               std::string_view body) {
                  request_ = to.HostHeader();
                  for (const auto& [name, value] : headers) {
                    if (name == "authorization") {
                      scope_ = value.substr(value.find('/', value.find('/') + 1) + 1);
                      scope_.resize(scope_.find(','));
                    } else if (name != "x-amz-date") {
                      request_ += "\n" + name + ": " + value;
                    }
                  }
                  request_.append("\n").append(body);
                  return answer;
                }) {}

  std::string Call(std::string_view service, std::string_view operation) {
    client_.Call(service, operation, "{\"A\":1}");
    return request_ + "\n" + scope_;
  }

  const ServiceClient& client() const { return client_; }

 private:
  static ServiceClientOptions Options(const std::string& url) {
    ServiceClientOptions options;
    options.url = ParseEndpointUrl(url);
    options.credentials = {"AKID", "secret", "token"};
    options.region = "eu-west-1";
    return options;
  }

  std::string request_;
  std::string scope_;
  ServiceClient client_;
};

// Targets and content types are those of each service's model.
TEST_CASE("Each service is spoken to as its model says", "[service_client]") {
  Recorded recorded("http://127.0.0.1:8000");
  CHECK(recorded.Call("dynamodb", "GetItem") ==
        "127.0.0.1:8000\ncontent-type: application/x-amz-json-1.0\nhost: 127.0.0.1:8000\n"
        "x-amz-security-token: token\nx-amz-target: DynamoDB_20120810.GetItem\n{\"A\":1}\n"
        "eu-west-1/dynamodb/aws4_request");
  CHECK(recorded.Call("application-autoscaling", "PutScalingPolicy") ==
        "127.0.0.1:8000\ncontent-type: application/x-amz-json-1.1\nhost: 127.0.0.1:8000\n"
        "x-amz-security-token: token\nx-amz-target: AnyScaleFrontendService.PutScalingPolicy\n"
        "{\"A\":1}\neu-west-1/application-autoscaling/aws4_request");
  CHECK(recorded.Call("monitoring", "PutMetricAlarm") ==
        "127.0.0.1:8000\ncontent-type: application/x-amz-json-1.0\nhost: 127.0.0.1:8000\n"
        "x-amz-security-token: token\nx-amz-target: "
        "GraniteServiceVersion20100801.PutMetricAlarm\n{\"A\":1}\n"
        "eu-west-1/monitoring/aws4_request");
}

TEST_CASE("At AWS each service has a host of its own", "[service_client]") {
  Recorded recorded("https://dynamodb.eu-west-1.amazonaws.com");
  CHECK(recorded.Call("monitoring", "PutMetricAlarm")
            .starts_with("monitoring.eu-west-1.amazonaws.com\n"));
  CHECK(recorded.Call("dynamodb", "GetItem").starts_with("dynamodb.eu-west-1.amazonaws.com\n"));
}

TEST_CASE("What a service refuses is thrown", "[service_client]") {
  const Recorded recorded(
      "http://127.0.0.1:8000",
      {400, R"({"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",)"
            R"("message":"Cannot do operations on a non-existent table"})"});
  try {
    recorded.client().ForTables()("DescribeTable", "{}");
    FAIL("is refused");
  } catch (const ServiceError& error) {
    CHECK(error.name() == "ResourceNotFoundException");
    CHECK(std::string(error.what()) == "Cannot do operations on a non-existent table");
  }
}

}  // namespace
}  // namespace pumice::test
