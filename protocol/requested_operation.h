// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

#include "pumice/http.h"

namespace pumice {

// The operation that a request names, of whichever service, and its API's version: in X-Amz-Target
// (DynamoDB_20120810.PutItem) or, as older services do, in a form (Action=…&Version=…). Borrows
// from the request; empty where it names none.
struct RequestedOperation {
  std::string_view name;
  std::string_view version;
};

RequestedOperation FindRequestedOperation(const HttpRequest& request);

// The X-Amz-Target that asks for an operation of DynamoDB or, if that has it, of DynamoDB Streams.
std::string TargetOf(std::string_view operation);

}  // namespace pumice
