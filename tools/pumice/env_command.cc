// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/env_command.h"

#include <cstdio>

#include "tools/pumice/sdk_environment.h"
#include "tools/pumice/server_url.h"

namespace pumice {
namespace {

constexpr const char* kHelp =
    R"text(Prints, for a shell, the variables by which AWS SDKs and tools find pumice.

usage: pumice env [URL]
       pumice env [--port N] [--host ADDRESS] [--tls] [--port-file FILE]

  eval "$(pumice env)"                          of http://127.0.0.1:8000
  eval "$(pumice env --port-file /tmp/port)"    of the port that /tmp/port holds

AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL_DYNAMODB_STREAMS are always printed; a region
and keys, which may be anything, where none are set.
)text";

}  // namespace

int RunEnvCommand(const std::vector<std::string>& arguments) {
  const auto url = ReadServerUrl("pumice env", kHelp, arguments);
  if (const auto* answer = std::get_if<CommandLineAnswer>(&url)) return Print(*answer);
  const auto variables = SdkVariables(std::get<std::string>(url), ReadEnvironment);
  std::fputs(ToShell(variables).c_str(), stdout);
  return 0;
}

}  // namespace pumice
