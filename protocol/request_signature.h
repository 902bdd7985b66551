// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pumice {

struct Credentials {
  std::string access_key;
  std::string secret_key;
  std::string session_token;  // empty: none
};

struct RequestToSign {
  std::string_view method;
  std::string_view path;   // as it is sent
  std::string_view query;  // canonical already: sorted and encoded
  // Lower-case names in ascending order with trimmed values, all of them signed; host and
  // x-amz-date among them.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string_view body;
};

// What the signature is good for.
struct SigningScope {
  std::string_view timestamp;  // "20150830T123600Z"
  std::string_view region;
  std::string_view service;
};

// Now, as x-amz-date and a scope tell it: "20150830T123600Z".
std::string SigningTimestamp();

// The Authorization header of AWS Signature Version 4 (AWS General Reference, "Create a signed AWS
// API request").
std::string SignRequest(const RequestToSign& request, const Credentials& credentials,
                        const SigningScope& scope);

// A POST to "/" in one of AWS's JSON protocols.
struct JsonPost {
  std::string host;  // as its header has it
  std::string_view content_type;
  std::string_view target;  // X-Amz-Target: "DynamoDB_20120810.GetItem"
  std::string_view body;
};

// All its headers but Content-Length, signed now.
std::vector<std::pair<std::string, std::string>> SignedHeaders(const JsonPost& post,
                                                               const Credentials& credentials,
                                                               std::string_view region,
                                                               std::string_view service);

}  // namespace pumice
