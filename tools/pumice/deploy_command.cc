// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/deploy_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

#include "protocol/environment_credentials.h"
#include "tools/deploy/deploy.h"
#include "tools/deploy/file_watch.h"
#include "tools/deploy/parameters.h"
#include "tools/pumice/environment_options.h"

namespace pumice {
namespace {

constexpr int kFailed = 1;
constexpr int kUsageError = 2;

constexpr const char* kDescription =
    "Brings a DynamoDB to the tables that your templates describe, whatever their form.";

constexpr const char* kFooter = R"(
  pumice deploy template.yaml --parameter Stage=dev      CloudFormation, SAM
  pumice deploy cdk.out                                  CDK, after cdk synth
  pumice deploy serverless.yml --stage dev               the Serverless Framework
  pumice deploy infra/ --var environment=dev             Terraform's own files
  terraform show -json plan.out > plan.json && pumice deploy plan.json
  pumice deploy tables/                                  create-table inputs, describe-table outputs
  pumice deploy model.json                               NoSQL Workbench, sample data included

What it does is printed first, a sign before each table and each part of it:

  + table Orders                     is made
  ~ table Music                      is changed:
      + GSI ByGenre: Genre (S); ALL    an index is made (- deleted, ~ changed)
      ~ TTL: expires -> ttl
  - table Carts                      would have to be replaced: its keys are others. Only
                                     --replace does that, and its items are lost
  = table Users                      is as it is wanted

Tables that no template names are left alone. What a template does not say of TTL, backups, tags
or policies stays as it is. Resources that are no tables are passed over and counted.

Requests are signed with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, so that
the same command serves pumice, DynamoDB Local, ScyllaDB and AWS (https://dynamodb.REGION.amazonaws.com).

Exit status: 0 if the tables are as they are wanted (or, with --dry-run, can be), 1 if not, 2 if the
command line is wrong. A fault names file, line, column, resource and member.
)";

struct CommandLine {
  deploy::DeployOptions deploy;
  std::vector<std::string> parameters;
  std::string stage;
  std::string endpoint;
  bool insecure = false;
  bool watch = false;
};

void AddTemplateOptions(CLI::App* app, CommandLine* line) {
  const std::string group = "What is read";
  app->add_option("PATH", line->deploy.paths, "Templates, or folders of them")
      ->type_name("")
      ->required();
  app->add_option("--parameter,--var", line->parameters,
                  "A parameter of CloudFormation's, variable of Terraform's, option of\n"
                  "serverless.yml; may be given again")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false)
      ->group(group);
  app->add_option("--stage", line->stage, "As --parameter stage=NAME")
      ->type_name("NAME")
      ->group(group);
  app->add_option("--stack-name", line->deploy.read.stack_name,
                  "Which names of tables begin with that have none of their own (default: the\n"
                  "file's name)")
      ->type_name("NAME")
      ->group(group);
  app->add_option("--account", line->deploy.read.account,
                  "The account that templates see (default: 000000000000)")
      ->type_name("ID")
      ->group(group);
}

void AddTargetOptions(CLI::App* app, CommandLine* line) {
  const std::string group = "Where it is deployed";
  app->add_option("--endpoint", line->endpoint,
                  "The DynamoDB (default: AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL, or\n"
                  "http://localhost:8000)")
      ->type_name("URL")
      ->group(group);
  app->add_option("--region", line->deploy.read.region,
                  "The region (default: AWS_REGION, AWS_DEFAULT_REGION, us-east-1)")
      ->type_name("NAME")
      ->group(group);
  app->add_flag("--insecure", line->insecure, "With https: take any certificate")->group(group);
}

void AddPlanOptions(CLI::App* app, CommandLine* line) {
  const std::string group = "What is done";
  app->add_flag("--dry-run", line->deploy.dry_run, "Print the plan, change nothing")->group(group);
  app->add_flag("--replace", line->deploy.replace,
                "Delete and make anew the tables whose keys are others; their items are lost")
      ->group(group);
  app->add_flag("--watch", line->watch, "Do it again whenever a template changes")->group(group);
}

// What is left out is taken from the environment.
void Complete(CommandLine* line) {
  deploy::ReadOptions& read = line->deploy.read;
  read.parameters = deploy::ReadParameters(line->parameters);
  if (!line->stage.empty()) read.parameters["stage"] = line->stage;
  read.environment = [](std::string_view name) { return ReadEnvironment(std::string(name)); };
  if (read.region.empty()) read.region = RegionOf(ReadEnvironment);
  for (const char* const name : {"AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL"}) {
    if (line->endpoint.empty()) line->endpoint = ReadEnvironment(name).value_or("");
  }
  if (line->endpoint.empty()) line->endpoint = "http://localhost:8000";
}

deploy::ServiceClient MakeClient(const CommandLine& line) {
  deploy::ServiceClientOptions options;
  options.url = ParseEndpointUrl(line.endpoint);
  options.credentials = CredentialsFor(options.url, ReadEnvironment);
  options.region = line.deploy.read.region;
  options.verify_certificate = !line.insecure;
  return deploy::MakeHttpClient(options);
}

int Fail(const std::string& what) {
  std::fprintf(stderr, "pumice deploy: %s\n", what.c_str());
  return kFailed;
}

int DeployOnce(const CommandLine& line, const deploy::ServiceClient& client) {
  const deploy::DeployReport report = {
      [](const std::string& text) {
        std::printf("%s\n", text.c_str());
        std::fflush(stdout);
      },
      [](const std::string& text) { std::fprintf(stderr, "note: %s\n", text.c_str()); }};
  try {
    if (Deploy(line.deploy, client, report)) return 0;
    return Fail(
        "nothing was done: a table is replaced only with --replace, and not while it has deletion "
        "protection");
  } catch (const deploy::PlannedCallError& error) {
    return Fail(error.call().table + ": " + error.call().operation + ": " + error.name() + ": " +
                error.what());
  } catch (const ServiceError& error) {
    return Fail(line.endpoint + ": " + error.name() + ": " + error.what());
  } catch (const std::runtime_error& error) {
    return Fail(error.what());
  }
}

int Run(const CommandLine& line) {
  const deploy::ServiceClient client = MakeClient(line);
  if (!line.watch) return DeployOnce(line, client);
  deploy::FileWatch watch(line.deploy.paths);
  while (true) {
    DeployOnce(line, client);
    std::printf("watching\n");
    std::fflush(stdout);
    watch.Wait();
  }
}

}  // namespace

int RunDeployCommand(const std::vector<std::string>& arguments) {
  CommandLine line;
  line.deploy.read.region.clear();
  CLI::App app(kDescription, "pumice deploy");
  AddTemplateOptions(&app, &line);
  AddTargetOptions(&app, &line);
  AddPlanOptions(&app, &line);
  app.footer(kFooter);
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants them
    app.parse(std::move(reversed));
    Complete(&line);
    return Run(line);
  } catch (const CLI::CallForHelp&) {
    std::fputs(app.help().c_str(), stdout);
    return 0;
  } catch (const CLI::ParseError& error) {
    std::fprintf(stderr, "pumice deploy: %s; see pumice deploy --help\n", error.what());
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "pumice deploy: %s; see pumice deploy --help\n", error.what());
  }
  return kUsageError;
}

}  // namespace pumice
