// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ostream>
#include <vector>

#include "conformance/runner/case_file.h"
#include "conformance/runner/case_runner.h"

namespace pumice::conformance {

// Writes what JUnit's readers in build servers take: a test suite for each area, a test case for
// each case. A case of which nothing ran is skipped; pending steps of one that ran are told in its
// output.
void WriteJunit(const std::vector<CaseResult>& results, const std::vector<CaseFileError>& broken,
                std::ostream& out);

}  // namespace pumice::conformance
