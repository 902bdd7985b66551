// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>

#include "engine/base/memory_budget.h"
#include "pumice/http.h"

namespace pumice {

class Spaces;

// GET /_pumice/status: how the emulator is, and what it works at in the background.
//
//   {"version":"0.1.0","uptime_seconds":12.5,"writes_suspended":false,"spaces":1,"tables":3,
//    "memory":{"used":1048576,"limit":4294967296},
//    "work":[{"name":"filling index ByKind of table Orders","done":120000,"total":200000,
//             "started":"2026-01-31T12:00:00.000Z"}]}
//
// `total` is missing where nobody knows it, `memory` where none is counted. Times are the
// machine's, whatever the emulator's clock says. `memory` may be null.
HttpResponse HandleStatus(const Spaces& spaces, const MemoryBudget* memory,
                          std::chrono::steady_clock::duration uptime, const HttpRequest& request);

}  // namespace pumice
