// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

#include "engine/error/api_error.h"

namespace pumice {

// How an error looks on the wire.
struct WireError {
  std::string_view type;         // "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"
  int status;                    // HTTP's
  std::string_view message_key;  // "message" or "Message": the service's errors differ
};

WireError DescribeError(ErrorCode code);

// "ResourceNotFoundException": the type without its namespace.
std::string_view ErrorName(ErrorCode code);

// Appends the answer's body: {"__type":…,"message":…}, with Item or CancellationReasons where the
// error carries them.
void AppendErrorJson(const ApiError& error, std::string* out);

}  // namespace pumice
