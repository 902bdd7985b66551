// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

namespace pumice {

// `pumice env`: prints, for a shell, the variables by which AWS SDKs find a server: that of an
// endpoint, or the one that the other options describe. `arguments` come without "env". Returns the
// exit status: 0, 2 for a wrong option.
int RunEnvCommand(const std::vector<std::string>& arguments);

}  // namespace pumice
