// SPDX-License-Identifier: Apache-2.0

#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "conformance/runner/command.h"

namespace {

constexpr const char* kDescription =
    "Runs conformance cases against pumice in this process, or against any DynamoDB.";

constexpr const char* kFooter = R"(
conformance/README.md describes the cases' form. Requests to an endpoint are signed with
AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.
Exit status: 0 if nothing failed, 1 if something did, 2 if the command line is wrong.
)";

}  // namespace

int main(int argc, char** argv) {
  try {
    std::signal(SIGPIPE, SIG_IGN);
    return pumice::conformance::RunCommand(
        {"conformance_runner", kDescription, kFooter, {"conformance/cases", "conformance/systems"}},
        {argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "conformance_runner: %s\n", error.what());
    return 1;
  }
}
