// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "conformance/runner/case_file.h"

namespace pumice::conformance {

// What was read, and what could not be.
struct FoundFiles {
  std::vector<CaseFile> files;
  std::vector<CaseFileError> broken;
};

// Reads case files in the order of their names: `paths` are files, or directories to search for
// *.yaml. YAML of another kind that lies in a directory is passed over.
FoundFiles FindCaseFiles(const std::vector<std::string>& paths);

}  // namespace pumice::conformance
