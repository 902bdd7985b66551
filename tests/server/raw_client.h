// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pumice {

// The headers of every answer that are the server's own, with any date for the real one: all dates
// are equally long.
inline const std::string kServer = "Server: Server\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n";

// The answers with that date.
std::string WithAnyDate(std::string answers);

// A client that sends exactly the bytes it is told to. Fails by std::runtime_error, never hangs:
// each wait ends after ten seconds.
class RawClient {
 public:
  // Of 127.0.0.1, or of ::1.
  explicit RawClient(uint16_t port, bool ipv6 = false);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void Send(std::string_view bytes);

  // The next answer, head and body as they came but for the date; "" if the server has closed the
  // connection instead.
  std::string ReadAnswer(bool has_body = true);
  // One line-ended block without a body, such as "100 Continue".
  std::string ReadHead() { return ReadAnswer(false); }
  // What comes until the server closes the connection.
  std::string ReadToEnd();

 private:
  // False at the end of the connection.
  bool Receive();

  int socket_;
  std::string received_;
};

// A POST of this body as an SDK would send it.
std::string Post(std::string_view body, std::string_view more_headers = "");

}  // namespace pumice
