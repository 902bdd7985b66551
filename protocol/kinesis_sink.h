// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/delivery/change_sink.h"
#include "protocol/request_signature.h"
#include "pumice/log.h"

namespace pumice {

// A request to a Kinesis endpoint and its answer, without the connection.
struct KinesisRequest {
  std::vector<std::pair<std::string, std::string>> headers;  // all but Content-Length
  std::string body;
};
struct KinesisAnswer {
  int status = 0;
  std::string body;
};
// Posts to "/" of the endpoint. Throws std::exception, saying why, where there is no answer.
using KinesisSender = std::function<KinesisAnswer(const KinesisRequest&)>;

// Puts the records of changes into Kinesis streams, with PutRecords.
class KinesisSink : public ChangeSink {
 public:
  // `host`: the Host header, which is signed. Records that Kinesis does not take are told to `log`.
  KinesisSink(std::string host, Credentials credentials, KinesisSender sender, LogSink log);

  void Add(const StreamRecord& record) override;
  void Deliver() override;

 private:
  struct Entry {
    std::string data;  // base64
    std::string partition_key;
  };

  // Sends entries from `begin` on, as many as one request takes; returns how many.
  size_t Send(std::vector<Entry>* entries, size_t begin);
  // Whether Kinesis took all of them; those that it did not take are left in `entries`.
  bool TryPut(std::vector<Entry>* entries);
  KinesisRequest MakeRequest(std::string body) const;

  const std::string host_;
  const Credentials credentials_;
  const KinesisSender sender_;
  const LogSink log_;
  std::string stream_arn_;  // of what was added
  std::vector<Entry> entries_;
};

}  // namespace pumice
