// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <ostream>
#include <string>
#include <vector>

#include "conformance/runner/case_file.h"
#include "conformance/runner/compare.h"
#include "conformance/runner/tables.h"
#include "conformance/runner/transport.h"
#include "conformance/runner/variables.h"

namespace pumice::conformance {

// How long a step of `eventually` is repeated.
inline constexpr std::chrono::milliseconds kEventually{20'000};

// Takes the steps of one case, which share what they capture.
class StepRunner {
 public:
  // `log` gets every request and answer; null: nobody does.
  StepRunner(Transport* transport, Tables* tables, std::ostream* log,
             std::chrono::milliseconds eventually = kEventually)
      : transport_(*transport), tables_(*tables), log_(log), eventually_(eventually) {}

  // Returns where the answer is not as expected; empty if all of it is. Throws StepError,
  // SetupError, TransportError.
  std::vector<Difference> Take(const Step& step);

  // Takes a step that has a clock. False if the service's clock cannot be moved. Throws StepError,
  // TransportError.
  bool TakeClock(const Step& step);

  // The service's last answer to a step's call.
  const Answer& answer() const { return answer_; }

 private:
  std::vector<Difference> TakeOnce(const Step& step, const std::string& body);
  void CaptureFrom(const JsonValue& answer, const Step& step, std::vector<Difference>* differences);
  void Log(const Step& step, const std::string& body) const;

  Transport& transport_;
  Tables& tables_;
  std::ostream* log_;
  const std::chrono::milliseconds eventually_;
  Answer answer_;
  Variables variables_;
};

}  // namespace pumice::conformance
