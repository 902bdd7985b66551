// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

namespace pumice::conformance {

// How a program that runs cases is called and explains itself.
struct CommandText {
  std::string name;                        // "pumice check"
  std::string description;                 // the help text's first lines
  std::string footer;                      // its last
  std::vector<std::string> default_paths;  // empty: the command line has to name some
};

// Runs the cases that the command line names (without the program's name) and reports on stdout.
// Returns the exit status: 0 if nothing failed, 1 if something did, 2 if the command line is wrong.
int RunCommand(const CommandText& text, std::vector<std::string> arguments);

}  // namespace pumice::conformance
