// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/report.h"

#include <algorithm>
#include <iomanip>
#include <map>
#include <string>

namespace pumice::conformance {
namespace {

constexpr int kNumberWidth = 9;
constexpr const char* kBroken = "(broken files)";

void Add(const CaseResult& result, Summary* summary) {
  summary->passed += result.passed() ? 1 : 0;
  summary->failed += result.failed() ? 1 : 0;
  summary->pending += result.pending.size();
}

void PrintRow(const std::string& area, int width, const Summary& row, std::ostream& out) {
  out << std::left << std::setw(width) << area << std::right << std::setw(kNumberWidth)
      << row.passed << std::setw(kNumberWidth) << row.failed << std::setw(kNumberWidth)
      << row.pending << '\n';
}

void PrintTable(const std::map<std::string, Summary>& rows, std::ostream& out) {
  size_t width = 4;
  for (const auto& [area, row] : rows) width = std::max(width, area.size());
  const int column = static_cast<int>(width);
  out << std::left << std::setw(column) << "area" << std::right << std::setw(kNumberWidth)
      << "passed" << std::setw(kNumberWidth) << "failed" << std::setw(kNumberWidth) << "pending"
      << '\n';
  for (const auto& [area, row] : rows) PrintRow(area, column, row, out);
}

void PrintFailedCase(const CaseResult& result, std::ostream& out) {
  for (const Failure& failure : result.failures) {
    out << "FAILED " << result.path << ':' << failure.place.line << ": " << result.name << '\n'
        << "  source: " << result.source << '\n';
    PrintFailure(failure, out);
    out << '\n';
  }
}

void PrintPending(const CaseResult& result, std::ostream& out) {
  for (const Postponed& postponed : result.pending) {
    out << "PENDING " << result.path << ':' << postponed.place.line << ": " << result.name << ": "
        << postponed.reason << '\n';
  }
}

}  // namespace

Summary Summarize(const std::vector<CaseResult>& results,
                  const std::vector<CaseFileError>& broken) {
  Summary summary;
  for (const CaseResult& result : results) Add(result, &summary);
  summary.failed += broken.size();
  return summary;
}

void PrintFailure(const Failure& failure, std::ostream& out) {
  if (!failure.step.empty()) out << "  " << failure.step << '\n';
  if (!failure.message.empty()) out << "    " << failure.message << '\n';
  for (const Difference& difference : failure.differences) {
    out << "    " << (difference.path.empty() ? "answer" : difference.path)
        << "\n      expected: " << difference.expected << "\n      got:      " << difference.got
        << '\n';
  }
}

void PrintReport(const std::vector<CaseResult>& results, const std::vector<CaseFileError>& broken,
                 bool verbose, std::ostream& out) {
  std::map<std::string, Summary> rows;
  for (const CaseFileError& error : broken) out << "BROKEN " << error.what() << "\n\n";
  for (const CaseResult& result : results) {
    PrintFailedCase(result, out);
    if (verbose) PrintPending(result, out);
    Add(result, &rows[result.area]);
  }
  if (!broken.empty()) rows[kBroken].failed = broken.size();
  PrintTable(rows, out);
  const Summary summary = Summarize(results, broken);
  out << '\n'
      << summary.passed << " passed, " << summary.failed << " failed, " << summary.pending
      << " pending\n";
}

}  // namespace pumice::conformance
