#pragma once

#include <string>

#include "pumice/http.h"

namespace pumice {

// What happens to the connection after an answer, and what the answer has to say about it.
enum class ConnectionHeader {
  kNone,       // HTTP/1.1, stays open
  kKeepAlive,  // HTTP/1.0, stays open
  kClose,
};

// Writes the status line and all headers of `response`, up to and including the empty line, into
// `head`, whose storage is reused. Content-Length is that of the body, whether or not the body is
// sent (HEAD).
void FormatResponseHead(const HttpResponse& response, ConnectionHeader connection,
                        std::string* head);

// Statuses that have no body and no Content-Length (RFC 9110, 8.6).
bool IsBodiless(int status);

}  // namespace pumice
