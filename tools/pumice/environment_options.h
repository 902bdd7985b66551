// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pumice {

// An option as the environment may give it.
struct NamedOption {
  std::string name;  // "--data-dir"
  bool is_flag;      // takes no value
};

// The variable that stands for an option: "--data-dir" is PUMICE_DATA_DIR.
std::string VariableOf(const std::string& option);

// The value of a variable; nothing if it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
std::optional<std::string> ReadEnvironment(const std::string& name);

// Whether an option is taken from the environment: it is set there, and not among the arguments.
bool IsFromEnvironment(const NamedOption& option, const std::vector<std::string>& arguments,
                       const Environment& environment);

// The arguments, with those before them that the environment adds: an option that is among the
// arguments is not taken from the environment. A flag's variable is true, 1, yes or on, or false,
// 0, no, off or empty; throws std::invalid_argument, in one line, for anything else.
std::vector<std::string> WithEnvironment(const std::vector<NamedOption>& options,
                                         const std::vector<std::string>& arguments,
                                         const Environment& environment);

}  // namespace pumice
