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
  // What the request says that the operation is of: a target's prefix, a path's service, a form's
  // Version.
  std::string api;
  std::string parameters;  // of the Query protocol: the URL's and the body's
};

// Tells a request of these services from others: by X-Amz-Target, by the path of RPC v2, and a form
// by its credentials' scope or else by its Version. A form may stand in the URL, too. `body`:
// decompressed.
ServiceRequest FindServiceRequest(const HttpRequest& request, std::string_view body);
// Whether a path is that of RPC v2: "/service/NAME/operation/NAME".
bool IsServicePath(std::string_view path);
// Whether a URL asks for an operation: "/?Action=…".
bool HasAction(std::string_view target);
// Whether the service has the operation. There must be a service.
bool IsServed(const ServiceRequest& wanted);

// Answers requests of the services beside DynamoDB. Thread-safe: calls of an operation come one at
// a time, since a call may change several records by what they are.
class ServiceEndpoint {
 public:
  // Carries out a request's operation. `id`: of the request. Never throws but where memory runs
  // out.
  HttpResponse Answer(const ServiceRequest& wanted, std::string_view body,
                      const ServiceCaller& caller, std::string_view id);
  // Tells a fault that was found before, in the form of the request: ApiError, ServiceFault, or an
  // internal one. To be called in a catch clause. There need not be a service.
  static HttpResponse TellFault(const ServiceRequest& wanted, std::string_view id);

 private:
  std::string Run(const ServiceRequest& wanted, std::string_view body, const ServiceCaller& caller,
                  std::string_view id);

  Mutex mutex_;
};

}  // namespace pumice::services
