// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tools/pumice/options.h"

namespace pumice {

// The server that `pumice env` and `pumice healthcheck` are about: an endpoint, or where a pumice
// with the given options (--port, --host, --tls, --port-file, or their variables) answers. A port
// file counts before --port; if it is missing and no port is given, that is a fault, exit status 1.
// Or the answer of the command line: `command` and `help` are what it is called and says of itself.
std::variant<std::string, CommandLineAnswer> ReadServerUrl(
    const std::string& command, const std::string& help, const std::vector<std::string>& arguments);

}  // namespace pumice
