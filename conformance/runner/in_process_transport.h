// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <string>

#include "conformance/runner/transport.h"

namespace pumice::conformance {

// An emulator of its own, in memory, called without a socket. Its clock stands at
// 2020-01-01T00:00:00Z until it is moved, so that cases come out the same every time.
std::unique_ptr<Transport> MakeInProcessTransport(const std::string& region);

}  // namespace pumice::conformance
