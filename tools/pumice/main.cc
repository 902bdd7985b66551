// SPDX-License-Identifier: Apache-2.0

#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/storage/data_directory_error.h"
#include "engine/storage/repair.h"
#include "tools/pumice/check_command.h"
#include "tools/pumice/deploy_command.h"
#include "tools/pumice/env_command.h"
#include "tools/pumice/healthcheck_command.h"
#include "tools/pumice/lifetime.h"
#include "tools/pumice/options.h"
#include "tools/pumice/ready_line.h"
#include "tools/pumice/run_command.h"
#include "tools/pumice/server.h"

namespace pumice {
namespace {

void Serve(const Options& options) {
  Lifetime lifetime;
  const Server server(options, &lifetime);
  std::fputs(ReadyLine(options, server.port()).c_str(), stdout);
  std::fflush(stdout);
  LogEnd(options, lifetime.Wait());
}

void Repair(const std::string& data_dir) {
  for (const std::string& line : RepairDirectory(data_dir)) std::printf("%s\n", line.c_str());
}

// Completes the advice that an error ends with by the program's own options.
std::string_view OptionsFor(const DataDirectoryError& error) {
  switch (error.kind()) {
    case DataDirectoryError::Kind::kUnusable:
      return " with --data-dir";
    case DataDirectoryError::Kind::kDamaged:
      return ", or run pumice with --repair, which keeps what it can and tells what is lost";
    case DataDirectoryError::Kind::kFailed:
      break;
  }
  return "";
}

int Fail(std::string_view what, std::string_view advice) {
  std::fprintf(stderr, "pumice: %s\n", std::string(what).append(advice).c_str());
  return 1;
}

struct Command {
  std::string_view name;
  int (*run)(const std::vector<std::string>& arguments);
};
constexpr Command kCommands[] = {{"check", RunCheckCommand},
                                 {"deploy", RunDeployCommand},
                                 {"env", RunEnvCommand},
                                 {"healthcheck", RunHealthcheckCommand},
                                 {"run", RunRunCommand}};

int Main(const std::vector<std::string>& arguments) {
  for (const Command& command : kCommands) {
    if (arguments.empty() || arguments.front() != command.name) continue;
    std::signal(SIGPIPE, SIG_IGN);
    return command.run({arguments.begin() + 1, arguments.end()});
  }
  const auto parsed = ParseOptions(arguments);
  if (const auto* answer = std::get_if<CommandLineAnswer>(&parsed)) return Print(*answer);
  const Options& options = std::get<Options>(parsed);
  if (options.repair) {
    Repair(options.emulator.data_dir);
  } else {
    Serve(options);
  }
  return 0;
}

}  // namespace
}  // namespace pumice

int main(int argc, char** argv) {
  try {
    return pumice::Main({argv + 1, argv + argc});
  } catch (const pumice::DataDirectoryError& error) {
    return pumice::Fail(error.what(), pumice::OptionsFor(error));
  } catch (const std::exception& error) {
    return pumice::Fail(error.what(), "");
  }
}
