// SPDX-License-Identifier: Apache-2.0

#include "server/response_head.h"

// Boost 1.74's use std::ostream without including it.
#include <ostream>

#include <boost/beast/http/status.hpp>
#include <charconv>
#include <ctime>
#include <string_view>

namespace pumice {
namespace {

template <typename Integer>
void AppendDecimal(Integer number, std::string* out) {
  char digits[24];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
  out->append(digits, static_cast<size_t>(end - digits));
}

void AppendStatusLine(int status, std::string* head) {
  if (status == 200) {
    head->append("HTTP/1.1 200 OK\r\n");
    return;
  }
  const auto reason = boost::beast::http::obsolete_reason(
      boost::beast::http::int_to_status(static_cast<unsigned>(status)));
  head->append("HTTP/1.1 ");
  AppendDecimal(status, head);
  head->append(" ").append(reason.data(), reason.size()).append("\r\n");
}

}  // namespace

bool IsBodiless(int status) { return status == 204 || status == 304 || status < 200; }

std::string_view HttpDate() {
  thread_local time_t written = -1;
  thread_local char text[32];
  thread_local size_t size = 0;
  timespec now{};
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  if (now.tv_sec != written) {
    written = now.tv_sec;
    tm parts{};
    gmtime_r(&written, &parts);
    // The program never sets a locale; names of days and months are English.
    size = strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  }
  return {text, size};
}

void FormatResponseHead(const HttpResponse& response, ConnectionHeader connection,
                        std::string_view date, std::string* head) {
  head->clear();
  AppendStatusLine(response.status, head);
  head->append("Server: Server\r\nDate: ").append(date).append("\r\n");
  for (const auto& [name, value] : response.headers) {
    head->append(name).append(": ").append(value).append("\r\n");
  }
  if (!IsBodiless(response.status)) {
    head->append("Content-Length: ");
    AppendDecimal(response.body.size(), head);
    head->append("\r\n");
  }
  if (connection == ConnectionHeader::kKeepAlive) head->append("Connection: keep-alive\r\n");
  if (connection == ConnectionHeader::kClose) head->append("Connection: close\r\n");
  head->append("\r\n");
}

}  // namespace pumice
