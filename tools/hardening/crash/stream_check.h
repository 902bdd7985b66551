// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "protocol/json.h"
#include "tools/hardening/crash/observation.h"
#include "tools/hardening/crash/shared_state.h"

namespace pumice::hardening::crash {

// Hands every record of a table's newest stream to `visit`, in order, that is behind `after` (a
// sequence number; empty: all). Throws std::runtime_error for sequence numbers that do not rise;
// Unreadable.
void ReadStream(Instance* instance, const std::string& table, const std::string& after,
                const std::function<void(const JsonValue& record)>& visit);

// Checks that the fixed tables' streams tell, since the last check, of every change of each item in
// order and of nothing else: each record's old image is the new image of the record before, the
// first one begins with what was there at the last check, and the last one ends with what there is
// now. Moves `state->streams_read` on. Returns the number of records.
uint64_t CheckStreams(Instance* instance, const Cells& now, SharedState* state);

// How many records of added items a churn table's newest stream has.
int CountInserts(Instance* instance, const std::string& table);

}  // namespace pumice::hardening::crash
