// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

#include "engine/base/mutex.h"
#include "protocol/services/service.h"
#include "pumice/http.h"

namespace pumice::services {

// The protocols that today's clients speak: Query (a form in, XML out), AWS JSON 1.0 and 1.1, and
// Smithy's RPC v2 with CBOR. One model of an operation serves all of them (Service).
enum class WireForm { kQuery, kJson, kCbor };

// What a request asks a service beside DynamoDB for.
struct ServiceRequest {
  const Service* service = nullptr;  // null: none of them
  WireForm form = WireForm::kQuery;
  std::string operation;
};

// Tells a request of these services from others: by X-Amz-Target, by the path of RPC v2, and a form
// by its credentials' scope or else by its Version. `body`: decompressed.
ServiceRequest FindServiceRequest(const HttpRequest& request, std::string_view body);
// Whether a path is that of RPC v2: "/service/NAME/operation/NAME".
bool IsServicePath(std::string_view path);

// Answers requests of the services beside DynamoDB. Thread-safe: calls of an operation come one at
// a time, since a call may change several records by what they are.
class ServiceEndpoint {
 public:
  // Carries out a request's operation. `id`: of the request. Never throws but where memory runs
  // out.
  HttpResponse Answer(const ServiceRequest& wanted, std::string_view body,
                      const ServiceCaller& caller, std::string_view id);
  // Tells a fault that was found before: ApiError, ServiceFault, or an internal one. To be called
  // in a catch clause.
  static HttpResponse TellFault(const ServiceRequest& wanted, std::string_view id);

 private:
  std::string Run(const ServiceRequest& wanted, std::string_view body, const ServiceCaller& caller,
                  std::string_view id);

  Mutex mutex_;
};

}  // namespace pumice::services
