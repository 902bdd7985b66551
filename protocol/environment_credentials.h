// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <optional>
#include <string>

#include "protocol/endpoint_url.h"
#include "protocol/request_signature.h"

namespace pumice {

// The value of a variable of the environment; nothing if it is not set.
using VariableLookup = std::function<std::optional<std::string>(const std::string& name)>;

// What requests to an endpoint are signed with: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and
// AWS_SESSION_TOKEN. An endpoint of one's own takes any, so that none need be set. Throws
// std::invalid_argument where AWS itself is called without.
Credentials CredentialsFor(const EndpointUrl& url, const VariableLookup& lookup);

// AWS_REGION, AWS_DEFAULT_REGION, or us-east-1.
std::string RegionOf(const VariableLookup& lookup);

}  // namespace pumice
