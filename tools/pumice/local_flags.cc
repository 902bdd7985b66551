// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/local_flags.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <stdexcept>
#include <string_view>

namespace pumice {
namespace {

// How long real tables of a test suite's size stay CREATING, roughly.
constexpr std::string_view kTransientDelay = "--transition-delay=2s";

struct LocalFlag {
  std::string_view name;
  // What stands for it here; empty: nothing has to.
  std::string_view option;
  bool has_value = false;
};

// A property that starts the jar, and stands in one word with its value. There is no Java here.
constexpr std::string_view kLibraryPath = "-Djava.library.path";

// One shared namespace (-sharedDb) is how pumice runs unasked; no telemetry and no start-up work to
// optimize are how it always runs.
constexpr std::array<LocalFlag, 12> kLocalFlags = {{
    {"-port", "--port", true},
    {"-dbPath", "--data-dir", true},
    {"-cors", "--cors", true},
    {"-inMemory", ""},
    {"-sharedDb", ""},
    {"-delayTransientStatuses", kTransientDelay},
    {"-optimizeDbBeforeStartup", ""},
    {"-disableTelemetry", ""},
    {"-help", "--help"},
    {"-version", "--version"},
    {kLibraryPath, ""},
    {"-jar", "", true},
}};

// The jar keeps its data in the working directory: here it is one folder there.
constexpr std::string_view kDefaultFolder = "pumice-data";

const LocalFlag* Find(std::string_view argument) {
  if (argument.starts_with(std::string(kLibraryPath) + "=")) argument = kLibraryPath;
  const auto* const found =
      std::find_if(kLocalFlags.begin(), kLocalFlags.end(),
                   [&](const LocalFlag& flag) { return flag.name == argument; });
  return found == kLocalFlags.end() ? nullptr : found;
}

bool Contains(const std::vector<std::string>& arguments, std::string_view flag) {
  return std::find(arguments.begin(), arguments.end(), flag) != arguments.end();
}

void CheckTogether(const std::vector<std::string>& arguments) {
  const bool has_path = Contains(arguments, "-dbPath");
  if (has_path && Contains(arguments, "-inMemory")) {
    throw std::invalid_argument("-inMemory and -dbPath exclude each other");
  }
  if (!has_path && Contains(arguments, "-optimizeDbBeforeStartup")) {
    throw std::invalid_argument("-optimizeDbBeforeStartup needs -dbPath");
  }
}

// Whether the arguments would start the jar.
bool StartsLocal(const std::vector<std::string>& arguments) {
  if (Contains(arguments, "-help") || Contains(arguments, "-version")) return false;
  return std::any_of(arguments.begin(), arguments.end(),
                     [](const std::string& argument) { return Find(argument) != nullptr; });
}

bool StatesStorage(const std::vector<std::string>& arguments) {
  return std::any_of(arguments.begin(), arguments.end(), [](const std::string& argument) {
    return argument == "-inMemory" || argument == "-dbPath" || argument.starts_with("--data-dir");
  });
}

bool StatesSpaces(const std::vector<std::string>& arguments) {
  return std::any_of(arguments.begin(), arguments.end(),
                     [](const std::string& argument) { return argument.starts_with("--spaces"); });
}

// What the jar does without being asked.
void AddDefaults(const std::vector<std::string>& arguments, std::vector<std::string>* translated) {
  if (!StartsLocal(arguments)) return;
  translated->emplace_back("--lenient-definitions");
  if (!Contains(arguments, "-sharedDb") && !StatesSpaces(arguments)) {
    translated->emplace_back("--spaces=access-key+region");
  }
  if (StatesStorage(arguments)) return;
  translated->emplace_back("--data-dir");
  translated->push_back((std::filesystem::current_path() / kDefaultFolder).string());
}

}  // namespace

std::vector<std::string> TranslateLocalFlags(const std::vector<std::string>& arguments) {
  CheckTogether(arguments);
  std::vector<std::string> translated;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const LocalFlag* flag = Find(arguments[i]);
    if (flag == nullptr) {
      translated.push_back(arguments[i]);
      continue;
    }
    if (flag->has_value && i + 1 == arguments.size()) {
      throw std::invalid_argument(arguments[i] + " needs a value");
    }
    if (!flag->option.empty()) translated.emplace_back(flag->option);
    if (!flag->has_value) continue;
    ++i;
    if (!flag->option.empty()) translated.push_back(arguments[i]);
  }
  AddDefaults(arguments, &translated);
  return translated;
}

}  // namespace pumice
