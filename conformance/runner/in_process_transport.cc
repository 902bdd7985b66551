// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/in_process_transport.h"

#include <iostream>
#include <optional>
#include <utility>

#include "protocol/requested_operation.h"
#include "pumice/clock.h"
#include "pumice/emulator.h"

namespace pumice::conformance {
namespace {

constexpr int64_t kStartMillis = 1577836800000;  // 2020-01-01T00:00:00Z

// The emulator's own faults belong to the report's reader, beside the report.
void LogErrors(LogLevel level, std::string_view message) {
  if (level == LogLevel::kError) std::cerr << "pumice: " << message << '\n';
}

EmulatorOptions Options(Clock* clock) {
  EmulatorOptions options;
  options.clock = clock;
  options.log = LogErrors;
  return options;
}

class InProcessTransport : public Transport {
 public:
  explicit InProcessTransport(const std::string& region)
      : clock_(kStartMillis),
        emulator_(Emulator::Open(Options(&clock_))),
        authorization_("AWS4-HMAC-SHA256 Credential=conformance/20120810/" + region +
                       "/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=none") {}

  Answer Call(std::string_view operation, std::string_view body) override {
    const std::string target = TargetOf(operation);
    HttpRequest request;
    request.method = "POST";
    request.target = "/";
    request.headers = {{"Host", "localhost"},
                       {"Content-Type", "application/x-amz-json-1.0"},
                       {"X-Amz-Date", "20120810T000000Z"},
                       {"X-Amz-Target", target},
                       {"Authorization", authorization_}};
    request.body = body;
    HttpResponse response = emulator_->Handle(request);
    return {response.status, std::move(response.body)};
  }

  // A refusal is a fault of the case: this clock can be moved.
  std::optional<int64_t> MoveClock(std::string_view body) override {
    HttpRequest request;
    request.method = body.empty() ? "GET" : "POST";
    request.target = kClockPath;
    request.headers = {{"Host", "localhost"}};
    request.body = body;
    const HttpResponse response = emulator_->Handle(request);
    const auto now = ReadClockAnswer({response.status, response.body});
    if (!now)
      throw TransportError("the clock does not take " + std::string(body) + ": " + response.body);
    return now;
  }

 private:
  ManualClock clock_;
  std::unique_ptr<Emulator> emulator_;
  const std::string authorization_;
};

}  // namespace

std::unique_ptr<Transport> MakeInProcessTransport(const std::string& region) {
  return std::make_unique<InProcessTransport>(region);
}

}  // namespace pumice::conformance
