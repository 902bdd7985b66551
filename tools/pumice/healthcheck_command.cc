// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/healthcheck_command.h"

#include <cstdio>
#include <stdexcept>

#include "server/http_client.h"
#include "tools/pumice/server_url.h"

namespace pumice {
namespace {

constexpr const char* kHelp =
    R"(Asks whether pumice answers: exit status 0 if it does within five seconds, 1 if not.

usage: pumice healthcheck [URL]
       pumice healthcheck [--port N] [--host ADDRESS] [--tls] [--port-file FILE]

  pumice healthcheck                            asks http://127.0.0.1:8000
  HEALTHCHECK CMD ["pumice", "healthcheck"]     in a Dockerfile
)";

// GET /, as the SDKs' health checks ask. Throws std::runtime_error if there is no answer.
ClientAnswer Ask(const std::string& url) {
  HttpClient client({.url = ParseEndpointUrl(url),
                     .verify_certificate = false,  // pumice may have made it itself
                     .timeout = std::chrono::seconds(5)});
  return client.Send({.method = "GET", .headers = {}, .body = ""});
}

int Unhealthy(const std::string& why) {
  std::fprintf(stderr, "pumice healthcheck: %s\n", why.c_str());
  return 1;
}

}  // namespace

int RunHealthcheckCommand(const std::vector<std::string>& arguments) {
  const auto parsed = ReadServerUrl("pumice healthcheck", kHelp, arguments);
  if (const auto* answer = std::get_if<CommandLineAnswer>(&parsed)) return Print(*answer);
  const std::string& url = std::get<std::string>(parsed);
  try {
    const ClientAnswer answer = Ask(url);
    if (answer.status != 200) {
      return Unhealthy(url + " answers with status " + std::to_string(answer.status));
    }
  } catch (const std::runtime_error& error) {
    return Unhealthy(error.what());
  }
  std::printf("%s is healthy\n", url.c_str());
  return 0;
}

}  // namespace pumice
