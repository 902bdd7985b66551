// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include "conformance/runner/case_file.h"
#include "conformance/runner/case_runner.h"
#include "conformance/runner/decisions.h"
#include "conformance/runner/replay.h"
#include "conformance/runner/transport.h"

namespace pumice::conformance {

// Where two services answer the cases of one file differently.
struct FileDifferences {
  std::string file;
  size_t cases = 0;  // with at least one step that was compared, or that have no tables
  size_t equal = 0;  // of them, without a difference
  size_t cut = 0;    // of all, not compared to the end: a clock cannot be moved
  std::vector<DifferenceRow> rows;
  // By row: the step that one service took and the other refused, behind which the case's answers
  // stand on different data; such a row says nothing of its own. Empty: the row stands for itself.
  std::vector<std::string> follows;
};

// Compares what the same case came to on two services.
void CompareCases(const std::string& file, const RecordedCase& first, const RecordedCase& second,
                  FileDifferences* found);

// Replays a file's cases on both, one service after the other.
FileDifferences CompareFile(const CaseFile& file, const CaseFilter& filter,
                            const TransportFactory& make_first,
                            const TransportFactory& make_second);

// Counts of rows.
struct AgainstSummary {
  size_t cases = 0;
  size_t equal = 0;
  size_t cut = 0;
  size_t rows = 0;
  size_t undecided = 0;
};

// Writes a line for each row, its columns separated by tabs: "row", verdict ("undecided": none;
// "follows": of an earlier row), file, case, step, path, "case" or "open" (whether the case itself
// expects the first answer), first, second, reason. Then, for each file: "file", path, cases, equal
// ones, cut ones.
AgainstSummary WriteAgainstReport(const std::vector<FileDifferences>& files, Decisions* decisions,
                                  std::ostream& out);

}  // namespace pumice::conformance
