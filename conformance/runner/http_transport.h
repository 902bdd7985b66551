// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <string>

#include "conformance/runner/transport.h"
#include "protocol/endpoint_url.h"
#include "protocol/request_signature.h"

namespace pumice::conformance {

struct HttpOptions {
  EndpointUrl url;
  Credentials credentials;
  std::string region;
  bool verify_certificate = true;  // HTTPS only
};

// A connection to a server, kept open between calls. Every request is signed; each call is bounded
// in time.
std::unique_ptr<Transport> MakeHttpTransport(const HttpOptions& options);

}  // namespace pumice::conformance
