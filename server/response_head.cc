#include "server/response_head.h"

#include <boost/beast/http/status.hpp>
#include <charconv>
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

void FormatResponseHead(const HttpResponse& response, ConnectionHeader connection,
                        std::string* head) {
  head->clear();
  AppendStatusLine(response.status, head);
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
