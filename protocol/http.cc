// SPDX-License-Identifier: Apache-2.0

#include "pumice/http.h"

#include "protocol/ascii.h"

namespace pumice {

std::string_view HttpRequest::Header(std::string_view name) const {
  for (const HttpHeader& header : headers) {
    if (EqualIgnoringCase(header.name, name)) return header.value;
  }
  return {};
}

std::string_view HttpResponse::Header(std::string_view name) const {
  for (const auto& [header_name, value] : headers) {
    if (EqualIgnoringCase(header_name, name)) return value;
  }
  return {};
}

}  // namespace pumice
