// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "pumice/clock.h"
#include "tools/hardening/crash/cells.h"

namespace pumice::hardening::crash {

enum class Kind : uint8_t {
  kPut,
  kUpdate,
  kDelete,
  kBatch,       // BatchWriteItem
  kTransact,    // TransactWriteItems
  kInsert,      // PartiQL, as are the next ones
  kStatement,   // UPDATE or DELETE
  kStatements,  // ExecuteTransaction
  kCreateTable,
  kDeleteTable,
  kAddIndex,
  kDropIndex,
  kStreamOn,
  kStreamOff,
  kTtlOn,
  kTtlOff,
  kFill,  // BatchWriteItem into a churn table
  kPutRecord,
  kDeleteRecord,
};

// What an operation makes of one cell.
struct Change {
  uint16_t cell = 0;
  uint64_t before = 0;
  uint64_t after = 0;
};

inline constexpr int kMaxChanges = 6;

// One operation: enough to make its request again, to the byte.
struct Operation {
  Kind kind = Kind::kPut;
  bool conditional = false;
  uint8_t count = 0;
  std::array<Change, kMaxChanges> changes;
  uint64_t token = 0;         // ClientRequestToken; zero: none
  int64_t clock_millis = 0;   // when it was asked for
  uint64_t invoked = 0;       // in the order of all writers' invocations and acknowledgements
  uint64_t acknowledged = 0;  // zero: not, or not yet
};

inline constexpr uint32_t kMaxOperations = 30000;

// What one writer did since the directory was last checked. Written by that writer alone; operation
// `count` - 1 may be in flight. What stands in it is whole whenever the process is killed.
struct Journal {
  std::atomic<uint32_t> count{0};
  std::array<Operation, kMaxOperations> operations;
};

enum class Phase : uint32_t { kOpening, kRunning, kClosing, kClosed };

// What a check found, beside nothing wrong.
struct Report {
  uint64_t acknowledged = 0;  // operations
  uint64_t lost = 0;
  uint64_t in_flight_kept = 0;
  uint64_t records = 0;   // of streams, that were new
  uint64_t replayed = 0;  // tokens that were used again
  bool repaired = false;  // the directory was refused, and repaired
};

// What outlives the processes that are killed: in memory that they share with the one that kills
// them.
struct SharedState {
  std::atomic<int64_t> clock_millis{0};
  std::atomic<Phase> phase{Phase::kOpening};
  std::atomic<bool> stop{false};  // asks for an orderly end
  std::atomic<uint64_t> order{1};
  std::atomic<uint64_t> next_token{1};
  // As last checked.
  std::array<uint64_t, kCells> cells{};
  std::array<uint32_t, kCells> versions{};  // the highest version or generation ever asked for
  std::array<std::array<char, 48>, kFixedTables>
      streams_read{};  // sequence number of the last record read
  // A moment that tables are restored to, what they held then, and the backup made then; zero:
  // none.
  int64_t recovery_millis = 0;
  std::array<uint64_t, kCells> recovery_cells{};
  std::array<char, 256> backup_arn{};
  std::array<Journal, kWriters> journals;
  Report report;
  char failure[8192] = {};
};

class SharedClock : public Clock {
 public:
  explicit SharedClock(const SharedState* state) : state_(state) {}
  int64_t NowMillis() const override {
    return state_->clock_millis.load(std::memory_order_acquire);
  }

 private:
  const SharedState* state_;
};

}  // namespace pumice::hardening::crash
