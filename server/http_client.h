// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>

#include "protocol/endpoint_url.h"
#include "protocol/kinesis_sink.h"

namespace pumice {

// Posts requests to one endpoint, over a connection that is kept open. One thread calls at a time.
class HttpClient {
 public:
  explicit HttpClient(const EndpointUrl& url);
  ~HttpClient();

  // Throws std::runtime_error, saying why, if there is no answer within ten seconds.
  KinesisAnswer Post(const KinesisRequest& request);

 private:
  class Connection;

  std::unique_ptr<Connection> connection_;
};

}  // namespace pumice
