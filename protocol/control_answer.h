// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

#include "engine/error/api_error.h"
#include "protocol/json_writer.h"
#include "pumice/http.h"

// The form of answers to control requests.
namespace pumice {

inline HttpResponse ControlAnswer(int status, std::string_view member, std::string_view text) {
  HttpResponse response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "application/json");
  JsonWriter json(&response.body);
  json.BeginObject();
  json.StringMember(member, text);
  json.EndObject();
  return response;
}

inline HttpResponse ControlFault(int status, std::string_view message) {
  return ControlAnswer(status, "message", message);
}

inline int ControlStatusOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kValidation:
      return 400;
    case ErrorCode::kResourceNotFound:
      return 404;
    case ErrorCode::kResourceInUse:
    case ErrorCode::kLimitExceeded:
      return 409;
    default:
      return 500;
  }
}

// The answer that `call` returns, or tells what it throws.
template <typename Call>
HttpResponse WithControlFaults(Call call) {
  try {
    return call();
  } catch (const ApiError& error) {
    return ControlFault(ControlStatusOf(error.code()), error.message());
  }
}

}  // namespace pumice
