// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/database.h"
#include "protocol/endpoint.h"
#include "protocol/requested_operation.h"
#include "pumice/http.h"

namespace pumice::hardening {

struct Answer {
  int status = 0;
  std::string body;

  bool ok() const { return status == 200; }
  // Whether the answer is this error, by the last part of its type.
  bool Is(std::string_view error) const;
  std::string Text() const { return std::to_string(status) + ' ' + body; }
};

// A request as an SDK sends it. Borrows `target` and `body`.
HttpRequest RequestTo(std::string_view target, std::string_view body);

// A database and its endpoint in this process, as an emulator has them, over any Env. Thread-safe.
class Instance {
 public:
  // Throws std::runtime_error if the directory cannot be used.
  explicit Instance(const DatabaseOptions& options);

  // Answers one operation of DynamoDB, or of DynamoDB Streams if that is its name, durably. One of
  // another service is given as its target: "GraniteServiceVersion20100801.PutMetricAlarm".
  Answer Call(std::string_view operation, std::string_view body);

  Database* database() { return database_.get(); }

 private:
  std::shared_ptr<Database> database_;
  Endpoint endpoint_;
};

}  // namespace pumice::hardening
