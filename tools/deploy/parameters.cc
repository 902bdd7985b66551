// SPDX-License-Identifier: Apache-2.0

#include "tools/deploy/parameters.h"

#include <stdexcept>

namespace pumice::deploy {

std::map<std::string, std::string> ReadParameters(const std::vector<std::string>& texts) {
  std::map<std::string, std::string> parameters;
  for (const std::string& text : texts) {
    const size_t equals = text.find('=');
    if (equals == 0 || equals == std::string::npos) {
      throw std::invalid_argument("\"" + text + "\" is no parameter: NAME=VALUE is");
    }
    parameters[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return parameters;
}

}  // namespace pumice::deploy
