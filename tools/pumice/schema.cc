// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/schema.h"

#include <stdexcept>
#include <string>
#include <string_view>

#include "protocol/environment_credentials.h"
#include "tools/deploy/deploy.h"
#include "tools/deploy/parameters.h"
#include "tools/pumice/environment_options.h"

namespace pumice {
namespace {

void Tell(const LogSink& log, LogLevel level, const std::string& line) {
  if (log) log(level, "schema: " + line);
}

// Callers that have spaces of their own would look for the tables in vain.
void TellSpace(const Options& options, const LogSink& log) {
  if (options.emulator.spaces == "shared") return;
  Tell(log, LogLevel::kInfo,
       "these tables are in the space " + options.schema_space + "; with --spaces " +
           options.emulator.spaces + " a caller's may be another (--schema-space)");
}

}  // namespace

void DeploySchema(const Options& options, Emulator* emulator, const LogSink& log) {
  if (options.schemas.empty()) return;
  deploy::DeployOptions deployed;
  deployed.paths = options.schemas;
  deployed.read.parameters = deploy::ReadParameters(options.schema_parameters);
  deployed.read.region = RegionOf(ReadEnvironment);
  deployed.read.environment = [](std::string_view name) {
    return ReadEnvironment(std::string(name));
  };
  const Credentials credentials = CredentialsFor({}, ReadEnvironment);
  const deploy::ServiceClient client = deploy::MakeInProcessClient(
      emulator, credentials, deployed.read.region, options.schema_space);
  const deploy::DeployReport report = {
      [&](const std::string& line) { Tell(log, LogLevel::kInfo, line); },
      [&](const std::string& line) { Tell(log, LogLevel::kWarning, line); }};
  try {
    if (Deploy(deployed, client, report)) {
      TellSpace(options, log);
      return;
    }
  } catch (const deploy::PlannedCallError& error) {
    throw std::runtime_error("--schema: " + error.call().table + ": " + error.call().operation +
                             ": " + error.name() + ": " + error.what());
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(std::string("--schema: ") + error.what());
  }
  throw std::runtime_error(
      "--schema: a table is there already with other keys; pumice deploy --replace makes it anew");
}

}  // namespace pumice
