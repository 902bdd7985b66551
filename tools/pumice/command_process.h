// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace pumice {

// Starts a command, looked for in PATH, as a shell would: no signal is blocked or ignored. On Linux
// it gets SIGTERM when the calling thread ends, however that ends: kill -9 of this process must not
// leave it behind. Returns its process id, to be waited for. `command` holds a word at least.
//
// Throws std::runtime_error, naming the command, if it cannot be started.
pid_t StartCommand(const std::vector<std::string>& command);

}  // namespace pumice
