// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tools/hardening/support/instance.h"

namespace pumice::hardening {

// One connection to a server on this machine, opened again when it ends. Not thread-safe.
class HttpClient {
 public:
  explicit HttpClient(uint16_t port) : port_(port) {}
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Throws std::runtime_error if there is no answer.
  Answer Call(std::string_view operation, std::string_view body);

 private:
  void Connect();
  void Disconnect();
  void Send(std::string_view bytes);
  // False at the end of the connection.
  bool Receive();
  Answer ReadAnswer();

  uint16_t port_;
  int socket_ = -1;
  std::string received_;
};

}  // namespace pumice::hardening
