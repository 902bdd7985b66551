// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/mutex.h"
#include "pumice/clock.h"
#include "pumice/emulator.h"
#include "pumice/http.h"
#include "pumice/pumice.h"

// What the opaque types of pumice/pumice.h are.

struct pumice_emulator {
  pumice::ListenOptions listen;
  std::optional<pumice::ManualClock> manual_clock;
  pumice::Mutex clock_mutex;                   // held while the manual clock is moved
  std::unique_ptr<pumice::Emulator> emulator;  // last: it uses the clock
};

struct pumice_answer {
  explicit pumice_answer(pumice::HttpResponse taken) : response(std::move(taken)) {
    names.reserve(response.headers.size());
    for (const auto& [name, value] : response.headers) names.emplace_back(name);
  }

  pumice::HttpResponse response;
  std::vector<std::string> names;  // of the headers, each with the zero byte that C wants
};

struct pumice_feed {
  std::shared_ptr<void> feed;
};
