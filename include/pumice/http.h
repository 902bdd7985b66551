// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pumice {

struct RequestRecord;

struct HttpHeader {
  std::string_view name;
  std::string_view value;
};

// A request as it came over HTTP, without the connection. Borrows everything: what it points to
// outlives the call.
struct HttpRequest {
  std::string_view method;  // "POST"
  std::string_view target;  // "/"
  std::vector<HttpHeader> headers;
  std::string_view body;

  // The first header of that name, in any case; empty if there is none.
  std::string_view Header(std::string_view name) const;
};

// The answer. `headers` holds all but Content-Length, Date and Connection, which belong to the
// connection.
struct HttpResponse {
  int status = 200;
  std::vector<std::pair<std::string_view, std::string>> headers;  // names are literals
  std::string body;
  // Not 0: writes were refused when the request came, and this is the number of that refusal
  // (Endpoint::MakeDurable).
  uint64_t suspension = 0;
  // What is told of the request once the answer is final (pumice/request_record.h); null: nobody
  // asks.
  std::shared_ptr<RequestRecord> record;

  // The first header of that name, in any case; empty if there is none.
  std::string_view Header(std::string_view name) const;
};

}  // namespace pumice
