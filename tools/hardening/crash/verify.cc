// SPDX-License-Identifier: Apache-2.0

#include "tools/hardening/crash/verify.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "engine/error/api_error.h"
#include "engine/storage/repair.h"
#include "engine/storage/store.h"
#include "tools/hardening/crash/history.h"
#include "tools/hardening/crash/observation.h"
#include "tools/hardening/crash/recovery_check.h"
#include "tools/hardening/crash/requests.h"
#include "tools/hardening/crash/store_check.h"
#include "tools/hardening/crash/stream_check.h"

namespace pumice::hardening::crash {
namespace {

// A token is good for ten minutes.
constexpr int64_t kTokenMillis = 9 * 60 * 1000;
constexpr int kTokensOfWriter = 3;

[[noreturn]] void Fail(const std::string& what) { throw std::runtime_error(what); }

DatabaseOptions ToDatabaseOptions(const DirectoryOptions& options, Clock* clock) {
  DatabaseOptions database;
  database.data_dir = options.directory;
  database.fsync = options.fsync;
  database.env = options.env;
  database.clock = clock;
  database.ttl_interval = std::chrono::hours(1);
  database.recovery_lag = std::chrono::milliseconds(0);
  return database;
}

void LookBeneath(const DirectoryOptions& options, const std::string& when) {
  const auto store = Store::OpenDirectory(options.directory, options.fsync, options.env);
  const std::vector<std::string> findings = CheckStore(store.get());
  if (findings.empty()) return;
  std::string text = "the store contradicts itself " + when + ':';
  for (const std::string& finding : findings) text += "\n    " + finding;
  Fail(text);
}

// Without fsync a loss of power may also cost the end of a log that is not the last. That is
// refused like any other damage, and repaired to a prefix of what was done. Whether it was
// repaired.
bool RepairCutLog(const DirectoryOptions& options) {
  try {
    (void)Store::OpenDirectory(options.directory, options.fsync, options.env);
    return false;
  } catch (const std::runtime_error& error) {
    if (std::string_view(error.what()).find(".log is cut off") == std::string_view::npos) throw;
  }
  (void)RepairDirectory(options.directory);
  return true;
}

class Verification {
 public:
  Verification(const VerifyOptions& options, SharedState* state)
      : options_(options),
        state_(state),
        clock_(state),
        instance_(ToDatabaseOptions(options.directory, &clock_)) {}

  void Run() {
    const Cells observed = ObserveAfterDueWork();
    const Cuts cuts = FindCuts(*state_, observed, state_->clock_millis);
    const Loss loss = CheckLoss(*state_, cuts, options_.may_lose);
    state_->report = {loss.acknowledged, loss.lost, loss.in_flight_kept, 0, 0, false};
    expected_ = observed;
    UseTokensAgain(cuts);
    const Cells now = ObserveAfterDueWork();
    CompareWithExpected(now);
    CheckChurnStreams(cuts, now);
    state_->report.records = CheckStreams(&instance_, now, state_);
    Remember(now);
    CheckRecovery(&instance_, *state_);
    MarkRecovery(&instance_, now, state_);
  }

 private:
  Cells ObserveAfterDueWork() {
    instance_.database()->RunDueWork();
    return Observe(&instance_);
  }

  void UseTokensAgain(const Cuts& cuts) {
    for (size_t writer = 0; writer < kItemWriters; ++writer) {
      const Journal& journal = state_->journals[writer];
      int used = 0;
      for (uint32_t i = journal.count; i-- > 0 && used < kTokensOfWriter;) {
        const Operation& operation = journal.operations[i];
        if (operation.token == 0) continue;
        if (operation.clock_millis + kTokenMillis < state_->clock_millis) break;
        const bool there = i < cuts.lowest[writer];
        if (!there && i < cuts.highest[writer]) continue;  // nobody can tell
        // It, or what it builds on, was lost, as it may.
        if (!there && (operation.acknowledged != 0 || i != cuts.lowest[writer])) continue;
        UseTokenAgain(operation, there);
        ++used;
      }
    }
  }

  // What was carried out is not carried out again; what was in flight, and is not there, is now.
  void UseTokenAgain(const Operation& operation, bool there) {
    const Request request = RequestOf(operation);
    const Answer answer = instance_.Call(request.operation, request.body);
    if (!answer.ok()) {
      Fail("a token that was used again was answered " + answer.Text() + "\n    " +
           DescribeOperation(operation));
    }
    ++state_->report.replayed;
    if (there) return;
    for (int i = 0; i < operation.count; ++i) {
      const Change& change = operation.changes[static_cast<size_t>(i)];
      expected_[change.cell] = change.after;
    }
  }

  void CompareWithExpected(const Cells& now) const {
    for (int cell = 0; cell < kCells; ++cell) {
      const auto index = static_cast<size_t>(cell);
      if (Visible(cell, expected_[index], state_->clock_millis) ==
          Visible(cell, now[index], state_->clock_millis)) {
        continue;
      }
      Fail("after tokens were used again there is " + DescribeCell(cell, now[index]) + ", not " +
           DescribeCell(cell, expected_[index]));
    }
  }

  // A churn table's value once the first operations of its writer are done.
  uint64_t ChurnAt(int cell, uint32_t cut) const {
    uint64_t value = state_->cells[static_cast<size_t>(cell)];
    const Journal& journal = state_->journals[kChurnWriter];
    for (uint32_t i = 0; i < cut; ++i) {
      const Change& change = journal.operations[i].changes[0];
      if (change.cell == cell) value = change.after;
    }
    return value;
  }

  void CheckChurnStreams(const Cuts& cuts, const Cells& now) {
    for (int table = 0; table < kChurnTables; ++table) {
      const int cell = kItemCells + table;
      const ChurnValue value = UnpackChurn(now[static_cast<size_t>(cell)]);
      churn_[static_cast<size_t>(table)] = ChurnAt(cell, cuts.highest[kChurnWriter]);
      if (!value.stream) continue;
      const int inserts = CountInserts(&instance_, ChurnTableName(table));
      const uint64_t lowest = ChurnAt(cell, cuts.lowest[kChurnWriter]);
      const auto wanted = [&](uint64_t at) {
        return value.items - UnpackChurn(at).items_before_stream;
      };
      if (inserts == wanted(churn_[static_cast<size_t>(table)])) continue;
      if (inserts == wanted(lowest)) {
        churn_[static_cast<size_t>(table)] = lowest;
        continue;
      }
      if (cuts.lowest[kChurnWriter] + 1 < cuts.highest[kChurnWriter]) continue;  // between the two
      Fail("the stream of " + ChurnTableName(table) + " has " + std::to_string(inserts) +
           " records for " + std::to_string(wanted(lowest)) + " items");
    }
  }

  void Remember(const Cells& now) {
    for (const Journal& journal : state_->journals) {
      for (uint32_t i = 0; i < journal.count; ++i) {
        for (int j = 0; j < journal.operations[i].count; ++j) {
          const Change& change = journal.operations[i].changes[static_cast<size_t>(j)];
          uint32_t& version = state_->versions[change.cell];
          if (change.after == 0) continue;
          const bool is_table = !IsItem(change.cell) && !IsRecord(change.cell);
          version = std::max(version, is_table ? UnpackChurn(change.after).generation
                                               : UnpackItem(change.after).version);
        }
      }
    }
    state_->cells = now;
    for (int table = 0; table < kChurnTables; ++table) {
      state_->cells[static_cast<size_t>(kItemCells) + static_cast<size_t>(table)] =
          churn_[static_cast<size_t>(table)];
    }
    for (Journal& journal : state_->journals) journal.count = 0;
  }

  const VerifyOptions& options_;
  SharedState* state_;
  SharedClock clock_;
  Instance instance_;
  Cells expected_{};
  std::array<uint64_t, kChurnTables> churn_{};
};

std::string StreamsText(Instance* instance) {
  std::string text;
  for (const std::string_view table : kTableNames) {
    ReadStream(instance, std::string(table), "", [&](const JsonValue& record) {
      AppendJson(record, &text);
      text += '\n';
    });
  }
  return text;
}

// A database that refuses to open says so: that is as good as an error when reading.
std::unique_ptr<Instance> Open(const DatabaseOptions& options) {
  try {
    return std::make_unique<Instance>(options);
  } catch (const std::runtime_error& error) {
    throw Unreadable(error.what());
  }
}

void CompareCells(const SharedState& state, const Cells& observed) {
  for (int cell = 0; cell < kCells; ++cell) {
    const auto index = static_cast<size_t>(cell);
    const uint64_t wanted = Visible(cell, state.cells[index], state.clock_millis);
    if (wanted == Visible(cell, observed[index], state.clock_millis)) continue;
    Fail("there is " + DescribeCell(cell, observed[index]) + ", not " + DescribeCell(cell, wanted));
  }
}

}  // namespace

void Verify(const VerifyOptions& options, SharedState* state) {
  try {
    const bool repaired = options.may_lose && RepairCutLog(options.directory);
    if (options.look_beneath_first) LookBeneath(options.directory, "right after the crash");
    std::make_unique<Verification>(options, state)->Run();
    state->report.repaired = repaired;
    LookBeneath(options.directory, "after an orderly end");
  } catch (const ApiError& error) {
    Fail(std::string("reading failed: ") + error.what());
  }
}

std::string ReadStreams(const DirectoryOptions& options, const SharedState& state) {
  SharedClock clock(&state);
  Instance instance(ToDatabaseOptions(options, &clock));
  return StreamsText(&instance);
}

void Compare(const DirectoryOptions& options, const SharedState& state, const std::string& streams,
             bool may_lack_end) {
  try {
    {
      SharedClock clock(&state);
      const auto instance = Open(ToDatabaseOptions(options, &clock));
      const Cells observed = Observe(instance.get());
      if (!may_lack_end) {
        CompareCells(state, observed);
        if (StreamsText(instance.get()) != streams) Fail("the streams' records are others");
      }
    }
    LookBeneath(options, "after the damage");
  } catch (const ApiError& error) {
    throw Unreadable(error.what());
  }
}

}  // namespace pumice::hardening::crash
