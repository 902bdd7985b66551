// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <map>
#include <string>
#include <string_view>

namespace pumice::deploy {

// The variables of a .env file: lines NAME=VALUE, with or without "export" and quotes; the rest of
// a line behind " #" and lines of other forms do not count.
std::map<std::string, std::string> ParseDotenv(std::string_view text);

}  // namespace pumice::deploy
