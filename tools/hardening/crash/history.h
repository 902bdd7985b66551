// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>

#include "tools/hardening/crash/observation.h"
#include "tools/hardening/crash/shared_state.h"

namespace pumice::hardening::crash {

// How much of what writers did is there after a crash: of each writer the first operations, up to a
// cut. A writer does one thing after the other, so every state that a crash may leave is such a row
// of cuts.
struct Cuts {
  std::array<uint32_t, kWriters>
      lowest{};  // several where the last operations change nothing that can be seen
  std::array<uint32_t, kWriters> highest{};
};

struct Loss {
  uint64_t acknowledged = 0;  // operations that were acknowledged
  uint64_t lost = 0;          // of which not there: only after a loss of power without fsync
  uint64_t in_flight_kept = 0;
};

// Finds the cuts that leave what was observed. `clock_millis`: items that are due by then count as
// gone. Throws std::runtime_error, naming cells, if there are none: something is missing, too much,
// or half of an operation.
Cuts FindCuts(const SharedState& state, const Cells& observed, int64_t clock_millis);

// Throws std::runtime_error if an operation was lost that must not be: any acknowledged one, or,
// with `may_lose`, one that was acknowledged before another one began that is there.
Loss CheckLoss(const SharedState& state, const Cuts& cuts, bool may_lose);

// As an item's cell is read once what is due at a time is gone.
uint64_t Visible(int cell, uint64_t value, int64_t clock_millis);

std::string DescribeCell(int cell, uint64_t value);
std::string DescribeOperation(const Operation& operation);

}  // namespace pumice::hardening::crash
