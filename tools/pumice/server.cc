// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/server.h"

#include <sys/resource.h>

#include <string_view>
#include <utility>

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "server/memory_trimmer.h"

namespace pumice {
namespace {

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

// What is done with every answer; empty: nothing.
RequestObserver MakeObserver(const Options& options, Lifetime* lifetime) {
  const bool logs = spdlog::should_log(spdlog::level::info);
  if (!options.idle_exit) return logs ? RequestObserver(LogRequest) : RequestObserver();
  return [logs, lifetime](const HttpRequest& request, const HttpResponse& response,
                          std::chrono::microseconds elapsed) {
    lifetime->WasUsed();
    if (logs) LogRequest(request, response, elapsed);
  };
}

}  // namespace

Server::Server(const Options& options, Lifetime* lifetime) : port_file_(options.port_file) {
  RaiseDescriptorLimit();
  ReturnLargeMemory();
  SetUpLog(options);
  if (options.exit_with_parent) lifetime->EndWithParent();
  EmulatorOptions emulator = options.emulator;
  emulator.log = [](LogLevel level, std::string_view message) {
    spdlog::log(ToSpdlog(level), "{}", message);
  };
  if (options.manual_clock_start)
    emulator.clock = &manual_clock_.emplace(*options.manual_clock_start);
  ListenOptions listen = options.listen;
  listen.on_request = MakeObserver(options, lifetime);
  emulator_ = Emulator::Open(emulator);
  port_ = emulator_->Listen(listen);
  port_file_.Write(port_);
  if (options.idle_exit) lifetime->EndWhenIdleFor(*options.idle_exit);
}

void LogEnd(const Options& options, const Lifetime::Event& event) {
  if (event.kind == Lifetime::Event::Kind::kParentGone) {
    spdlog::warn("ending: the process that started pumice is gone (--exit-with-parent)");
  }
  if (event.kind == Lifetime::Event::Kind::kIdle) {
    spdlog::warn("ending: no request for {} ms (--idle-exit)", options.idle_exit->count());
  }
}

}  // namespace pumice
