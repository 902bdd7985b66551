// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/options.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <map>

#include "tests/support/temporary_directory.h"
#include "tools/pumice/sdk_environment.h"

namespace pumice::test {
namespace {

Options Parse(const std::vector<std::string>& arguments) {
  return std::get<Options>(ParseOptions(arguments));
}

std::string Fault(const std::vector<std::string>& arguments) {
  const auto answer = std::get<CommandLineAnswer>(ParseOptions(arguments));
  CHECK(answer.exit_code == 2);
  return answer.text;
}

TEST_CASE("Without options data is in memory, on port 8000 of loopback", "[options]") {
  const Options options = Parse({});
  CHECK(options.listen.address == "localhost");
  CHECK(options.listen.port == 8000);
  CHECK_FALSE(options.listen.tls);
  CHECK(options.emulator.data_dir.empty());
  CHECK_FALSE(options.emulator.fsync);
  CHECK_FALSE(options.repair);
  CHECK_FALSE(options.emulator.transaction_conflicts);
  CHECK(options.emulator.transition_delay == std::chrono::milliseconds(0));
  CHECK(options.port_file.empty());
  CHECK(options.log_level == "info");
}

TEST_CASE("Options come from the environment, where the command line has none", "[options]") {
  const std::map<std::string, std::string> variables = {{"PUMICE_PORT", "8123"},
                                                        {"PUMICE_DATA_DIR", "./d"},
                                                        {"PUMICE_FSYNC", "yes"},
                                                        {"PUMICE_TLS", "0"},
                                                        {"PUMICE_CORS", "a.example,b.example"},
                                                        {"PUMICE_IDLE_EXIT", "2s"},
                                                        {"PUMICE_LOG_BODIES", "true"},
                                                        {"PUMICE_EXPLAIN", "1"},
                                                        {"PUMICE_LOG_FORMAT", "json"},
                                                        {"PUMICE_HELP", "1"}};
  const auto environment = [&](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
  Options options = std::get<Options>(ParseOptions({"--data-dir", "./typed"}, environment));
  CHECK(options.listen.port == 8123);
  CHECK(options.emulator.data_dir == "./typed");
  CHECK(options.emulator.fsync);
  CHECK_FALSE(options.listen.tls);
  CHECK(options.emulator.cors == std::vector<std::string>{"a.example", "b.example"});
  CHECK(options.idle_exit == std::chrono::seconds(2));
  CHECK(options.emulator.recorded_body_bytes == 4096);
  CHECK(options.emulator.explain);
  CHECK(options.log_format == LogFormat::kJson);
  options = std::get<Options>(ParseOptions({"--port=8124"}, environment));
  CHECK(options.listen.port == 8124);
  CHECK(options.emulator.data_dir == "./d");
}

TEST_CASE("What a variable says wrong is told by its name", "[options]") {
  struct Row {
    std::string variable;
    std::string value;
    std::string told;
  };
  const Row row = GENERATE(values<Row>(
      {{"PUMICE_PORT", "x", "PUMICE_PORT: --port: Value x not in range 0 to 65535"},
       {"PUMICE_PORT", "", "PUMICE_PORT: "},
       {"PUMICE_TLS", "maybe", "PUMICE_TLS: maybe is neither true nor false"},
       {"PUMICE_DATA_DIR", "", "PUMICE_DATA_DIR: --data-dir: is empty"},
       {"PUMICE_FSYNC", "1", "--fsync requires --data-dir"},
       {"PUMICE_CONFIG", "/no/such/file", "--config: /no/such/file was not readable"}}));
  CAPTURE(row.variable, row.value);
  const auto answer = std::get<CommandLineAnswer>(
      ParseOptions({}, [&](const std::string& name) -> std::optional<std::string> {
        if (name == row.variable) return row.value;
        return std::nullopt;
      }));
  CHECK(answer.exit_code == 2);
  CHECK_THAT(answer.text, Catch::StartsWith("pumice: " + row.told));
}

TEST_CASE("A file has what neither the command line nor the environment says", "[options]") {
  const TemporaryDirectory directory;
  const std::string name = (directory / "pumice.toml").string();
  std::ofstream(name) << "# of the team\nport = 8200\ndata-dir = \"./d\"\nfsync = false\n"
                         "transition-delay = \"2s\"\ncors = [\"a.example\", \"b.example\"]\n";
  const auto environment = [&](const std::string& variable) -> std::optional<std::string> {
    if (variable == "PUMICE_PORT") return "8201";
    if (variable == "PUMICE_CONFIG") return name;
    return std::nullopt;
  };
  const Options options = std::get<Options>(ParseOptions({"--data-dir", "e"}, environment));
  CHECK(options.listen.port == 8201);
  CHECK(options.emulator.data_dir == "e");
  CHECK_FALSE(options.emulator.fsync);
  CHECK(options.emulator.transition_delay == std::chrono::seconds(2));
  CHECK(options.emulator.cors == std::vector<std::string>{"a.example", "b.example"});
  std::ofstream(name) << "prot = 8200\n";
  CHECK(Fault({"--config", name}) ==
        "pumice: --config: there is no option prot; see pumice --help\n");
}

TEST_CASE("SDKs are told an endpoint, and a region and keys where there are none", "[options]") {
  using Variables = std::vector<std::pair<std::string, std::string>>;
  const std::string url = "http://127.0.0.1:8000";
  const Variables endpoints = {{"AWS_ENDPOINT_URL_DYNAMODB", url},
                               {"AWS_ENDPOINT_URL_DYNAMODB_STREAMS", url}};
  Variables all = endpoints;
  all.insert(all.end(), {{"AWS_REGION", "us-east-1"},
                         {"AWS_DEFAULT_REGION", "us-east-1"},
                         {"AWS_ACCESS_KEY_ID", "pumice"},
                         {"AWS_SECRET_ACCESS_KEY", "pumice"}});
  const auto with = [&](std::map<std::string, std::string> set) {
    return SdkVariables(url, [&](const std::string& name) -> std::optional<std::string> {
      const auto found = set.find(name);
      if (found == set.end()) return std::nullopt;
      return found->second;
    });
  };
  CHECK(with({}) == all);
  CHECK(with({{"AWS_REGION", ""}}) == all);
  CHECK(with({{"AWS_DEFAULT_REGION", "eu-west-1"}, {"AWS_PROFILE", "team"}}) == endpoints);
  CHECK(with({{"AWS_REGION", "eu-west-1"}, {"AWS_ACCESS_KEY_ID", "a"}}) == endpoints);
  CHECK(ToShell({{"A", "it's"}, {"B", ""}}) == "export A='it'\\''s'\nexport B=''\n");
}

TEST_CASE("Changes go to a Kinesis endpoint, which must be one", "[options]") {
  CHECK(Parse({}).emulator.kinesis_endpoint.empty());
  const Options options = Parse({"--kinesis-endpoint", "http://127.0.0.1:4566"});
  CHECK(options.emulator.kinesis_endpoint == "http://127.0.0.1:4566");
  CHECK(Fault({"--kinesis-endpoint", "127.0.0.1:4566"}).find("is no endpoint") !=
        std::string::npos);
  CHECK(Fault({"--kinesis-endpoint", ""}).find("is empty") != std::string::npos);
}

TEST_CASE("Each option is taken", "[options]") {
  const Options options = Parse({"--port",
                                 "0",
                                 "--host",
                                 "0.0.0.0",
                                 "--port-file",
                                 "p",
                                 "--threads",
                                 "3",
                                 "--max-connections",
                                 "7",
                                 "--tls",
                                 "--cert",
                                 "c",
                                 "--key",
                                 "k",
                                 "--data-dir",
                                 "d",
                                 "--fsync",
                                 "--repair",
                                 "--transition-delay",
                                 "2s",
                                 "--pitr-lag",
                                 "1m",
                                 "--eventual",
                                 "250",
                                 "--stream-shards",
                                 "8",
                                 "--transaction-conflicts",
                                 "--max-memory",
                                 "3G",
                                 "--cors",
                                 "https://a.example,b.example:8080",
                                 "--log-level",
                                 "debug"});
  CHECK(options.listen.address == "0.0.0.0");
  CHECK(options.listen.port == 0);
  CHECK(options.port_file == "p");
  CHECK(options.listen.threads == 3);
  CHECK(options.listen.max_connections == 7);
  CHECK(options.listen.tls);
  CHECK(options.listen.certificate_file == "c");
  CHECK(options.listen.private_key_file == "k");
  CHECK(options.emulator.data_dir == "d");
  CHECK(options.emulator.fsync);
  CHECK(options.repair);
  CHECK(options.emulator.transition_delay == std::chrono::seconds(2));
  CHECK(options.emulator.recovery_lag == std::chrono::minutes(1));
  CHECK(options.emulator.eventual_delay == std::chrono::milliseconds(250));
  CHECK(options.emulator.stream_shards == 8);
  CHECK(options.emulator.transaction_conflicts);
  CHECK(options.emulator.max_memory == uint64_t{3} << 30);
  CHECK(options.emulator.cors == std::vector<std::string>{"https://a.example", "b.example:8080"});
  CHECK(options.log_level == "debug");
}

TEST_CASE("Memory is bytes, or K, M or G", "[options]") {
  const auto size = [](const std::string& text) {
    return Parse({"--max-memory", text}).emulator.max_memory;
  };
  CHECK(Parse({}).emulator.max_memory == 0);
  CHECK(size("16777216") == 16 << 20);
  CHECK(size("16384K") == 16 << 20);
  CHECK(size("512m") == 512 << 20);
  CHECK(size("17179869183G") == uint64_t{17179869183} << 30);
  for (const std::string text : {"x", "1.5G", "4GB", "4 G", "17179869184G", "G"}) {
    CHECK(Fault({"--max-memory", text}) == "pumice: --max-memory: " + text +
                                               " is not a size such as 512M or 4G; see pumice "
                                               "--help\n");
  }
  CHECK(Fault({"--max-memory", "16777215"}) ==
        "pumice: --max-memory: 16777215 is less than 16M; see pumice --help\n");
}

TEST_CASE("A page list is one value, as DynamoDB Local's is", "[options]") {
  CHECK(Parse({}).emulator.cors.empty());
  CHECK(Parse({"--cors", "*"}).emulator.cors == std::vector<std::string>{"*"});
  CHECK(Parse({"-cors", "*", "-inMemory"}).emulator.cors == std::vector<std::string>{"*"});
  CHECK(Parse({"-cors", "a.example,b.example"}).emulator.cors ==
        std::vector<std::string>{"a.example", "b.example"});
}

TEST_CASE("Unused definitions are taken if asked, or by DynamoDB Local's flags", "[options]") {
  CHECK(!Parse({}).emulator.lenient_definitions);
  CHECK(Parse({"--lenient-definitions"}).emulator.lenient_definitions);
  CHECK(Parse({"-inMemory"}).emulator.lenient_definitions);
  CHECK(Parse({"-inMemory", "--lenient-definitions"}).emulator.lenient_definitions);
}

TEST_CASE("A delay is milliseconds unless it says seconds", "[options]") {
  CHECK(Parse({"--transition-delay", "500ms"}).emulator.transition_delay ==
        std::chrono::milliseconds(500));
  CHECK(Parse({"--transition-delay", "500"}).emulator.transition_delay ==
        std::chrono::milliseconds(500));
  CHECK(Parse({"-delayTransientStatuses"}).emulator.transition_delay == std::chrono::seconds(2));
}

TEST_CASE("A manual clock starts at a time that a clock tells", "[options]") {
  CHECK_FALSE(Parse({"--clock", "real"}).manual_clock_start);
  CHECK(Parse({"--clock", "manual:1970-01-01"}).manual_clock_start == 0);
  CHECK(Parse({"--clock", "manual:2499-12-31T23:59:59Z"}).manual_clock_start == 16725225599000);
  CHECK(Fault({"--clock", "manual:9999-12-31"}) ==
        "pumice: --clock: manual:9999-12-31: a clock tells times from 1970-01-01T00:00:00.000Z to "
        "2499-12-31T23:59:59.999Z; see pumice --help\n");
  CHECK(Fault({"--clock", "manual:-1"}) ==
        "pumice: --clock: manual:-1 is not real, manual or manual:2026-01-31T12:00:00Z; see pumice "
        "--help\n");
}

TEST_CASE("A delay is no longer than a year", "[options]") {
  CHECK(Parse({"--eventual", "31622400s"}).emulator.eventual_delay == std::chrono::hours(366 * 24));
  for (const char* option : {"--transition-delay", "--pitr-lag", "--eventual", "--ttl-interval"}) {
    CHECK(Fault({option, "31622401s"}) ==
          "pumice: " + std::string(option) +
              ": Value 31622401000 not in range 0 to 31622400000; see pumice --help\n");
  }
}

TEST_CASE("The option verbose logs requests", "[options]") {
  CHECK_FALSE(Parse({}).verbose);
  CHECK(Parse({}).log_level == "info");
  CHECK(Parse({"--verbose"}).verbose);
  CHECK(Parse({"--verbose"}).emulator.recorded_body_bytes == 0);
  CHECK(Parse({"--verbose", "--log-level", "warn"}).log_level == "info");
  CHECK(Parse({"--verbose", "--log-level", "off"}).log_level == "off");
}

TEST_CASE("The option log-bodies is verbose, and may say how much", "[options]") {
  const auto bytes = [](const std::vector<std::string>& arguments) {
    const Options options = Parse(arguments);
    CHECK(options.verbose == (options.emulator.recorded_body_bytes > 0));
    return options.emulator.recorded_body_bytes;
  };
  CHECK(bytes({}) == 0);
  CHECK(bytes({"--log-bodies"}) == 4096);
  CHECK(bytes({"--log-bodies", "--explain"}) == 4096);
  CHECK(bytes({"--log-bodies=100"}) == 100);
  CHECK(bytes({"--log-bodies", "64K"}) == 65536);
  CHECK(bytes({"--log-bodies=0"}) == 0);
  CHECK(Fault({"--log-bodies=much"}) ==
        "pumice: --log-bodies: much is not a size such as 512M or 4G; see pumice --help\n");
}

TEST_CASE("The log is text or JSON", "[options]") {
  CHECK(Parse({}).log_format == LogFormat::kText);
  CHECK(Parse({"--log-format", "text"}).log_format == LogFormat::kText);
  CHECK(Parse({"--log-format", "json"}).log_format == LogFormat::kJson);
  CHECK(Fault({"--log-format", "xml"}) ==
        "pumice: --log-format: xml not in {text,json}; see pumice --help\n");
}

TEST_CASE("The option explain explains answers and logs nothing", "[options]") {
  CHECK_FALSE(Parse({}).emulator.explain);
  CHECK(Parse({"--explain"}).emulator.explain);
  CHECK_FALSE(Parse({"--explain"}).verbose);
}

TEST_CASE("Schemas are files and parameters", "[options]") {
  const auto nothing = [](const std::string& /*name*/) { return std::optional<std::string>(); };
  const Options options =
      std::get<Options>(ParseOptions({"--schema", "a.yaml", "b.json", "--schema-parameter",
                                      "Stage=dev", "--schema", "c", "--schema-parameter", "Size=2"},
                                     nothing));
  CHECK(options.schemas == std::vector<std::string>{"a.yaml", "b.json", "c"});
  CHECK(options.schema_parameters == std::vector<std::string>{"Stage=dev", "Size=2"});
  CHECK(options.schema_space == "default");
  CHECK(Parse({"--schema-space", "w1"}).schema_space == "w1");
  CHECK(Fault({"--schema-space", "a/b"}) ==
        "pumice: --schema-space: a/b is no space's name; see pumice --help\n");
  const auto environment = [](const std::string& name) {
    return name == "PUMICE_SCHEMA" ? std::optional<std::string>("d.yaml") : std::nullopt;
  };
  CHECK(std::get<Options>(ParseOptions({}, environment)).schemas ==
        std::vector<std::string>{"d.yaml"});
}

TEST_CASE("The options help and version are answered", "[options]") {
  const auto help = std::get<CommandLineAnswer>(ParseOptions({"--help"}));
  CHECK(help.exit_code == 0);
  for (const char* option : {"--port ",
                             "--host ",
                             "--port-file ",
                             "--data-dir ",
                             "--fsync ",
                             "--threads ",
                             "--max-connections ",
                             "--max-memory ",
                             "--lenient-definitions",
                             "--cors ",
                             "--tls ",
                             "--cert ",
                             "--key ",
                             "--transition-delay ",
                             "--pitr-lag ",
                             "--eventual ",
                             "--stream-shards ",
                             "--log-level ",
                             "--verbose ",
                             "--log-bodies ",
                             "--log-format ",
                             "--explain ",
                             "--version ",
                             "--help ",
                             "-port ",
                             "-inMemory",
                             "-dbPath",
                             "-sharedDb",
                             "-cors",
                             "-delayTransientStatuses",
                             "-optimizeDbBeforeStartup",
                             "-disableTelemetry"}) {
    CHECK_THAT(help.text, Catch::Contains(option));
  }
  CHECK(std::get<CommandLineAnswer>(ParseOptions({"-help"})).text == help.text);
  const auto version = std::get<CommandLineAnswer>(ParseOptions({"--version"}));
  CHECK(version.exit_code == 0);
  CHECK_THAT(version.text,
             Catch::Matches("pumice [0-9]+\\.[0-9]+\\.[0-9]+( \\([0-9a-f]{7,}\\+?\\))?\n"));
}

TEST_CASE("A wrong option is one line that leads to the help", "[options]") {
  CHECK(Fault({"--prot", "1"}) == "pumice: unknown option --prot; see pumice --help\n");
  CHECK(Fault({"serve"}) == "pumice: unknown option serve; see pumice --help\n");
  CHECK(Fault({"--port", "70000"}) ==
        "pumice: --port: Value 70000 not in range 0 to 65535; see pumice --help\n");
  CHECK(Fault({"--fsync"}) == "pumice: --fsync requires --data-dir; see pumice --help\n");
  CHECK(Fault({"--data-dir", ""}) == "pumice: --data-dir: is empty; see pumice --help\n");
  CHECK(Fault({"-inMemory", "-dbPath", "d"}) ==
        "pumice: -inMemory and -dbPath exclude each other; see pumice --help\n");
}

}  // namespace
}  // namespace pumice::test
