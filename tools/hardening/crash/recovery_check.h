// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "tools/hardening/crash/observation.h"
#include "tools/hardening/crash/shared_state.h"

namespace pumice::hardening::crash {

// Has the fixed tables' history kept from now on. Throws std::runtime_error.
void EnableRecovery(Instance* instance);

// Restores each fixed table to the moment that was last marked, and one of them from the backup
// that was made then, and compares them with what they held. No-op if nothing was marked. Throws
// std::runtime_error for items that are others, or for counters and indexes that are not theirs;
// Unreadable.
void CheckRecovery(Instance* instance, const SharedState& state);

// Marks this moment, at which the tables hold `now`, and asks for a backup, which need not be
// finished when the next process is killed. Time moves on, so that what is written next is later.
// Nobody else writes.
void MarkRecovery(Instance* instance, const Cells& now, SharedState* state);

}  // namespace pumice::hardening::crash
