// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>

#include "tools/pumice/options.h"

namespace pumice {

// Where a client on this machine reaches a server: "http://127.0.0.1:8000".
std::string LocalUrl(const ListenOptions& listen, uint16_t port);

// What the program prints once it answers: version, address and storage in one line, and the first
// command to try in the next.
std::string ReadyLine(const Options& options, uint16_t port);

}  // namespace pumice
