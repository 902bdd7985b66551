// SPDX-License-Identifier: Apache-2.0

#include "protocol/environment_credentials.h"

#include <stdexcept>

namespace pumice {

Credentials CredentialsFor(const EndpointUrl& url, const VariableLookup& lookup) {
  const auto read = [&lookup](const char* name) { return lookup(name).value_or(""); };
  Credentials credentials{read("AWS_ACCESS_KEY_ID"), read("AWS_SECRET_ACCESS_KEY"),
                          read("AWS_SESSION_TOKEN")};
  if (!credentials.access_key.empty() && !credentials.secret_key.empty()) return credentials;
  if (url.IsAws()) {
    throw std::invalid_argument("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to call " +
                                url.host);
  }
  return {"local", "local", ""};
}

std::string RegionOf(const VariableLookup& lookup) {
  for (const char* const name : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    std::string region = lookup(name).value_or("");
    if (!region.empty()) return region;
  }
  return "us-east-1";
}

}  // namespace pumice
