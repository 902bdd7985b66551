#pragma once

#include <memory>
#include <string>

#include "conformance/runner/transport.h"

namespace pumice::conformance {

// An emulator of its own, in memory, called without a socket.
std::unique_ptr<Transport> MakeInProcessTransport(const std::string& region);

}  // namespace pumice::conformance
