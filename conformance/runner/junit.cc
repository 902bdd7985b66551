// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/junit.h"

#include <iomanip>
#include <map>
#include <sstream>
#include <string>
#include <string_view>

#include "conformance/runner/report.h"

namespace pumice::conformance {
namespace {

// Text of an element or attribute. Control characters, which XML 1.0 has no way to write, become
// question marks.
std::string Escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "&#10;";
        break;
      case '\t':
        out += "&#9;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    }
  }
  return out;
}

std::string Seconds(std::chrono::microseconds duration) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(6) << static_cast<double>(duration.count()) / 1e6;
  return out.str();
}

std::string Brief(const Failure& failure) {
  if (failure.differences.empty()) return failure.message;
  const Difference& first = failure.differences.front();
  return failure.step + ": " + (first.path.empty() ? "answer" : first.path) + ": expected " +
         first.expected + ", got " + first.got;
}

void WriteFailure(const CaseResult& result, const Failure& failure, std::ostream& out) {
  std::ostringstream details;
  details << result.path << ':' << failure.place.line << "\nsource: " << result.source << '\n';
  PrintFailure(failure, details);
  out << "      <failure message=\"" << Escape(Brief(failure)) << "\">" << Escape(details.str())
      << "</failure>\n";
}

void WritePending(const CaseResult& result, std::ostream& out) {
  if (result.pending.empty()) return;
  if (!result.has_run && !result.failed()) {
    out << "      <skipped message=\"" << Escape(result.pending.front().reason) << "\"/>\n";
    return;
  }
  out << "      <system-out>";
  for (const Postponed& postponed : result.pending) {
    out << "pending, line " << postponed.place.line << ": " << Escape(postponed.reason) << "&#10;";
  }
  out << "</system-out>\n";
}

void WriteCase(const CaseResult& result, std::ostream& out) {
  out << "    <testcase classname=\"" << Escape(result.area) << "\" name=\"" << Escape(result.name)
      << "\" file=\"" << Escape(result.path) << "\" line=\"" << result.place.line << "\" time=\""
      << Seconds(result.duration) << "\">\n";
  // Readers take one failure a case.
  if (result.failed()) WriteFailure(result, result.failures.front(), out);
  WritePending(result, out);
  out << "    </testcase>\n";
}

void WriteSuite(const std::string& area, const std::vector<const CaseResult*>& results,
                std::ostream& out) {
  size_t failures = 0;
  size_t skipped = 0;
  std::chrono::microseconds duration{0};
  for (const CaseResult* result : results) {
    failures += result->failed() ? 1 : 0;
    skipped += !result->passed() && !result->failed() ? 1 : 0;
    duration += result->duration;
  }
  out << "  <testsuite name=\"" << Escape(area) << "\" tests=\"" << results.size()
      << "\" failures=\"" << failures << "\" errors=\"0\" skipped=\"" << skipped << "\" time=\""
      << Seconds(duration) << "\">\n";
  for (const CaseResult* result : results) WriteCase(*result, out);
  out << "  </testsuite>\n";
}

CaseResult AsResult(const CaseFileError& error) {
  CaseResult result;
  result.path = error.path();
  result.area = "(broken files)";
  result.name = error.path();
  result.place = error.place();
  result.failures.push_back({error.place(), "", {}, error.what()});
  return result;
}

}  // namespace

void WriteJunit(const std::vector<CaseResult>& results, const std::vector<CaseFileError>& broken,
                std::ostream& out) {
  std::vector<CaseResult> unread;
  unread.reserve(broken.size());
  for (const CaseFileError& error : broken) unread.push_back(AsResult(error));
  std::map<std::string, std::vector<const CaseResult*>> areas;
  for (const CaseResult& result : results) areas[result.area].push_back(&result);
  for (const CaseResult& result : unread) areas[result.area].push_back(&result);
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (const auto& [area, cases] : areas) WriteSuite(area, cases, out);
  out << "</testsuites>\n";
}

}  // namespace pumice::conformance
