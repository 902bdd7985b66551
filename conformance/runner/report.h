// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ostream>
#include <vector>

#include "conformance/runner/case_file.h"
#include "conformance/runner/case_runner.h"

namespace pumice::conformance {

// What a run came to. A case is passed or failed by the steps that were taken; a case or step that
// is pending counts as one pending, so that a case may count twice. A broken file counts as failed.
struct Summary {
  size_t passed = 0;
  size_t failed = 0;
  size_t pending = 0;
};

Summary Summarize(const std::vector<CaseResult>& results, const std::vector<CaseFileError>& broken);

// Failures one by one, a table with a row for each area, and the closing line "N passed, N failed,
// N pending". `verbose` tells the pending ones too.
void PrintReport(const std::vector<CaseResult>& results, const std::vector<CaseFileError>& broken,
                 bool verbose, std::ostream& out);

// "Items[0].A: expected 1, got 2" for each difference, or the message; whole lines, indented.
void PrintFailure(const Failure& failure, std::ostream& out);

}  // namespace pumice::conformance
