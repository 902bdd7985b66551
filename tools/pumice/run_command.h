// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

namespace pumice {

// `pumice run [options] -- COMMAND`: runs a command beside a server of its own, which ends with it.
// `arguments` come without "run". Returns the command's exit status, 128 and the signal's number if
// a signal ended it, 127 if there is no such command, 2 for a wrong option. Throws what Server
// throws.
int RunRunCommand(const std::vector<std::string>& arguments);

}  // namespace pumice
