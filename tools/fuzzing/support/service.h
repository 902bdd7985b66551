// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/database.h"
#include "protocol/control.h"
#include "protocol/endpoint.h"
#include "pumice/clock.h"
#include "tools/fuzzing/support/script.h"

namespace pumice::fuzzing {

// Creates the table Everything: keys pk (S) and sk (N), two local and three global indexes, of them
// one with keys of several attributes, a stream, TTL, and a dozen items. In the form of a script.
extern const std::string_view kEverything;

// The whole service in memory, by a clock that stands until it is moved, and what must hold of
// every request to it.
class Service {
 public:
  Service();

  // Takes each line of a script, at most kMaxRequests.
  void Run(const std::vector<ScriptLine>& lines);

  // Sends one request, filled in already, and checks its answer.
  HttpResponse Send(std::string_view operation, std::string_view body);

  // Fails unless every index is what its table projects and every counter what there is.
  void CheckTables();

  Database& database() { return *database_; }
  ManualClock& clock() { return clock_; }
  const Answers& answers() const { return answers_; }

 private:
  static constexpr size_t kMaxRequests = 64;

  HttpResponse Handle(const HttpRequest& request, std::string_view shown);
  void MoveClock(std::string_view body);
  // What a successful PutItem put must be there.
  void CheckPut(std::string_view body);

  ManualClock clock_;
  std::shared_ptr<Database> database_;
  Control control_;
  Endpoint endpoint_;
  Answers answers_;
  std::vector<std::pair<std::string, std::string>> headers_;  // of the next request
  bool compressed_ = false;
};

}  // namespace pumice::fuzzing
