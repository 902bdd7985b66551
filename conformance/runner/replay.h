// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "conformance/runner/case_file.h"
#include "conformance/runner/case_runner.h"
#include "conformance/runner/compare.h"
#include "conformance/runner/transport.h"

namespace pumice::conformance {

// What came of a step on one service.
struct RecordedStep {
  std::optional<Answer> answer;        // nothing: see `fault`
  std::string fault;                   // why there is no answer, or no use in it
  std::vector<Difference> unexpected;  // where the answer is not what the case expects
};

struct RecordedCase {
  const Case* one = nullptr;
  std::string setup_fault;  // not empty: the case has no tables to run on
  // Of the steps that were taken, by their index in the case. Pending steps and moves of the clock
  // are nothing.
  std::vector<std::optional<RecordedStep>> steps;
  bool is_cut = false;  // the rest was not taken: the service's clock cannot be moved
};

// Takes every step of the cases that `filter` takes, also behind one that is not answered as the
// case expects. Pending cases are left out. Does not wait long for tables and `eventually`: made
// for local services. Throws nothing: what goes wrong is recorded.
std::vector<RecordedCase> ReplayFile(const CaseFile& file, const CaseFilter& filter,
                                     const TransportFactory& make_transport);

}  // namespace pumice::conformance
