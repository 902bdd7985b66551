// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

#include "engine/error/api_error.h"
#include "protocol/json_writer.h"
#include "pumice/http.h"

// The form of answers to control requests.
namespace pumice {

// An object whose members `write` writes, given a JsonWriter*.
template <typename Write>
HttpResponse ControlObject(int status, Write write) {
  HttpResponse response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "application/json");
  JsonWriter json(&response.body);
  json.BeginObject();
  write(&json);
  json.EndObject();
  return response;
}

inline HttpResponse ControlAnswer(int status, std::string_view member, std::string_view text) {
  return ControlObject(status, [&](JsonWriter* json) { json->StringMember(member, text); });
}

// A member that lists elements as objects; `write` writes the members of one.
template <typename Elements, typename Write>
void WriteControlList(std::string_view member, const Elements& elements, Write write,
                      JsonWriter* json) {
  json->Key(member);
  json->BeginArray();
  for (const auto& element : elements) {
    json->BeginObject();
    write(element, json);
    json->EndObject();
  }
  json->EndArray();
}

// Whether a path is `root` itself, or below it.
inline bool IsAtOrBelow(std::string_view path, std::string_view root) {
  return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
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
