// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/database.h"
#include "protocol/endpoint.h"

namespace pumice::test {

// JSON whose quotes are written as apostrophes: "{'S':'a'}".
std::string Json(std::string_view text);

DatabaseOptions ByClock(Clock* clock);

// The whole service over a database in memory, without sockets. Requests and answers are JSON as on
// the wire; requests may be written with apostrophes.
//
//   Service service;
//   CHECK(service.Call("GetItem", "{'TableName':'Items','Key':{'id':{'S':'a'}}}") == "{}");
//   CHECK(service.Call("GetItem", "{}") == "ValidationException: 1 validation error detected: …");
class Service {
 public:
  explicit Service(const DatabaseOptions& options = {});

  // See Database: after a ManualClock was moved.
  void RunDueWork() { database_->RunDueWork(); }

  // The answer's body or, of an error, its name and message.
  std::string Call(std::string_view operation, std::string_view request);
  // The answer's body, whatever it is.
  std::string Body(std::string_view operation, std::string_view request);

  Database& database() { return *database_; }

 private:
  HttpResponse Send(std::string_view operation, std::string_view request);

  std::shared_ptr<Database> database_;
  Endpoint endpoint_;
};

}  // namespace pumice::test
