// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/against.h"

#include <algorithm>
#include <string_view>

#include "conformance/runner/answer_difference.h"
#include "conformance/runner/json_text.h"

namespace pumice::conformance {
namespace {

constexpr const char* kUndecided = "undecided";
constexpr const char* kFollows = "follows";

// Whether the call leaves the data as it is: of PartiQL, a SELECT.
bool IsRead(const Step& step) {
  for (const std::string_view prefix :
       {"Get", "BatchGet", "TransactGet", "Query", "Scan", "Describe", "List"}) {
    if (step.operation.starts_with(prefix)) return true;
  }
  const bool is_statement = step.operation.find("Statement") != std::string::npos ||
                            step.operation == "ExecuteTransaction";
  return is_statement && ToJsonText(step.input).find("SELECT") != std::string::npos;
}

bool IsSuccess(const RecordedStep& step) { return step.answer && step.answer->status == 200; }

// Whether one path is the other or leads to it. "" is the whole answer.
bool AreRelated(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  return b.starts_with(a) &&
         (a.empty() || a.size() == b.size() || b[a.size()] == '.' || b[a.size()] == '[');
}

// A path of a row, as the report of an expectation writes it.
std::string_view ExpectationPath(std::string_view path) {
  if (path == "answer" || path == "status") return "";
  return path.substr(0, path.find('#'));
}

bool IsExpected(const RecordedStep& first, const RecordedStep& second, const std::string& path) {
  const auto speaks_of = [&](const RecordedStep& step) {
    return std::any_of(step.unexpected.begin(), step.unexpected.end(),
                       [&](const Difference& difference) {
                         return AreRelated(difference.path, ExpectationPath(path));
                       });
  };
  return speaks_of(second) && !speaks_of(first);
}

std::vector<AnswerDifference> CompareSteps(const RecordedStep& first, const RecordedStep& second) {
  if (first.answer && second.answer) return CompareAnswers(*first.answer, *second.answer);
  const auto describe = [](const RecordedStep& step) {
    return step.answer ? DescribeAnswer(*step.answer) : "not answered: " + step.fault;
  };
  const std::string a = describe(first);
  const std::string b = describe(second);
  if (a == b) return {};
  return {{"answer", a, b}};
}

// The rows of one case, step by step.
class CaseComparison {
 public:
  CaseComparison(const std::string& file, const Case& one, FileDifferences* found)
      : file_(file), one_(one), found_(*found) {}

  void CompareSetup(const std::string& first, const std::string& second) {
    if (first == second) return;
    const auto describe = [](const std::string& fault) { return fault.empty() ? "done" : fault; };
    const bool is_first_set_up = first.empty();
    Add("0 setup", {"answer", describe(first), describe(second)}, is_first_set_up);
  }

  void Compare(size_t index, const RecordedStep& first, const RecordedStep& second) {
    const Step& step = one_.steps[index];
    const std::string name = std::to_string(index + 1) + " " + step.operation;
    for (const AnswerDifference& difference : CompareSteps(first, second))
      Add(name, difference, IsExpected(first, second, difference.path));
    if (parting_.empty() && IsSuccess(first) != IsSuccess(second) && !IsRead(step)) parting_ = name;
  }

 private:
  void Add(const std::string& step, const AnswerDifference& difference, bool is_expected) {
    found_.rows.push_back({file_, one_.name, step, difference.path, difference.first,
                           difference.second, is_expected ? "case" : "open"});
    found_.follows.push_back(parting_);
  }

  const std::string& file_;
  const Case& one_;
  FileDifferences& found_;
  std::string parting_;  // the step that only one service took
};

void WriteRow(const DifferenceRow& row, std::string_view verdict, std::string_view reason,
              std::ostream& out) {
  out << "row\t" << verdict << '\t' << row.file << '\t' << row.name << '\t' << row.step << '\t'
      << row.path << '\t' << row.by << '\t' << row.first << '\t' << row.second << '\t' << reason
      << '\n';
}

void WriteRows(const FileDifferences& file, Decisions* decisions, AgainstSummary* summary,
               std::ostream& out) {
  for (size_t i = 0; i < file.rows.size(); ++i) {
    const DifferenceRow& row = file.rows[i];
    if (!file.follows[i].empty()) {
      WriteRow(row, kFollows, "step " + file.follows[i], out);
      continue;
    }
    const Decision* decision = decisions->Find(row);
    if (decision == nullptr) ++summary->undecided;
    WriteRow(row, decision == nullptr ? kUndecided : decision->verdict,
             decision == nullptr ? "" : decision->reason, out);
  }
}

}  // namespace

void CompareCases(const std::string& file, const RecordedCase& first, const RecordedCase& second,
                  FileDifferences* found) {
  const size_t before = found->rows.size();
  CaseComparison comparison(file, *first.one, found);
  comparison.CompareSetup(first.setup_fault, second.setup_fault);
  const size_t steps = std::min(first.steps.size(), second.steps.size());
  bool is_compared = false;
  for (size_t i = 0; i < steps; ++i) {
    if (!first.steps[i] || !second.steps[i]) continue;
    comparison.Compare(i, *first.steps[i], *second.steps[i]);
    is_compared = true;
  }
  const bool is_equal = found->rows.size() == before;
  if (is_compared || !is_equal) ++found->cases;
  if (is_compared && is_equal) ++found->equal;
  if (first.is_cut || second.is_cut) ++found->cut;
}

FileDifferences CompareFile(const CaseFile& file, const CaseFilter& filter,
                            const TransportFactory& make_first,
                            const TransportFactory& make_second) {
  FileDifferences found;
  found.file = file.path;
  const std::vector<RecordedCase> first = ReplayFile(file, filter, make_first);
  const std::vector<RecordedCase> second = ReplayFile(file, filter, make_second);
  for (size_t i = 0; i < first.size(); ++i) CompareCases(file.path, first[i], second[i], &found);
  return found;
}

AgainstSummary WriteAgainstReport(const std::vector<FileDifferences>& files, Decisions* decisions,
                                  std::ostream& out) {
  AgainstSummary summary;
  for (const FileDifferences& file : files) {
    WriteRows(file, decisions, &summary, out);
    summary.cases += file.cases;
    summary.equal += file.equal;
    summary.cut += file.cut;
    summary.rows += file.rows.size();
  }
  for (const FileDifferences& file : files)
    out << "file\t" << file.file << '\t' << file.cases << '\t' << file.equal << '\t' << file.cut
        << '\n';
  return summary;
}

}  // namespace pumice::conformance
