// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

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

}  // namespace pumice
