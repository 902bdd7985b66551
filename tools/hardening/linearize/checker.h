// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

#include "tools/hardening/linearize/model.h"

namespace pumice::hardening::linearize {

enum class Verdict { kLinearizable, kNot, kUndecided };

// Whether there is an order of the operations, each somewhere between its call and its return, in
// which one after the other would have given these answers, from `start` on.
//
// Wing and Gong's search ("Testing and verifying concurrent objects", 1993) with Lowe's memory of
// what was tried ("Testing for linearizability", 2017): which operations are done and what the
// items are. `budget`: how many steps to try at most; what they do not decide is kUndecided.
Verdict CheckHistory(const History& history, uint64_t budget, const Items& start = {});

// The same for histories without transactions, where each item can be looked at alone.
Verdict CheckEachKey(const History& history, uint64_t budget, const Items& start = {});

// A short history that is not linearizable either, for people to read: as much of the beginning as
// is needed, and no operation that only reads and need not be there. `history` must not be
// linearizable.
History Minimize(const History& history, uint64_t budget, const Items& start = {});

}  // namespace pumice::hardening::linearize
