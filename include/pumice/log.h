// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <string_view>

namespace pumice {

enum class LogLevel { kInfo, kWarning, kError };

// Where an emulator says what no answer can: faults of background work, operations that are not
// implemented, progress of long work. Called from any thread; must not throw. Empty: nobody
// listens.
using LogSink = std::function<void(LogLevel level, std::string_view message)>;

}  // namespace pumice
