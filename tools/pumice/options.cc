// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdio>
#include <map>
#include <memory>
#include <stdexcept>

#include "engine/spaces.h"
#include "protocol/endpoint_url.h"
#include "protocol/iso_time.h"
#include "protocol/space_choice.h"
#include "tools/pumice/local_flags.h"
#include "tools/pumice/version.h"

namespace pumice {
namespace {

constexpr int kUsageError = 2;

constexpr const char* kFooter = R"(
Examples:
  pumice                                     in memory, at http://127.0.0.1:8000
  pumice --port 0 --port-file /tmp/port      on a free port, which /tmp/port then holds
  pumice --data-dir ./data                   kept in ./data
  pumice --schema template.yaml              with the tables of a template
  pumice --tls --port 8443                   HTTPS with a certificate generated at start
  pumice -inMemory -sharedDb -port 8001      DynamoDB Local's flags, in the jar's place

Commands, each with a --help:
  pumice run -- npm test         runs a command beside a pumice of its own, which ends with it
  pumice check patterns.yaml     tries your access patterns
  pumice deploy template.yaml    makes the tables that your templates describe
  pumice healthcheck             exit status 0 if pumice answers
  pumice env                     the variables by which SDKs find it, for a shell

Any AWS SDK or tool finds it by its endpoint; region and credentials may be anything:
  AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x aws dynamodb list-tables \
    --endpoint-url http://127.0.0.1:8000 --region us-east-1

Every option is also a variable (--data-dir is PUMICE_DATA_DIR) and a line of the file that
--config names (TOML): data-dir = "./data", fsync = true. The command line goes before the
variables, these go before the file.

DynamoDB Local's flags: -port N, -dbPath DIR (--data-dir), -inMemory, -cors LIST (--cors),
-delayTransientStatuses (--transition-delay 2s), -sharedDb, -help, -version;
-optimizeDbBeforeStartup and -disableTelemetry change nothing: pumice runs like that.
-Djava.library.path=DIR and -jar FILE may stay: only java becomes pumice in a command.
With any of them pumice does as the jar does: data is kept in ./pumice-data unless
-inMemory or -dbPath is given, without -sharedDb callers of different access keys or
regions see different tables (--spaces access-key+region), and --lenient-definitions is on.

SIGTERM, SIGINT and SIGHUP end it, exit 0. What cannot start says why in one line,
exit 1; a wrong option, exit 2.
)";

// What CLI11 writes into; `Options` wants other types.
struct RawOptions {
  uint64_t transition_delay_ms = 0;
  uint64_t pitr_lag_ms = 5 * 60 * 1000;
  uint64_t eventual_delay_ms = 0;
  uint64_t ttl_interval_ms = 1000;
  uint64_t idle_exit_ms = 0;  // 0: never
  std::string clock = "real";
  bool no_control = false;
  std::string log_format = "text";
};

// A range that leaves the help text alone: the descriptions say what may be.
CLI::Validator Between(int64_t low, int64_t high) { return CLI::Range(low, high).description(""); }

// Of a time that is added to what a clock tells: a year.
constexpr int64_t kLongestMillis = int64_t{366} * 24 * 60 * 60 * 1000;

// A time such as 500ms or 2s; a bare number is milliseconds.
CLI::Validator Milliseconds() {
  return CLI::AsNumberWithUnit(
             std::map<std::string, uint64_t>{{"ms", 1}, {"s", 1000}, {"m", 60000}},
             CLI::AsNumberWithUnit::CASE_SENSITIVE, "TIME")
      .description("");
}

// What --log-bodies says without a size.
constexpr const char* kDefaultBodyBytes = "4K";

// Makes "4K" "4096". Returns what is wrong with it; empty: nothing.
std::string ReadBytes(std::string* text) {
  constexpr std::string_view kUnits = "KMG";
  uint64_t size = 0;
  const char* const end = text->data() + text->size();
  const auto parsed = std::from_chars(text->data(), end, size);
  int shift = 0;
  const char* unit = parsed.ptr;
  if (parsed.ec == std::errc() && unit != end) {
    const size_t index = kUnits.find(static_cast<char>(std::toupper(*unit)));
    if (index != std::string_view::npos) shift = 10 * (static_cast<int>(index) + 1), ++unit;
  }
  if (parsed.ec != std::errc() || unit != end || size > UINT64_MAX >> shift) {
    return *text + " is not a size such as 512M or 4G";
  }
  *text = std::to_string(size << shift);
  return "";
}

// A size such as 512M or 4G, at least 16M; a bare number is bytes.
CLI::Validator Bytes() {
  return CLI::Validator(
      [](std::string& text) -> std::string {
        const std::string given = text;
        std::string fault = ReadBytes(&text);
        if (!fault.empty()) return fault;
        constexpr uint64_t kMin = 16 << 20;
        return std::stoull(text) < kMin ? given + " is less than 16M" : "";
      },
      "");
}

// How much of each body is logged: a size, or true and false, as the environment says flags.
CLI::Validator BodyBytes() {
  return CLI::Validator(
      [](std::string& text) -> std::string {
        if (text == "true") text = kDefaultBodyBytes;
        if (text == "false" || text.empty()) text = "0";
        return ReadBytes(&text);
      },
      "");
}

// An unset shell variable must not put into memory what was meant for a disk.
CLI::Validator NotEmpty() {
  return CLI::Validator([](std::string& value) { return value.empty() ? "is empty" : ""; }, "");
}

CLI::Validator SpaceName() {
  return CLI::Validator(
      [](std::string& name) { return IsSpaceName(name) ? "" : name + " is no space's name"; }, "");
}

CLI::Validator Endpoint() {
  return CLI::Validator(
      [](std::string& url) -> std::string {
        try {
          ParseEndpointUrl(url);
        } catch (const std::invalid_argument& error) {
          return error.what();
        }
        return "";
      },
      "");
}

// Help without CLI11's notes on which option needs which; the descriptions say that too.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_option_opts(const CLI::Option* option) const override {
    return option->get_type_size() == 0 ? "" : " " + option->get_type_name();
  }
};

void AddNetworkOptions(CLI::App* app, Options* options) {
  const std::string group = "Where it listens";
  ListenOptions& listen = options->listen;
  app->add_option("--port", listen.port, "The port; 0: a free one (default 8000)")
      ->type_name("N")
      ->check(Between(0, 65535))
      ->group(group);
  app->add_option("--host", listen.address,
                  "The IP address; 0.0.0.0: every interface (default localhost: 127.0.0.1\n"
                  "and [::1])")
      ->type_name("ADDRESS")
      ->group(group);
  app->add_option("--port-file", options->port_file, "Holds the port while pumice answers there")
      ->type_name("FILE")
      ->group(group);
  app->add_option("--threads", listen.threads, "Threads that serve requests (default: one a core)")
      ->type_name("N")
      ->check(Between(1, 1024))
      ->group(group);
  app->add_option("--max-connections", listen.max_connections,
                  "Connections served at once; more get 503 (default 4096)")
      ->type_name("N")
      ->check(Between(1, 1000000))
      ->group(group);
}

void AddPageOptions(CLI::App* app, Options* options) {
  app->add_option("--cors", options->emulator.cors,
                  "Web pages that may use it beside this machine's own: https://app.example.com,\n"
                  "several with commas, or '*' for every page on the web")
      ->type_name("LIST")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(NotEmpty())
      ->group("Where it listens");
}

void AddTlsOptions(CLI::App* app, ListenOptions* listen) {
  const std::string group = "HTTPS";
  auto* tls = app->add_flag("--tls", listen->tls,
                            "Serve HTTPS; without --cert, a certificate for localhost is made")
                  ->group(group);
  auto* certificate = app->add_option("--cert", listen->certificate_file,
                                      "The certificate chain, PEM; with --tls and --key")
                          ->type_name("FILE")
                          ->needs(tls)
                          ->group(group);
  auto* key =
      app->add_option("--key", listen->private_key_file, "Its private key, PEM; with --cert")
          ->type_name("FILE")
          ->needs(certificate)
          ->group(group);
  certificate->needs(key);
}

void AddDataOptions(CLI::App* app, Options* options, RawOptions* raw) {
  const std::string group = "What it keeps";
  app->add_option("--data-dir", options->emulator.data_dir,
                  "Keep the data here; created if need be (default: in memory)")
      ->type_name("DIR")
      ->check(NotEmpty())
      ->group(group);
  app->add_flag("--fsync", options->emulator.fsync,
                "With --data-dir: sync every write, to survive a loss of power")
      ->group(group);
  app->add_flag("--repair", options->repair,
                "With --data-dir: mend what pumice refuses to open, say what is lost, and exit")
      ->group(group);
  app->add_option("--transition-delay", raw->transition_delay_ms,
                  "How long tables stay CREATING and the like: 500ms, 2s (default 0s)")
      ->type_name("TIME")
      ->transform(Milliseconds())
      ->check(Between(0, kLongestMillis))
      ->group(group);
  app->add_option("--pitr-lag", raw->pitr_lag_ms,
                  "How far the latest restorable time is behind: 0s, 5m (default 5m)")
      ->type_name("TIME")
      ->transform(Milliseconds())
      ->check(Between(0, kLongestMillis))
      ->group(group);
  app->add_option(
         "--eventual", raw->eventual_delay_ms,
         "How far behind global indexes and reads that are not consistent are (default 0s)")
      ->type_name("TIME")
      ->transform(Milliseconds())
      ->check(Between(0, kLongestMillis))
      ->group(group);
  app->add_option("--stream-shards", options->emulator.stream_shards,
                  "Open shards of each new stream (default 1)")
      ->type_name("N")
      ->check(Between(1, 1000))
      ->group(group);
  app->add_flag(
         "--lenient-definitions", options->emulator.lenient_definitions,
         "Take AttributeDefinitions that no key uses, with a warning, as DynamoDB Local does")
      ->group(group);
  app->add_option("--max-memory", options->emulator.max_memory,
                  "Memory for rows (without --data-dir), requests and answers: 512M, 4G; beyond\n"
                  "it, 503 (default: a half of the machine's)")
      ->type_name("SIZE")
      ->transform(Bytes())
      ->group(group);
  app->add_flag(
         "--transaction-conflicts", options->emulator.transaction_conflicts,
         "Refuse what meets a transaction in flight, as the service does, instead of waiting")
      ->group(group);
}

void AddSchemaOptions(CLI::App* app, Options* options) {
  const std::string group = "What it keeps";
  app->add_option("--schema", options->schemas,
                  "Make the tables of these templates, or folders of templates, at the start, as\n"
                  "pumice deploy does")
      ->type_name("PATH...")
      ->check(NotEmpty())
      ->group(group);
  app->add_option("--schema-parameter", options->schema_parameters,
                  "With --schema: a parameter of the templates; may be given again")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false)
      ->group(group);
  app->add_option("--schema-space", options->schema_space,
                  "With --schema: the space that the tables are made in, whatever --spaces says\n"
                  "(default default)")
      ->type_name("NAME")
      ->check(SpaceName())
      ->group(group);
}

std::string ReadSpaceMode(const std::string& text) {
  return ParseSpaceMode(text) ? std::string()
                              : text +
                                    " is not shared, region, account, access-key, or several "
                                    "with + between";
}

void AddSpaceOptions(CLI::App* app, EmulatorOptions* options) {
  app->add_option("--spaces", options->spaces,
                  "Which callers see the same tables: shared (all), or those of the same region,\n"
                  "account (a 12-digit access key) or access-key, or several: access-key+region;\n"
                  "the header X-Pumice-Space and a host NAME.localhost choose one (default shared)")
      ->type_name("HOW")
      ->check(CLI::Validator(ReadSpaceMode, ""))
      ->group("What it keeps");
}

void AddDeliveryOptions(CLI::App* app, EmulatorOptions* options) {
  app->add_option("--kinesis-endpoint", options->kinesis_endpoint,
                  "Where tables' changes are delivered that have a Kinesis destination:\n"
                  "http://127.0.0.1:4566; signed with AWS_ACCESS_KEY_ID and the like")
      ->type_name("URL")
      ->check(NotEmpty())
      ->check(Endpoint())
      ->group("What it keeps");
}

// As the AWS SDKs find them; without any, what local endpoints take.
void ReadAwsCredentials(const Environment& environment, EmulatorOptions* options) {
  const auto read = [&](const char* name, std::string* value) {
    const std::string text = environment(name).value_or("");
    if (!text.empty()) *value = text;
  };
  read("AWS_ACCESS_KEY_ID", &options->kinesis_access_key);
  read("AWS_SECRET_ACCESS_KEY", &options->kinesis_secret_key);
  read("AWS_SESSION_TOKEN", &options->kinesis_session_token);
}

void AddTimeOptions(CLI::App* app, RawOptions* raw) {
  const std::string group = "Time";
  app->add_option(
         "--clock", raw->clock,
         "real, manual, or manual:2026-01-31T12:00:00Z; a manual one is moved by\n"
         "POST /_pumice/clock {\"advance\": \"PT25H\"} or {\"set\": \"2026-03-01\"} (default real)")
      ->type_name("CLOCK")
      ->group(group);
  app->add_option("--ttl-interval", raw->ttl_interval_ms,
                  "How often expired items are deleted (default 1s)")
      ->type_name("TIME")
      ->transform(Milliseconds())
      ->check(Between(0, kLongestMillis))
      ->group(group);
  app->add_flag("--no-control", raw->no_control, "Take no requests under /_pumice/")->group(group);
}

// The instant that a manual clock starts at; nothing for the real one.
std::optional<int64_t> ReadClock(const std::string& clock) {
  constexpr std::string_view kManual = "manual";
  if (clock == "real") return std::nullopt;
  if (clock == kManual) return RealClock().NowMillis();
  if (clock.starts_with(std::string(kManual) + ":")) {
    const auto instant = ParseInstant(clock.substr(kManual.size() + 1));
    if (instant && IsClockTime(*instant)) return instant;
    if (instant) throw std::invalid_argument("--clock: " + clock + ": " + ClockRangeText());
  }
  throw std::invalid_argument("--clock: " + clock +
                              " is not real, manual or manual:2026-01-31T12:00:00Z");
}

void AddEndOptions(CLI::App* app, Options* options, RawOptions* raw) {
  const std::string group = "When it ends";
  app->add_flag("--exit-with-parent", options->exit_with_parent,
                "End within a second when the process that started pumice is gone")
      ->group(group);
  app->add_option("--idle-exit", raw->idle_exit_ms,
                  "End when no request comes for so long: 30s, 10m")
      ->type_name("TIME")
      ->transform(Milliseconds())
      ->check(Between(1, kLongestMillis))
      ->group(group);
}

void AddLogOptions(CLI::App* app, Options* options, RawOptions* raw) {
  const std::string group = "What it says";
  app->add_option("--log-level", options->log_level,
                  "trace, debug, info, warn, error or off (default info)")
      ->type_name("LEVEL")
      ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}).description(""))
      ->group(group);
  app->add_flag(
         "--verbose", options->verbose,
         "Log every request: operation, table, status and error, why a condition failed,\n"
         "items read and returned, capacity, time; health checks and other GETs of pumice's\n"
         "own only with --log-level debug")
      ->group(group);
  app->add_option("--log-bodies", options->emulator.recorded_body_bytes,
                  "As --verbose, with requests' and answers' bodies, each cut at SIZE (4K if not\n"
                  "said)")
      ->type_name("[SIZE]")
      ->expected(0, 1)
      ->default_str(kDefaultBodyBytes)
      ->transform(BodyBytes())
      ->group(group);
  app->add_option("--log-format", raw->log_format,
                  "text, or json: each line of the log an object (default text)")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "json"}).description(""))
      ->group(group);
  app->add_flag("--explain", options->emulator.explain,
                "Say in a header of the answer, X-Pumice-Explain, why a condition failed and what\n"
                "a Query or Scan read")
      ->group(group);
  app->set_config("--config", "", "Read further options from this file")
      ->type_name("FILE")
      ->group(group);
  app->allow_config_extras(CLI::config_extras_mode::error);
  app->set_help_flag("-h,--help", "Print this and exit")->group(group);
  app->set_version_flag("--version", "pumice " + VersionAndCommit(),
                        "Print the version and its commit, and exit")
      ->group(group);
}

// CLI11's messages may take several lines; here a fault is one.
std::string OneLine(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

// Those that the environment may give.
std::vector<NamedOption> NamedOptions(const CLI::App& app) {
  std::vector<NamedOption> named;
  for (const CLI::Option* option : app.get_options()) {
    const std::string name = "--" + option->get_lnames().front();
    if (name == "--help" || name == "--version") continue;
    named.push_back({name, option->get_items_expected_max() == 0});
  }
  return named;
}

CommandLineAnswer Fault(const std::string& text) {
  return {kUsageError, "pumice: " + OneLine(text) + "; see pumice --help\n"};
}

// Says too where an option came from that nobody typed.
CommandLineAnswer Fault(const CLI::ParseError& error, const std::vector<NamedOption>& options,
                        const std::vector<std::string>& arguments, const Environment& environment) {
  const std::string text = error.what();
  for (const NamedOption& option : options) {
    if (text.find(option.name) == std::string::npos) continue;
    if (IsFromEnvironment(option, arguments, environment)) {
      return Fault(VariableOf(option.name) + ": " + text);
    }
  }
  return Fault(text);
}

// A flag that a variable or the file switches off needs nothing.
void CheckDirectoryIsNamed(const Options& options) {
  if (!options.emulator.data_dir.empty()) return;
  if (options.emulator.fsync) throw std::invalid_argument("--fsync requires --data-dir");
  if (options.repair) throw std::invalid_argument("--repair requires --data-dir");
}

// In one line, what is wrong with the file that --config names. CLI11 speaks of INI.
std::string ConfigFault(std::string text) {
  constexpr std::string_view kUnknown = "INI was not able to parse ";
  if (text.starts_with(kUnknown)) text.replace(0, kUnknown.size(), "there is no option ");
  return "--config: " + text;
}

}  // namespace

int Print(const CommandLineAnswer& answer) {
  std::fputs(answer.text.c_str(), answer.exit_code == 0 ? stdout : stderr);
  return answer.exit_code;
}

std::variant<Options, CommandLineAnswer> ParseOptions(const std::vector<std::string>& arguments,
                                                      const Environment& environment,
                                                      uint16_t default_port) {
  Options options;
  options.listen.port = default_port;
  RawOptions raw;
  CLI::App app(
      "pumice " + std::string(kVersion) + ": DynamoDB on your own machine, in one process.",
      "pumice");
  AddNetworkOptions(&app, &options);
  AddPageOptions(&app, &options);
  AddTlsOptions(&app, &options.listen);
  AddDataOptions(&app, &options, &raw);
  AddSchemaOptions(&app, &options);
  AddSpaceOptions(&app, &options.emulator);
  AddDeliveryOptions(&app, &options.emulator);
  AddTimeOptions(&app, &raw);
  AddEndOptions(&app, &options, &raw);
  AddLogOptions(&app, &options, &raw);
  app.formatter(std::make_shared<HelpFormatter>());
  app.footer(kFooter);
  app.allow_extras();  // so that the fault names the first
  const std::vector<NamedOption> named = NamedOptions(app);
  try {
    std::vector<std::string> own =
        WithEnvironment(named, TranslateLocalFlags(arguments), environment);
    std::reverse(own.begin(), own.end());  // CLI11 takes them from the back
    app.parse(own);
    const std::vector<std::string> unknown = app.remaining();
    if (!unknown.empty()) return Fault("unknown option " + unknown.front());
    options.port_is_given = app.count("--port") > 0;
    options.manual_clock_start = ReadClock(raw.clock);
    CheckDirectoryIsNamed(options);
  } catch (const CLI::CallForHelp&) {
    return CommandLineAnswer{0, app.help()};
  } catch (const CLI::CallForVersion& version) {
    return CommandLineAnswer{0, std::string(version.what()) + "\n"};
  } catch (const CLI::FileError& error) {
    return Fault(ConfigFault(error.what()));
  } catch (const CLI::ConfigError& error) {
    return Fault(ConfigFault(error.what()));
  } catch (const CLI::ParseError& error) {
    return Fault(error, named, arguments, environment);
  } catch (const std::invalid_argument& error) {
    return Fault(error.what());
  }
  options.emulator.transition_delay =
      std::chrono::milliseconds(static_cast<int64_t>(raw.transition_delay_ms));
  options.emulator.recovery_lag = std::chrono::milliseconds(static_cast<int64_t>(raw.pitr_lag_ms));
  options.emulator.eventual_delay =
      std::chrono::milliseconds(static_cast<int64_t>(raw.eventual_delay_ms));
  options.emulator.ttl_interval =
      std::chrono::milliseconds(static_cast<int64_t>(raw.ttl_interval_ms));
  if (raw.idle_exit_ms != 0) {
    options.idle_exit = std::chrono::milliseconds(static_cast<int64_t>(raw.idle_exit_ms));
  }
  options.emulator.control = !raw.no_control;
  if (!options.emulator.kinesis_endpoint.empty())
    ReadAwsCredentials(environment, &options.emulator);
  if (raw.log_format == "json") options.log_format = LogFormat::kJson;
  options.verbose = options.verbose || options.emulator.recorded_body_bytes > 0;
  if (options.verbose && (options.log_level == "warn" || options.log_level == "error")) {
    options.log_level = "info";
  }
  return options;
}

}  // namespace pumice
