// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

namespace pumice {

// Where a service answers.
struct EndpointUrl {
  bool is_https = false;
  std::string host;  // without an IPv6 address's brackets
  std::string port;

  // The Host header: without the scheme's own port, as HTTP clients send and sign it.
  std::string HostHeader() const;
  bool IsAws() const;
  // Where the same service's streams answer: AWS has a host of their own for them.
  EndpointUrl ForStreams() const;
};

// "http://127.0.0.1:8000". Throws std::invalid_argument, in one line.
EndpointUrl ParseEndpointUrl(std::string_view url);

}  // namespace pumice
