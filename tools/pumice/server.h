// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "pumice/clock.h"
#include "pumice/emulator.h"
#include "tools/pumice/lifetime.h"
#include "tools/pumice/options.h"
#include "tools/pumice/port_file.h"

namespace pumice {

// The emulator of this program, with its log on stderr. Answers from the construction until the
// destruction.
class Server {
 public:
  // Throws DataDirectoryError or std::runtime_error, saying what to do, if it cannot start.
  // `lifetime` is told of requests and must outlive this.
  Server(const Options& options, Lifetime* lifetime);

  uint16_t port() const { return port_; }

 private:
  const PortFile port_file_;
  std::optional<ManualClock> manual_clock_;
  std::unique_ptr<Emulator> emulator_;
  uint16_t port_ = 0;
};

// Says why the program ends, where the user might wonder.
void LogEnd(const Options& options, const Lifetime::Event& event);

}  // namespace pumice
