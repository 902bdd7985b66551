// SPDX-License-Identifier: Apache-2.0

#include "bindings/c/log.h"

#include <chrono>
#include <string>
#include <string_view>

#include "tools/pumice/request_lines.h"

namespace pumice::c {
namespace {

// The least level, as a number of the C interface, that is handed on; 3: none.
int LeastLevel(std::string_view log_level) {
  if (log_level == "off") return 3;
  if (log_level == "error") return 2;
  if (log_level == "warn") return 1;
  return 0;
}

int NumberOf(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo:
      return 0;
    case LogLevel::kWarning:
      return 1;
    case LogLevel::kError:
      return 2;
  }
  return 2;
}

}  // namespace

LogSink MakeLogSink(const Options& options, pumice_log_sink log, void* context) {
  if (log == nullptr) return {};
  return [log, context, least = LeastLevel(options.log_level), format = options.log_format](
             LogLevel level, std::string_view message) {
    if (NumberOf(level) < least) return;
    const std::string line = format == LogFormat::kText
                                 ? std::string(message)
                                 : MessageJson(level, message, std::chrono::system_clock::now());
    log(context, NumberOf(level), line.c_str());
  };
}

RequestSink MakeRequestSink(const Options& options, pumice_log_sink log, void* context) {
  if (log == nullptr || !options.verbose || options.log_level == "off") return {};
  const bool with_routine = options.log_level == "debug" || options.log_level == "trace";
  return [log, context, with_routine, format = options.log_format](const RequestRecord& record) {
    if (IsRoutine(record) && !with_routine) return;
    const std::string line = format == LogFormat::kText ? RequestText(record) : RequestJson(record);
    log(context, 0, line.c_str());
  };
}

}  // namespace pumice::c
