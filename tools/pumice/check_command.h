// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

namespace pumice {

// `pumice check`: runs a user's own access patterns, in conformance's case format, inside this
// process or against an endpoint. `arguments` come without "check". Returns the exit status: 0, 1
// if a pattern failed, 2 for a wrong option.
int RunCheckCommand(const std::vector<std::string>& arguments);

}  // namespace pumice
