// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

namespace pumice {

// `pumice deploy`: brings a DynamoDB to the tables that templates describe. `arguments` come
// without program and command. Returns the exit status.
int RunDeployCommand(const std::vector<std::string>& arguments);

}  // namespace pumice
