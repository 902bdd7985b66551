// SPDX-License-Identifier: Apache-2.0

#include "server/response_head.h"

#include <catch2/catch.hpp>
#include <ctime>
#include <string>

#include "tests/server/raw_client.h"

namespace pumice::test {
namespace {

std::string Format(const HttpResponse& response,
                   ConnectionHeader connection = ConnectionHeader::kNone) {
  std::string head = "left over";
  FormatResponseHead(response, connection, "Sun, 06 Nov 1994 08:49:37 GMT", &head);
  return head;
}

TEST_CASE("A head has the status, the headers and the body's length", "[response_head]") {
  HttpResponse response;
  response.headers.emplace_back("x-amz-crc32", "2745614147");
  response.headers.emplace_back("Content-Type", "application/x-amz-json-1.0");
  response.body = "{}";
  CHECK(Format(response) ==
        "HTTP/1.1 200 OK\r\n" + kServer +
            "x-amz-crc32: 2745614147\r\n"
            "Content-Type: application/x-amz-json-1.0\r\nContent-Length: 2\r\n\r\n");
}

TEST_CASE("Statuses have their reason", "[response_head]") {
  HttpResponse response;
  response.status = 400;
  CHECK(Format(response) == "HTTP/1.1 400 Bad Request\r\n" + kServer + "Content-Length: 0\r\n\r\n");
  response.status = 500;
  CHECK(Format(response) ==
        "HTTP/1.1 500 Internal Server Error\r\n" + kServer + "Content-Length: 0\r\n\r\n");
}

TEST_CASE("An answer without content has no length", "[response_head]") {
  HttpResponse response;
  response.status = 204;
  CHECK(Format(response) == "HTTP/1.1 204 No Content\r\n" + kServer + "\r\n");
}

TEST_CASE("What becomes of the connection is said where it is not understood", "[response_head]") {
  HttpResponse response;
  CHECK(Format(response, ConnectionHeader::kClose) ==
        "HTTP/1.1 200 OK\r\n" + kServer + "Content-Length: 0\r\nConnection: close\r\n\r\n");
  CHECK(Format(response, ConnectionHeader::kKeepAlive) ==
        "HTTP/1.1 200 OK\r\n" + kServer + "Content-Length: 0\r\nConnection: keep-alive\r\n\r\n");
}

TEST_CASE("The date is the machine's, as HTTP writes it", "[response_head]") {
  const time_t before = std::time(nullptr);
  const std::string date(HttpDate());
  const time_t after = std::time(nullptr);
  tm parts{};
  REQUIRE(strptime(date.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts) == date.c_str() + 29);
  const time_t told = timegm(&parts);
  CHECK(told >= before - 1);
  CHECK(told <= after);
}

}  // namespace
}  // namespace pumice::test
