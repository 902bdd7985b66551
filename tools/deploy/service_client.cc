// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/service_client.h"

#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>

#include "protocol/requested_operation.h"
#include "protocol/service_answer.h"
#include "server/http_client.h"

namespace pumice::deploy {
namespace {

constexpr std::chrono::seconds kCallTimeout{60};
constexpr size_t kMaxAnswerBytes = 64 * 1024 * 1024;

// How a service is spoken to: its own model says so.
struct Protocol {
  std::string_view service;
  std::string_view target_prefix;
  std::string_view content_type;
};
constexpr std::array<Protocol, 2> kProtocols = {
    {{"application-autoscaling", "AnyScaleFrontendService", "application/x-amz-json-1.1"},
     {"monitoring", "GraniteServiceVersion20100801", "application/x-amz-json-1.0"}}};

std::string ContentTypeOf(std::string_view service) {
  for (const Protocol& protocol : kProtocols) {
    if (protocol.service == service) return std::string(protocol.content_type);
  }
  return "application/x-amz-json-1.0";
}

std::string TargetFor(std::string_view service, std::string_view operation) {
  for (const Protocol& protocol : kProtocols) {
    if (protocol.service != service) continue;
    return std::string(protocol.target_prefix).append(".").append(operation);
  }
  return TargetOf(operation);
}

// Connections by host.
class Connections {
 public:
  explicit Connections(bool verify_certificate) : verify_certificate_(verify_certificate) {}

  ServiceClient::Answer Post(const EndpointUrl& url, const ServiceClient::Headers& headers,
                             std::string_view body) {
    auto& client = clients_[url.HostHeader()];
    if (client == nullptr) {
      client = std::make_unique<HttpClient>(
          HttpClientOptions{url, verify_certificate_, kCallTimeout, kMaxAnswerBytes});
    }
    ClientAnswer answer = client->Send({.headers = headers, .body = body});
    return {answer.status, std::move(answer.body)};
  }

 private:
  const bool verify_certificate_;
  std::map<std::string, std::unique_ptr<HttpClient>> clients_;
};

}  // namespace

EndpointUrl ServiceClient::UrlOf(std::string_view service) const {
  constexpr std::string_view kTables = "dynamodb.";
  EndpointUrl url = options_.url;
  if (url.IsAws() && url.host.starts_with(kTables)) {
    url.host = std::string(service) + "." + url.host.substr(kTables.size());
  }
  return url;
}

std::string ServiceClient::Call(std::string_view service, std::string_view operation,
                                std::string_view input) const {
  const EndpointUrl url = UrlOf(service);
  const std::string content_type = ContentTypeOf(service);
  const std::string target = TargetFor(service, operation);
  const Headers headers = SignedHeaders({url.HostHeader(), content_type, target, input},
                                        options_.credentials, options_.region, service);
  Answer answer = exchange_(url, headers, input);
  if (answer.status != 200) throw ReadServiceError(answer.body);
  return std::move(answer.body);
}

DynamoDbCall ServiceClient::ForTables() const {
  return [this](std::string_view operation, std::string_view input) {
    return Call("dynamodb", operation, input);
  };
}

ServiceClient MakeHttpClient(const ServiceClientOptions& options) {
  auto connections = std::make_shared<Connections>(options.verify_certificate);
  return {options,
          [connections](const EndpointUrl& url, const ServiceClient::Headers& headers,
                        std::string_view body) { return connections->Post(url, headers, body); }};
}

ServiceClient MakeInProcessClient(Emulator* emulator, const Credentials& credentials,
                                  const std::string& region, const std::string& space) {
  ServiceClientOptions options;
  options.url = {.is_https = false, .host = "localhost", .port = "80"};
  options.credentials = credentials;
  options.region = region;
  return {options,
          [emulator, space](const EndpointUrl& /*url*/, const ServiceClient::Headers& headers,
                            std::string_view body) -> ServiceClient::Answer {
            HttpRequest request;
            request.method = "POST";
            request.target = "/";
            for (const auto& [name, value] : headers) request.headers.push_back({name, value});
            request.headers.push_back({"X-Pumice-Space", space});
            request.body = body;
            HttpResponse response = emulator->Handle(request);
            return {response.status, std::move(response.body)};
          }};
}

}  // namespace pumice::deploy
