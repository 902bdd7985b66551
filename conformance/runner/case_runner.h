// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "conformance/runner/case_file.h"
#include "conformance/runner/compare.h"
#include "conformance/runner/transport.h"

namespace pumice::conformance {

// Why a case failed.
struct Failure {
  Place place;
  std::string step;  // "step 2, Query"; empty: none of them, but what they stand on
  std::vector<Difference> differences;
  std::string message;  // in the place of differences
};

// What stands in a file and was not run, and why.
struct Postponed {
  Place place;
  std::string reason;
};

// What became of a case.
struct CaseResult {
  std::string path;
  std::string area;
  std::string name;
  std::string source;
  Place place;
  bool has_run = false;           // at least one step was taken, or should have been
  std::vector<Failure> failures;  // at most one, and what went wrong when its tables were deleted
  std::vector<Postponed> pending;
  std::chrono::microseconds duration{0};

  bool passed() const { return has_run && failures.empty(); }
  bool failed() const { return !failures.empty(); }
};

using CaseFilter = std::function<bool(const CaseFile& file, const Case& one)>;

// Where the tables of a file come from.
enum class TablesAre {
  kMade,  // created before its cases, deleted after them
  // There already, and left there; items are put in and deleted. A case that makes tables of its
  // own is pending.
  kDeployed,
};

// Runs the cases that `filter` takes, on a transport of their own. Throws nothing: what goes wrong
// is the result. `log` gets every request and answer; null: nobody does.
std::vector<CaseResult> RunFile(const CaseFile& file, const CaseFilter& filter,
                                const TransportFactory& make_transport, std::ostream* log,
                                TablesAre tables = TablesAre::kMade);

}  // namespace pumice::conformance
