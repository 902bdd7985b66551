// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/deploy/plan.h"
#include "protocol/endpoint_url.h"
#include "protocol/request_signature.h"
#include "pumice/emulator.h"

namespace pumice::deploy {

// Whom to call, and how.
struct ServiceClientOptions {
  EndpointUrl url;
  Credentials credentials;
  std::string region;
  bool verify_certificate = true;  // HTTPS only
};

// Calls services in their JSON protocols: DynamoDB, and those that tables are deployed with. One
// thread calls at a time.
class ServiceClient {
 public:
  struct Answer {
    int status = 0;
    std::string body;
  };
  using Headers = std::vector<std::pair<std::string, std::string>>;
  // Sends a POST to "/". Throws std::runtime_error, saying why, if there is no answer.
  using Exchange =
      std::function<Answer(const EndpointUrl& url, const Headers& headers, std::string_view body)>;

  ServiceClient(ServiceClientOptions options, Exchange exchange)
      : options_(std::move(options)), exchange_(std::move(exchange)) {}

  // `service`: its name in signatures: "dynamodb", "application-autoscaling", "monitoring". At AWS
  // each answers at a host of its own. Throws ServiceError, and what Exchange throws.
  std::string Call(std::string_view service, std::string_view operation,
                   std::string_view input) const;

  // Sends a POST as it is. Throws what Exchange throws.
  Answer Post(const EndpointUrl& url, const Headers& headers, std::string_view body) const {
    return exchange_(url, headers, body);
  }

  // This client as the planner wants it; borrows it.
  DynamoDbCall ForTables() const;

  const ServiceClientOptions& options() const { return options_; }

 private:
  EndpointUrl UrlOf(std::string_view service) const;

  ServiceClientOptions options_;
  Exchange exchange_;
};

// A client of an endpoint, over connections that are kept open.
ServiceClient MakeHttpClient(const ServiceClientOptions& options);

// A client of a space of an emulator in this process, as if its requests came over HTTP: of that
// space whoever calls, and whatever tells callers apart there. The emulator must outlive it.
ServiceClient MakeInProcessClient(Emulator* emulator, const Credentials& credentials,
                                  const std::string& region, const std::string& space);

}  // namespace pumice::deploy
