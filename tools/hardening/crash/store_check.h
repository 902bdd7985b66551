// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "engine/storage/store.h"

namespace pumice::hardening::crash {

// Looks at a data directory beneath everything that keeps it in order, and tells what contradicts
// itself: rows and index rows, items and their expiry index, counters and what they count, tables
// and their streams, tokens and their times, ids and what they were given to. Empty: nothing does.
// Stops at about twenty findings. The store was just opened, and nobody else uses it.
std::vector<std::string> CheckStore(Store* store);

}  // namespace pumice::hardening::crash
