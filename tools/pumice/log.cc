// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/log.h"

#include <chrono>

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "tools/pumice/request_lines.h"

namespace pumice {
namespace {

// Set once, before there are threads that log.
LogFormat log_format = LogFormat::kText;

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

}  // namespace

void SetUpLog(const Options& options) {
  spdlog::set_default_logger(spdlog::stderr_color_mt("pumice"));
  spdlog::set_level(spdlog::level::from_str(options.log_level));
  log_format = options.log_format;
  if (log_format == LogFormat::kJson) spdlog::set_pattern("%v");
}

void LogMessage(LogLevel level, std::string_view message) {
  if (!spdlog::should_log(ToSpdlog(level))) return;
  if (log_format == LogFormat::kText) {
    spdlog::log(ToSpdlog(level), "{}", message);
  } else {
    spdlog::log(ToSpdlog(level), "{}",
                MessageJson(level, message, std::chrono::system_clock::now()));
  }
}

void LogRequest(const RequestRecord& record) {
  const auto level = IsRoutine(record) ? spdlog::level::debug : spdlog::level::info;
  if (!spdlog::should_log(level)) return;
  spdlog::log(level, "{}",
              log_format == LogFormat::kText ? RequestText(record) : RequestJson(record));
}

}  // namespace pumice
