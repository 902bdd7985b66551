// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/replay.h"

#include <chrono>
#include <exception>
#include <memory>
#include <utility>

#include "conformance/runner/step_runner.h"
#include "conformance/runner/tables.h"

namespace pumice::conformance {
namespace {

constexpr std::chrono::seconds kTablePatience{20};
constexpr std::chrono::seconds kEventualPatience{2};

class FileReplay {
 public:
  explicit FileReplay(Transport* transport)
      : transport_(*transport), tables_(transport, kTablePatience) {}

  void SetUp(const Setup& setup) {
    tables_.SetUp(setup);
    shared_ = tables_.names();
  }

  RecordedCase Record(const Case& one) {
    RecordedCase recorded;
    recorded.one = &one;
    try {
      tables_.SetUp(one.setup);
      TakeSteps(one, &recorded);
    } catch (const std::exception& error) {
      recorded.setup_fault = error.what();
    }
    DeleteAllBut(shared_);
    return recorded;
  }

  // What cannot be deleted shows when a later case creates a table of that name.
  void DeleteAllBut(const TableNames& kept) {
    try {
      tables_.DeleteAllBut(kept);
    } catch (const std::exception&) {
    }
  }

 private:
  void TakeSteps(const Case& one, RecordedCase* recorded) {
    StepRunner runner(&transport_, &tables_, nullptr, kEventualPatience);
    recorded->steps.resize(one.steps.size());
    for (size_t i = 0; i < one.steps.size(); ++i) {
      const Step& step = one.steps[i];
      if (!step.pending.empty()) continue;
      if (!step.clock) {
        recorded->steps[i] = Take(step, &runner);
      } else if (!runner.TakeClock(step)) {
        recorded->is_cut = true;
        return;
      }
    }
  }

  static RecordedStep Take(const Step& step, StepRunner* runner) {
    RecordedStep recorded;
    try {
      recorded.unexpected = runner->Take(step);
      recorded.answer = runner->answer();
    } catch (const std::exception& error) {
      recorded.fault = error.what();
      recorded.unexpected.push_back({"", "an answer", recorded.fault});
    }
    return recorded;
  }

  Transport& transport_;
  Tables tables_;
  TableNames shared_;
};

}  // namespace

std::vector<RecordedCase> ReplayFile(const CaseFile& file, const CaseFilter& filter,
                                     const TransportFactory& make_transport) {
  std::vector<RecordedCase> recorded;
  std::string fault;
  std::unique_ptr<Transport> transport;
  std::unique_ptr<FileReplay> replay;
  try {
    transport = make_transport();
    replay = std::make_unique<FileReplay>(transport.get());
    replay->SetUp(file.setup);
  } catch (const std::exception& error) {
    fault = error.what();
  }
  for (const Case& one : file.cases) {
    if (!one.pending.empty() || !filter(file, one)) continue;
    if (fault.empty()) {
      recorded.push_back(replay->Record(one));
    } else {
      recorded.push_back({&one, fault, {}, false});
    }
  }
  if (replay != nullptr) replay->DeleteAllBut({});
  return recorded;
}

}  // namespace pumice::conformance
