// SPDX-License-Identifier: Apache-2.0

#include "bindings/c/open_options.h"

#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "bindings/c/guard.h"

namespace pumice::c {
namespace {

constexpr size_t kMaxOptions = 1000;

// Those of AWS count (credentials for Kinesis); pumice's own variables are for the program.
std::optional<std::string> ReadForeignEnvironment(const std::string& name) {
  if (name.starts_with("PUMICE_")) return std::nullopt;
  return ReadEnvironment(name);
}

std::vector<std::string> Arguments(size_t count, const char* const* options) {
  if (count > kMaxOptions) throw std::invalid_argument("more than 1000 options");
  if (count != 0) Require(options, "options");
  std::vector<std::string> arguments;
  arguments.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    Require(options[i], "an option");
    arguments.emplace_back(options[i]);
  }
  return arguments;
}

void RefuseOptionsOfTheProcess(const Options& options) {
  const std::pair<bool, const char*> given[] = {{options.repair, "--repair"},
                                                {options.exit_with_parent, "--exit-with-parent"},
                                                {options.idle_exit.has_value(), "--idle-exit"},
                                                {!options.port_file.empty(), "--port-file"}};
  for (const auto& [is_given, name] : given) {
    if (is_given) {
      throw std::invalid_argument(std::string(name) +
                                  " is an option of the program, not of an emulator in a process");
    }
  }
}

// A fault of the command line as it is told here: without the program's name, and on one line.
std::string FaultText(std::string text) {
  constexpr std::string_view kProgram = "pumice: ";
  if (text.starts_with(kProgram)) text.erase(0, kProgram.size());
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

}  // namespace

Options ReadOpenOptions(size_t count, const char* const* options) {
  auto parsed = ParseOptions(Arguments(count, options), ReadForeignEnvironment);
  if (const auto* answer = std::get_if<CommandLineAnswer>(&parsed)) {
    if (answer->exit_code != 0) throw std::invalid_argument(FaultText(answer->text));
    throw std::invalid_argument("--help and --version are options of the program only");
  }
  RefuseOptionsOfTheProcess(std::get<Options>(parsed));
  return std::get<Options>(std::move(parsed));
}

}  // namespace pumice::c
