// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

#include "pumice/http.h"

namespace pumice {

// What happens to the connection after an answer, and what the answer has to say about it.
enum class ConnectionHeader {
  kNone,       // HTTP/1.1, stays open
  kKeepAlive,  // HTTP/1.0, stays open
  kClose,
};

// Writes the status line and all headers of `response`, up to and including the empty line, into
// `head`, whose storage is reused: those of the answer, and the server's own. Content-Length is
// that of the body, whether or not the body is sent (HEAD). `date`: see HttpDate.
void FormatResponseHead(const HttpResponse& response, ConnectionHeader connection,
                        std::string_view date, std::string* head);

// The machine's time for a Date header, "Sun, 06 Nov 1994 08:49:37 GMT": SDKs compare their clocks
// with it. Valid until the next call of the thread; made once a second.
std::string_view HttpDate();

// Statuses that have no body and no Content-Length (RFC 9110, 8.6).
bool IsBodiless(int status);

}  // namespace pumice
