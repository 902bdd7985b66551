// SPDX-License-Identifier: Apache-2.0

#include "tools/hardening/crash/history.h"

#include <stdexcept>
#include <vector>

#include "tools/hardening/crash/requests.h"

namespace pumice::hardening::crash {
namespace {

constexpr int kMaxNamed = 6;

// What one writer's cells would be after some of its operations, against what was observed.
class Replay {
 public:
  Replay(int writer, const SharedState& state, const Cells& observed, int64_t clock_millis)
      : writer_(writer), observed_(observed), clock_millis_(clock_millis), cells_(state.cells) {
    for (int cell = 0; cell < kCells; ++cell) {
      if (WriterOf(cell) == writer) Count(cell, 1);
    }
  }

  void Apply(const Operation& operation) {
    for (int i = 0; i < operation.count; ++i) {
      const Change& change = operation.changes[static_cast<size_t>(i)];
      Count(change.cell, -1);
      cells_[change.cell] = change.after;
      Count(change.cell, 1);
    }
  }

  int differences() const { return differences_; }

  std::string Differences() const {
    std::string text;
    int named = 0;
    for (int cell = 0; cell < kCells && named < kMaxNamed; ++cell) {
      if (WriterOf(cell) != writer_ || !Differs(cell)) continue;
      ++named;
      text += "\n    " + DescribeCell(cell, cells_[static_cast<size_t>(cell)]) + ", but there is " +
              DescribeCell(cell, observed_[static_cast<size_t>(cell)]);
    }
    return text;
  }

 private:
  bool Differs(int cell) const {
    return Visible(cell, cells_[static_cast<size_t>(cell)], clock_millis_) !=
           Visible(cell, observed_[static_cast<size_t>(cell)], clock_millis_);
  }
  void Count(int cell, int by) { differences_ += Differs(cell) ? by : 0; }

  int writer_;
  const Cells& observed_;
  int64_t clock_millis_;
  Cells cells_;
  int differences_ = 0;
};

}  // namespace

uint64_t Visible(int cell, uint64_t value, int64_t clock_millis) {
  if (value == 0) return 0;
  if (IsRecord(cell)) return value;
  if (!IsItem(cell)) {
    // How many items there were when the stream began is not seen in the table.
    ChurnValue table = UnpackChurn(value);
    table.items_before_stream = 0;
    return Pack(table);
  }
  const uint32_t expiry = UnpackItem(value).expiry;
  return expiry != 0 && expiry < clock_millis / 1000 ? 0 : value;
}

Cuts FindCuts(const SharedState& state, const Cells& observed, int64_t clock_millis) {
  Cuts cuts;
  for (int writer = 0; writer < kWriters; ++writer) {
    const auto index = static_cast<size_t>(writer);
    const Journal& journal = state.journals[index];
    Replay replay(writer, state, observed, clock_millis);
    std::string best = replay.Differences();
    int least = replay.differences();
    bool found = replay.differences() == 0;
    for (uint32_t i = 0; i < journal.count; ++i) {
      replay.Apply(journal.operations[i]);
      if (replay.differences() == 0) {
        if (!found) cuts.lowest[index] = i + 1;
        cuts.highest[index] = i + 1;
        found = true;
      } else if (replay.differences() <= least) {
        least = replay.differences();
        best = "after " + std::to_string(i + 1) + " of its " + std::to_string(journal.count) +
               " operations, where the fewest cells differ, there would be" + replay.Differences() +
               "\n  the operation before: " + DescribeOperation(journal.operations[i]);
        if (i + 1 < journal.count)
          best += "\n  the next one: " + DescribeOperation(journal.operations[i + 1]);
      }
    }
    if (!found) {
      throw std::runtime_error("what is there is no state that writer " + std::to_string(writer) +
                               " left: " + best);
    }
  }
  return cuts;
}

Loss CheckLoss(const SharedState& state, const Cuts& cuts, bool may_lose) {
  Loss loss;
  uint64_t last_begun = 0;  // of what is there
  const Operation* last_kept = nullptr;
  for (size_t writer = 0; writer < kWriters; ++writer) {
    const Journal& journal = state.journals[writer];
    for (uint32_t i = 0; i < journal.count; ++i)
      loss.acknowledged += journal.operations[i].acknowledged != 0;
    if (cuts.highest[writer] == journal.count && journal.count > 0 &&
        journal.operations[journal.count - 1].acknowledged == 0) {
      ++loss.in_flight_kept;
    }
    // The lowest cut: what lies between the two may be there or not.
    if (cuts.lowest[writer] == 0) continue;
    const Operation& operation = journal.operations[cuts.lowest[writer] - 1];
    if (operation.invoked > last_begun) {
      last_begun = operation.invoked;
      last_kept = &operation;
    }
  }
  for (size_t writer = 0; writer < kWriters; ++writer) {
    const Journal& journal = state.journals[writer];
    for (uint32_t i = cuts.highest[writer]; i < journal.count; ++i) {
      const Operation& operation = journal.operations[i];
      if (operation.acknowledged == 0) continue;
      ++loss.lost;
      if (!may_lose) {
        throw std::runtime_error("an acknowledged operation of writer " + std::to_string(writer) +
                                 " is lost: " + DescribeOperation(operation));
      }
      if (operation.acknowledged < last_begun) {
        throw std::runtime_error("an operation of writer " + std::to_string(writer) +
                                 " is lost: " + DescribeOperation(operation) +
                                 "\n  but a later one is there: " + DescribeOperation(*last_kept));
      }
    }
  }
  return loss;
}

std::string DescribeCell(int cell, uint64_t value) {
  if (IsRecord(cell)) {
    const std::string name = RecordName(cell);
    if (value == 0) return "no " + name;
    return name + " of version " + std::to_string(UnpackItem(value).version);
  }
  if (!IsItem(cell)) {
    const std::string name = "table " + ChurnTableName(cell - kItemCells);
    if (value == 0) return "no " + name;
    const ChurnValue table = UnpackChurn(value);
    return name + " of generation " + std::to_string(table.generation) + " with " +
           std::to_string(table.items) + " items" + (table.index ? ", index" : "") +
           (table.stream ? ", stream" : "") + (table.ttl ? ", TTL" : "");
  }
  const std::string name =
      std::string(kTableNames[PlaceOf(cell).table]) + ' ' + ToJson(KeyOfCell(cell));
  if (value == 0) return "no item " + name;
  const ItemValue item = UnpackItem(value);
  return "item " + name + " of version " + std::to_string(item.version) +
         (item.expiry == 0 ? "" : ", expiring at " + std::to_string(item.expiry));
}

std::string DescribeOperation(const Operation& operation) {
  std::string text(RequestOf(operation).operation);
  text += operation.acknowledged != 0 ? " (acknowledged)" : " (in flight)";
  for (int i = 0; i < operation.count; ++i) {
    const Change& change = operation.changes[static_cast<size_t>(i)];
    text += (i > 0 ? "; " : ": ") + DescribeCell(change.cell, change.before) + " → " +
            DescribeCell(change.cell, change.after);
  }
  return text;
}

}  // namespace pumice::hardening::crash
