// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

namespace pumice {

// `pumice healthcheck`: whether a server answers, as Docker's HEALTHCHECK and the like ask.
// `arguments` come without "healthcheck". Returns the exit status: 0, 1 if it does not answer, 2
// for a wrong option.
int RunHealthcheckCommand(const std::vector<std::string>& arguments);

}  // namespace pumice
