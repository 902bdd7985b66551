// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "pumice/emulator.h"
#include "tools/pumice/environment_options.h"

namespace pumice {

enum class LogFormat { kText, kJson };

// What the command line asks for.
struct Options {
  EmulatorOptions emulator;
  ListenOptions listen;
  // The instant at which a manual clock stands, in milliseconds since the epoch; nothing: the
  // machine's clock.
  std::optional<int64_t> manual_clock_start;
  std::string port_file;       // empty: none
  bool port_is_given = false;  // listen.port is not the default
  // Templates, or folders of them, whose tables are made at the start; and their parameters,
  // NAME=VALUE.
  std::vector<std::string> schemas;
  std::vector<std::string> schema_parameters;
  std::string schema_space = "default";  // where they are made
  bool repair = false;                   // mend the data directory and end
  bool exit_with_parent = false;
  std::optional<std::chrono::milliseconds> idle_exit;  // end without a request for so long
  std::string log_level = "info";                      // one of spdlog's names
  LogFormat log_format = LogFormat::kText;
  bool verbose = false;  // log every request
};

// The command line was answered, or is at fault: nothing is to be started.
struct CommandLineAnswer {
  int exit_code;     // 0: `text` is for stdout; otherwise for stderr
  std::string text;  // whole lines
};

// Prints it, and returns its exit status.
int Print(const CommandLineAnswer& answer);

inline constexpr uint16_t kDefaultPort = 8000;

// Reads the program's arguments, which come without the program's name; DynamoDB Local's are
// understood too. An option that is not among them is taken from its variable in `environment`
// (environment_options.h), or else from the file that --config names.
std::variant<Options, CommandLineAnswer> ParseOptions(
    const std::vector<std::string>& arguments, const Environment& environment = ReadEnvironment,
    uint16_t default_port = kDefaultPort);

}  // namespace pumice
