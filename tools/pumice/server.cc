// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/server.h"

#include <sys/resource.h>

#include <string>

#include "server/memory_trimmer.h"
#include "tools/pumice/log.h"
#include "tools/pumice/schema.h"

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

// What is done with every request; empty: nothing.
RequestSink MakeSink(const Options& options, Lifetime* lifetime) {
  if (!options.idle_exit) return options.verbose ? RequestSink(LogRequest) : RequestSink();
  return [verbose = options.verbose, lifetime](const RequestRecord& record) {
    lifetime->WasUsed();
    if (verbose) LogRequest(record);
  };
}

}  // namespace

Server::Server(const Options& options, Lifetime* lifetime) : port_file_(options.port_file) {
  RaiseDescriptorLimit();
  ReturnLargeMemory();
  SetUpLog(options);
  if (options.exit_with_parent) lifetime->EndWithParent();
  EmulatorOptions emulator = options.emulator;
  emulator.log = LogMessage;
  emulator.on_request = MakeSink(options, lifetime);
  if (options.manual_clock_start)
    emulator.clock = &manual_clock_.emplace(*options.manual_clock_start);
  emulator_ = Emulator::Open(emulator);
  DeploySchema(options, emulator_.get(), emulator.log);
  port_ = emulator_->Listen(options.listen);
  port_file_.Write(port_);
  if (options.idle_exit) lifetime->EndWhenIdleFor(*options.idle_exit);
}

void LogEnd(const Options& options, const Lifetime::Event& event) {
  if (event.kind == Lifetime::Event::Kind::kParentGone) {
    LogMessage(LogLevel::kWarning,
               "ending: the process that started pumice is gone (--exit-with-parent)");
  }
  if (event.kind == Lifetime::Event::Kind::kIdle) {
    LogMessage(LogLevel::kWarning, "ending: no request for " +
                                       std::to_string(options.idle_exit->count()) +
                                       " ms (--idle-exit)");
  }
}

}  // namespace pumice
