// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/server_url.h"

#include <fstream>
#include <stdexcept>

#include "protocol/endpoint_url.h"
#include "tools/pumice/ready_line.h"

namespace pumice {
namespace {

CommandLineAnswer Fault(const std::string& command, const std::string& what) {
  return {2, command + ": " + what + "; see " + command + " --help\n"};
}

// The port that a running pumice has written; the option's where there is no such file.
uint16_t PortOf(const Options& options) {
  uint16_t port = options.listen.port;
  if (!options.port_file.empty()) std::ifstream(options.port_file) >> port;
  return port;
}

}  // namespace

std::variant<std::string, CommandLineAnswer> ReadServerUrl(
    const std::string& command, const std::string& help,
    const std::vector<std::string>& arguments) {
  if (arguments.size() == 1 && (arguments[0] == "--help" || arguments[0] == "-h")) {
    return CommandLineAnswer{0, help};
  }
  if (!arguments.empty() && !arguments[0].starts_with('-')) {
    if (arguments.size() > 1) return Fault(command, "one URL, and nothing beside it");
    try {
      ParseEndpointUrl(arguments[0]);
    } catch (const std::invalid_argument& error) {
      return Fault(command, error.what());
    }
    return arguments[0];
  }
  const auto parsed = ParseOptions(arguments);
  if (const auto* answer = std::get_if<CommandLineAnswer>(&parsed)) return *answer;
  const Options& options = std::get<Options>(parsed);
  return LocalUrl(options.listen, PortOf(options));
}

}  // namespace pumice
