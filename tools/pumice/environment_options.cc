// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/environment_options.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <iterator>
#include <stdexcept>
#include <string_view>

namespace pumice {
namespace {

bool IsGiven(const std::string& option, const std::vector<std::string>& arguments) {
  return std::any_of(arguments.begin(), arguments.end(), [&](const std::string& argument) {
    return argument == option || argument.starts_with(option + '=');
  });
}

bool ReadFlag(const std::string& variable, const std::string& text) {
  std::string lower = text;
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  constexpr std::string_view kTrue[] = {"true", "1", "yes", "on"};
  constexpr std::string_view kFalse[] = {"false", "0", "no", "off", ""};
  if (std::find(std::begin(kTrue), std::end(kTrue), lower) != std::end(kTrue)) return true;
  if (std::find(std::begin(kFalse), std::end(kFalse), lower) != std::end(kFalse)) return false;
  throw std::invalid_argument(variable + ": " + text + " is neither true nor false");
}

}  // namespace

std::string VariableOf(const std::string& option) {
  std::string variable = "PUMICE_" + option.substr(2);
  for (char& c : variable) {
    c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return variable;
}

std::optional<std::string> ReadEnvironment(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

bool IsFromEnvironment(const NamedOption& option, const std::vector<std::string>& arguments,
                       const Environment& environment) {
  return !IsGiven(option.name, arguments) && environment(VariableOf(option.name)).has_value();
}

std::vector<std::string> WithEnvironment(const std::vector<NamedOption>& options,
                                         const std::vector<std::string>& arguments,
                                         const Environment& environment) {
  std::vector<std::string> all;
  for (const NamedOption& option : options) {
    if (!IsFromEnvironment(option, arguments, environment)) continue;
    const std::string variable = VariableOf(option.name);
    const std::string value = environment(variable).value_or("");
    if (!option.is_flag) {
      all.push_back(value.empty() ? option.name : option.name + '=' + value);
      if (value.empty()) all.push_back(value);
    } else if (ReadFlag(variable, value)) {
      all.push_back(option.name);
    }
  }
  all.insert(all.end(), arguments.begin(), arguments.end());
  return all;
}

}  // namespace pumice
