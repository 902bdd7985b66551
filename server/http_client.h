// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/endpoint_url.h"

namespace pumice {

struct HttpClientOptions {
  EndpointUrl url;
  bool verify_certificate = true;  // HTTPS only
  std::chrono::seconds timeout{10};
  size_t max_answer_bytes = 1024 * 1024;
};

// What is sent. Borrows.
struct ClientRequest {
  std::string_view method = "POST";
  std::string_view target = "/";
  const std::vector<std::pair<std::string, std::string>>& headers;  // all but Content-Length
  std::string_view body;
};
struct ClientAnswer {
  int status = 0;
  std::string body;
};

// Sends requests to one endpoint, over a connection that is kept open. One thread calls at a time.
class HttpClient {
 public:
  explicit HttpClient(const HttpClientOptions& options);
  ~HttpClient();

  // A connection that the server closed meanwhile is opened again, once. Throws std::runtime_error,
  // saying why, if there is no answer in time.
  ClientAnswer Send(const ClientRequest& request);

 private:
  class Connection;

  std::unique_ptr<Connection> connection_;
};

}  // namespace pumice
