// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/server_url.h"

#include <fstream>
#include <stdexcept>
#include <string>
#include <variant>

#include "protocol/endpoint_url.h"
#include "tools/pumice/ready_line.h"

namespace pumice {
namespace {

CommandLineAnswer Fault(const std::string& command, const std::string& what) {
  return {2, command + ": " + what + "; see " + command + " --help\n"};
}

// What a file holds, or else why nothing listens anywhere that could be told.
using Port = std::variant<uint16_t, std::string>;

// The port that a running pumice has written; the option's where there is no such file. Nobody
// meant the default port who named a file.
Port PortOf(const Options& options) {
  if (options.port_file.empty()) return options.listen.port;
  std::ifstream file(options.port_file);
  if (!file) {
    if (options.port_is_given && options.listen.port != 0) return options.listen.port;
    return "there is no port file " + options.port_file + ": pumice does not answer yet, or ended";
  }
  uint16_t port = 0;
  if (file >> port && port != 0) return port;
  return options.port_file + " does not hold a port";
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
  const Port port = PortOf(options);
  if (const auto* fault = std::get_if<std::string>(&port)) {
    return CommandLineAnswer{1, command + ": " + *fault + "\n"};
  }
  return LocalUrl(options.listen, std::get<uint16_t>(port));
}

}  // namespace pumice
