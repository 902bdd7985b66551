// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/case_runner.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <utility>

#include "conformance/runner/step_runner.h"
#include "conformance/runner/tables.h"
#include "protocol/iso_time.h"

namespace pumice::conformance {
namespace {

constexpr const char* kClockStands = "the endpoint's clock cannot be moved";
constexpr const char* kOwnTables = "makes tables of its own, and tables are deployed";

using SteadyClock = std::chrono::steady_clock;

CaseResult StartResult(const CaseFile& file, const Case& one) {
  CaseResult result;
  result.path = file.path;
  result.area = file.area;
  result.name = one.name;
  result.source = one.source;
  result.place = one.place;
  return result;
}

std::string SetClock(int64_t millis) { return R"({"set":")" + FormatInstant(millis) + R"("})"; }

// Runs `body`; what it throws is a failure at `place`. False if it threw.
template <typename Body>
bool Guard(CaseResult* result, Place place, const std::string& step, Body body) {
  try {
    body();
    return true;
  } catch (const std::exception& error) {
    result->failures.push_back({place, step, {}, error.what()});
    return false;
  }
}

// The cases of one file, in their order, on the file's own tables.
class FileRunner {
 public:
  FileRunner(const CaseFile& file, Transport* transport, std::ostream* log, TablesAre tables)
      : file_(file), transport_(*transport), tables_(transport), tables_are_(tables), log_(log) {}

  void SetUp() {
    // Cases that do not move the clock run at any time.
    if (file_.start_millis)
      is_clock_set_ = transport_.MoveClock(SetClock(*file_.start_millis)).has_value();
    if (tables_are_ == TablesAre::kDeployed) {
      tables_.SetUpDeployed(file_.setup);
    } else {
      tables_.SetUp(file_.setup);
    }
    shared_ = tables_.names();
  }

  CaseResult Run(const Case& one) {
    CaseResult result = StartResult(file_, one);
    if (!one.pending.empty()) {
      result.pending.push_back({one.place, one.pending});
      return result;
    }
    if (tables_are_ == TablesAre::kDeployed && !one.setup.tables.empty()) {
      result.pending.push_back({one.place, kOwnTables});
      return result;
    }
    if (log_ != nullptr) *log_ << file_.path << ':' << one.place.line << ' ' << one.name << '\n';
    const auto start = SteadyClock::now();
    const bool is_set_up = Guard(&result, one.place, "", [&] { tables_.SetUp(one.setup); });
    if (is_set_up) TakeSteps(one, &result);
    if (!is_set_up) result.has_run = true;
    Guard(&result, one.place, "", [&] { tables_.DeleteAllBut(shared_); });
    result.duration =
        std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - start);
    return result;
  }

  void TearDown() {
    tables_.DeleteItems();
    tables_.DeleteAllBut({});
  }

 private:
  // The first step that fails is the last that is taken; pending ones are told all the same. A
  // clock that cannot be moved ends the case too, as one pending step.
  void TakeSteps(const Case& one, CaseResult* result) {
    StepRunner runner(&transport_, &tables_, log_);
    for (size_t i = 0; i < one.steps.size(); ++i) {
      const Step& step = one.steps[i];
      if (!step.pending.empty()) {
        result->pending.push_back({step.place, step.pending});
        continue;
      }
      if (result->failed()) continue;
      const std::string name =
          "step " + std::to_string(i + 1) + ", " + (step.clock ? "clock" : step.operation);
      if (step.clock) {
        bool is_moved = is_clock_set_;
        if (is_moved) Guard(result, step.place, name, [&] { is_moved = runner.TakeClock(step); });
        if (is_moved) continue;
        result->pending.push_back({step.place, kClockStands});
        return;
      }
      result->has_run = true;
      Guard(result, step.place, name, [&] {
        std::vector<Difference> differences = runner.Take(step);
        if (!differences.empty()) {
          result->failures.push_back({step.place, name, std::move(differences), ""});
        }
      });
    }
  }

  const CaseFile& file_;
  Transport& transport_;
  Tables tables_;
  const TablesAre tables_are_;
  TableNames shared_;
  bool is_clock_set_ = true;
  std::ostream* log_;
};

// Every case fails, for what the whole file lacks.
std::vector<CaseResult> FailAll(const CaseFile& file, const std::vector<const Case*>& cases,
                                const std::string& message) {
  std::vector<CaseResult> results;
  for (const Case* one : cases) {
    results.push_back(StartResult(file, *one));
    if (one->pending.empty()) {
      results.back().failures.push_back({one->place, "", {}, message});
    } else {
      results.back().pending.push_back({one->place, one->pending});
    }
  }
  return results;
}

}  // namespace

std::vector<CaseResult> RunFile(const CaseFile& file, const CaseFilter& filter,
                                const TransportFactory& make_transport, std::ostream* log,
                                TablesAre tables) {
  std::vector<const Case*> cases;
  for (const Case& one : file.cases) {
    if (filter(file, one)) cases.push_back(&one);
  }
  if (cases.empty()) return {};
  std::vector<CaseResult> results;
  std::unique_ptr<Transport> transport;
  std::unique_ptr<FileRunner> runner;
  try {
    transport = make_transport();
    runner = std::make_unique<FileRunner>(file, transport.get(), log, tables);
    runner->SetUp();
    for (const Case* one : cases) results.push_back(runner->Run(*one));
  } catch (const std::exception& error) {
    results = FailAll(file, cases, error.what());
  }
  if (runner != nullptr && !results.empty()) {
    Guard(&results.back(), results.back().place, "", [&] { runner->TearDown(); });
  }
  return results;
}

}  // namespace pumice::conformance
