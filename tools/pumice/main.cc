// SPDX-License-Identifier: Apache-2.0

#include <pthread.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "engine/storage/data_directory_error.h"
#include "engine/storage/repair.h"
#include "pumice/emulator.h"
#include "server/memory_trimmer.h"
#include "tools/pumice/check_command.h"
#include "tools/pumice/options.h"
#include "tools/pumice/port_file.h"
#include "tools/pumice/ready_line.h"

namespace pumice {
namespace {

// Blocked before any thread starts, so that all of them leave these signals to WaitForEnd.
sigset_t BlockEndSignals() {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

void WaitForEnd(const sigset_t& signals) {
  int signal = 0;
  sigwait(&signals, &signal);
}

// A connection takes a descriptor, and shells commonly allow a thousand where the system allows far
// more.
void RaiseDescriptorLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void SetUpLog(const Options& options) {
  spdlog::set_default_logger(spdlog::stderr_color_mt("pumice"));
  spdlog::set_level(spdlog::level::from_str(options.log_level));
}

// "DynamoDB_20120810.GetItem" is GetItem; without a target, the request line says what it was.
std::string OperationName(const HttpRequest& request) {
  const std::string_view target = request.Header("X-Amz-Target");
  const size_t dot = target.find('.');
  if (dot != std::string_view::npos) return std::string(target.substr(dot + 1));
  return std::string(request.method) + " " + std::string(request.target);
}

void LogRequest(const HttpRequest& request, const HttpResponse& response,
                std::chrono::microseconds elapsed) {
  spdlog::info("{} {} {} us", OperationName(request), response.status, elapsed.count());
}

spdlog::level::level_enum ToSpdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

void Serve(Options options, const sigset_t& end_signals) {
  SetUpLog(options);
  if (spdlog::should_log(spdlog::level::info)) options.listen.on_request = LogRequest;
  options.emulator.log = [](LogLevel level, std::string_view message) {
    spdlog::log(ToSpdlog(level), "{}", message);
  };
  const PortFile port_file(options.port_file);
  std::optional<ManualClock> manual_clock;
  if (options.manual_clock_start) {
    options.emulator.clock = &manual_clock.emplace(*options.manual_clock_start);
  }
  const auto emulator = Emulator::Open(options.emulator);
  const uint16_t port = emulator->Listen(options.listen);
  port_file.Write(port);
  std::fputs(ReadyLine(options, port).c_str(), stdout);
  std::fflush(stdout);
  WaitForEnd(end_signals);
  emulator->Close();
}

void Repair(const std::string& data_dir) {
  for (const std::string& line : RepairDirectory(data_dir)) std::printf("%s\n", line.c_str());
}

// Completes the advice that an error ends with by the program's own options.
std::string_view OptionsFor(const DataDirectoryError& error) {
  switch (error.kind()) {
    case DataDirectoryError::Kind::kUnusable:
      return " with --data-dir";
    case DataDirectoryError::Kind::kDamaged:
      return ", or run pumice with --repair, which keeps what it can and tells what is lost";
    case DataDirectoryError::Kind::kFailed:
      break;
  }
  return "";
}

int Fail(std::string_view what, std::string_view advice) {
  std::fprintf(stderr, "pumice: %s\n", std::string(what).append(advice).c_str());
  return 1;
}

int Main(const std::vector<std::string>& arguments) {
  if (!arguments.empty() && arguments.front() == "check") {
    std::signal(SIGPIPE, SIG_IGN);
    return RunCheckCommand({arguments.begin() + 1, arguments.end()});
  }
  const auto parsed = ParseOptions(arguments);
  if (const auto* answer = std::get_if<CommandLineAnswer>(&parsed)) {
    std::fputs(answer->text.c_str(), answer->exit_code == 0 ? stdout : stderr);
    return answer->exit_code;
  }
  const Options& options = std::get<Options>(parsed);
  if (options.repair) {
    Repair(options.emulator.data_dir);
    return 0;
  }
  const sigset_t end_signals = BlockEndSignals();
  RaiseDescriptorLimit();
  ReturnLargeMemory();
  Serve(options, end_signals);
  return 0;
}

}  // namespace
}  // namespace pumice

int main(int argc, char** argv) {
  try {
    return pumice::Main({argv + 1, argv + argc});
  } catch (const pumice::DataDirectoryError& error) {
    return pumice::Fail(error.what(), pumice::OptionsFor(error));
  } catch (const std::exception& error) {
    return pumice::Fail(error.what(), "");
  }
}
