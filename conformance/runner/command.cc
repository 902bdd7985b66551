// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>

#include "conformance/runner/against.h"
#include "conformance/runner/case_finder.h"
#include "conformance/runner/case_runner.h"
#include "conformance/runner/decisions.h"
#include "conformance/runner/http_transport.h"
#include "conformance/runner/in_process_transport.h"
#include "conformance/runner/junit.h"
#include "conformance/runner/report.h"
#include "protocol/environment_credentials.h"

namespace pumice::conformance {
namespace {

constexpr int kFailed = 1;
constexpr int kUsageError = 2;

struct RunOptions {
  std::vector<std::string> paths;
  std::string endpoint;
  std::string against;
  std::string against_report;
  std::string decisions;
  std::string region;
  std::string junit;
  std::string filter;
  bool insecure = false;
  bool verbose = false;
  bool list = false;
  bool deployed = false;
};

std::optional<std::string> Environment(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

void AddOptions(CLI::App* app, const CommandText& text, RunOptions* options) {
  auto* paths =
      app->add_option("PATH", options->paths, "Case files, or directories to search for *.yaml")
          ->type_name("");
  if (text.default_paths.empty()) paths->required();
  auto* endpoint =
      app->add_option("--endpoint", options->endpoint,
                      "Run them against this DynamoDB (default: an emulator inside this process)")
          ->type_name("URL");
  auto* deployed = app->add_flag("--deployed", options->deployed,
                                 "The files' tables are there, as `pumice deploy` left them: "
                                 "neither create nor delete them")
                       ->needs(endpoint);
  auto* against = app->add_option("--against", options->against,
                                  "Replay them on this DynamoDB too, and print where its answers "
                                  "differ; pass and fail are not told")
                      ->type_name("URL")
                      ->excludes(deployed);
  app->add_option("--against-report", options->against_report,
                  "Write where answers differ to this file instead")
      ->type_name("FILE")
      ->needs(against);
  app->add_option("--decisions", options->decisions,
                  "What is decided about differences; without it, nothing is")
      ->type_name("FILE")
      ->needs(against);
  app->add_option("--region", options->region,
                  "The region (default: AWS_REGION, AWS_DEFAULT_REGION, us-east-1)")
      ->type_name("NAME");
  app->add_flag("--insecure", options->insecure, "With https: take any certificate");
  app->add_option("--filter", options->filter,
                  "Only cases whose file, area or name has this text, in any case")
      ->type_name("TEXT");
  app->add_option("--junit", options->junit, "Write JUnit XML to this file")->type_name("FILE");
  app->add_flag("--verbose", options->verbose,
                "Print every request, every answer, what is pending");
  app->add_flag("--list", options->list, "Print the cases, run none");
  app->footer(text.footer);
}

// `endpoint`: empty for an emulator inside this process.
TransportFactory MakeFactory(const std::string& endpoint, const RunOptions& options) {
  const std::string region = options.region.empty() ? RegionOf(Environment) : options.region;
  if (endpoint.empty()) {
    return [region] { return MakeInProcessTransport(region); };
  }
  HttpOptions http;
  http.url = ParseEndpointUrl(endpoint);
  http.credentials = CredentialsFor(http.url, Environment);
  http.region = region;
  http.verify_certificate = !options.insecure;
  return [http] { return MakeHttpTransport(http); };
}

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

CaseFilter MakeFilter(const RunOptions& options) {
  return [wanted = Lower(options.filter)](const CaseFile& file, const Case& one) {
    return Lower(file.path + '\n' + file.area + '\n' + one.name).find(wanted) != std::string::npos;
  };
}

void List(const FoundFiles& found, const CaseFilter& filter) {
  for (const CaseFile& file : found.files) {
    for (const Case& one : file.cases) {
      if (!filter(file, one)) continue;
      std::cout << file.path << ':' << one.place.line << ": " << file.area << ": " << one.name
                << (one.pending.empty() ? "" : " (pending)") << '\n';
    }
  }
}

void WriteJunitFile(const std::string& path, const std::vector<CaseResult>& results,
                    const std::vector<CaseFileError>& broken) {
  std::ofstream file(path);
  WriteJunit(results, broken, file);
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path);
}

// Files that name a time come last, in its order: the clock of an endpoint does not go back.
// (Nothing is below every instant.)
void SortByStart(std::vector<CaseFile>* files) {
  std::stable_sort(files->begin(), files->end(), [](const CaseFile& a, const CaseFile& b) {
    return a.start_millis < b.start_millis;
  });
}

// Into the file that the options name, or to stdout.
AgainstSummary ReportAgainst(const RunOptions& options, const std::vector<FileDifferences>& files,
                             Decisions* decisions) {
  if (options.against_report.empty()) return WriteAgainstReport(files, decisions, std::cout);
  std::ofstream out(options.against_report);
  const AgainstSummary summary = WriteAgainstReport(files, decisions, out);
  out.close();
  if (!out) throw std::runtime_error("cannot write " + options.against_report);
  return summary;
}

int RunAgainst(const RunOptions& options, const CaseFilter& filter, const FoundFiles& found) {
  const TransportFactory make_first = MakeFactory(options.endpoint, options);
  const TransportFactory make_second = MakeFactory(options.against, options);
  Decisions decisions;
  if (!options.decisions.empty()) decisions = Decisions::ReadFile(options.decisions);
  std::vector<FileDifferences> files;
  for (const CaseFile& file : found.files) {
    FileDifferences differences = CompareFile(file, filter, make_first, make_second);
    if (differences.cases > 0) files.push_back(std::move(differences));
  }
  const AgainstSummary summary = ReportAgainst(options, files, &decisions);
  for (const CaseFileError& error : found.broken) std::cerr << error.what() << '\n';
  // A filter leaves rows out, so that nothing is known of the others.
  if (options.filter.empty()) {
    for (const std::string& unused : decisions.FindUnused())
      std::cout << "no such difference any more: " << unused << '\n';
  }
  std::cout << summary.cases << " cases, " << summary.equal << " equal, " << summary.cut
            << " cut by a clock that stands, " << summary.rows << " differences, "
            << summary.undecided << " undecided\n";
  return summary.undecided == 0 && found.broken.empty() ? 0 : kFailed;
}

int Run(const RunOptions& options) {
  const TransportFactory make_transport = MakeFactory(options.endpoint, options);
  const CaseFilter filter = MakeFilter(options);
  FoundFiles found = FindCaseFiles(options.paths);
  if (options.list) {
    List(found, filter);
    for (const CaseFileError& error : found.broken) std::cerr << error.what() << '\n';
    return found.broken.empty() ? 0 : kFailed;
  }
  SortByStart(&found.files);
  if (!options.against.empty()) return RunAgainst(options, filter, found);
  std::vector<CaseResult> results;
  for (const CaseFile& file : found.files) {
    std::ostream* log = options.verbose ? &std::cout : nullptr;
    const TablesAre tables = options.deployed ? TablesAre::kDeployed : TablesAre::kMade;
    for (CaseResult& result : RunFile(file, filter, make_transport, log, tables)) {
      results.push_back(std::move(result));
    }
  }
  PrintReport(results, found.broken, options.verbose, std::cout);
  if (!options.junit.empty()) WriteJunitFile(options.junit, results, found.broken);
  return Summarize(results, found.broken).failed == 0 ? 0 : kFailed;
}

}  // namespace

int RunCommand(const CommandText& text, std::vector<std::string> arguments) {
  RunOptions options;
  CLI::App app(text.description, text.name);
  AddOptions(&app, text, &options);
  try {
    std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
    app.parse(std::move(arguments));
    if (options.paths.empty()) options.paths = text.default_paths;
    return Run(options);
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
    return 0;
  } catch (const CLI::ParseError& error) {
    std::cerr << text.name << ": " << error.what() << "; see " << text.name << " --help\n";
  } catch (const std::invalid_argument& error) {
    std::cerr << text.name << ": " << error.what() << '\n';
  }
  return kUsageError;
}

}  // namespace pumice::conformance
