// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <map>
#include <string>
#include <vector>

namespace pumice::deploy {

// "NAME=VALUE", each; of a name that comes twice the last one counts. Throws std::invalid_argument,
// in one line.
std::map<std::string, std::string> ReadParameters(const std::vector<std::string>& texts);

}  // namespace pumice::deploy
