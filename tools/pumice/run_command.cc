// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/run_command.h"

#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include "tools/pumice/command_process.h"
#include "tools/pumice/lifetime.h"
#include "tools/pumice/ready_line.h"
#include "tools/pumice/sdk_environment.h"
#include "tools/pumice/server.h"

namespace pumice {
namespace {

constexpr int kUsageError = 2;
constexpr int kNoSuchCommand = 127;
constexpr int kSignalBase = 128;

constexpr const char* kHelp =
    R"(Runs a command beside a pumice of its own, on a free port unless --port says otherwise.

usage: pumice run [OPTIONS] -- COMMAND [ARGUMENTS]

  pumice run -- npm test
  pumice run --clock manual --stream-shards 4 -- pytest -x

The command finds it by AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL_DYNAMODB_STREAMS; a
region and keys are set where none are. The options are pumice's: pumice --help. The exit
status is the command's. On Linux the command gets SIGTERM when pumice is killed.
)";

// Until the command has ended: its exit status. Whoever wants to end pumice ends the command, and
// pumice with it.
int WaitFor(pid_t child, const Options& options, Lifetime* lifetime) {
  while (true) {
    const Lifetime::Event event = lifetime->Wait();
    int status = 0;
    if (waitpid(child, &status, WNOHANG) == child) {
      return WIFSIGNALED(status) ? kSignalBase + WTERMSIG(status) : WEXITSTATUS(status);
    }
    switch (event.kind) {
      case Lifetime::Event::Kind::kChildEnded:
        break;  // stopped, or somebody else's
      case Lifetime::Event::Kind::kSignal:
        // A terminal has told the command already.
        if (event.sent_by_process) kill(child, event.signal);
        break;
      case Lifetime::Event::Kind::kParentGone:
      case Lifetime::Event::Kind::kIdle:
        LogEnd(options, event);
        lifetime->EndOnlyBySignal();
        kill(child, SIGTERM);
    }
  }
}

int Fail(const std::string& what, int status) {
  std::fprintf(stderr, "pumice run: %s\n", what.c_str());
  return status;
}

}  // namespace

int RunRunCommand(const std::vector<std::string>& arguments) {
  const auto end = std::find(arguments.begin(), arguments.end(), "--");
  const std::vector<std::string> own(arguments.begin(), end);
  if (own.size() == 1 && (own[0] == "--help" || own[0] == "-h")) return Print({0, kHelp});
  if (arguments.end() - end < 2) {
    return Fail("needs -- and a command, such as pumice run -- npm test; see pumice run --help",
                kUsageError);
  }
  const auto parsed = ParseOptions(own, ReadEnvironment, 0);
  if (const auto* answer = std::get_if<CommandLineAnswer>(&parsed)) return Print(*answer);
  const Options& options = std::get<Options>(parsed);
  Lifetime lifetime;
  const Server server(options, &lifetime);
  const std::string url = LocalUrl(options.listen, server.port());
  for (const auto& [name, value] : SdkVariables(url, ReadEnvironment)) {
    setenv(name.c_str(), value.c_str(), 1);
  }
  pid_t child = 0;
  try {
    child = StartCommand({end + 1, arguments.end()});
  } catch (const std::runtime_error& error) {
    return Fail(error.what(), kNoSuchCommand);
  }
  return WaitFor(child, options, &lifetime);
}

}  // namespace pumice
