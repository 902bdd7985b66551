#include "conformance/runner/in_process_transport.h"

#include <iostream>
#include <utility>

#include "pumice/emulator.h"

namespace pumice::conformance {
namespace {

// The emulator's own faults belong to the report's reader, beside the report.
void LogErrors(LogLevel level, std::string_view message) {
  if (level == LogLevel::kError) std::cerr << "pumice: " << message << '\n';
}

EmulatorOptions Options() {
  EmulatorOptions options;
  options.log = LogErrors;
  return options;
}

class InProcessTransport : public Transport {
 public:
  explicit InProcessTransport(const std::string& region)
      : emulator_(Emulator::Open(Options())),
        authorization_("AWS4-HMAC-SHA256 Credential=conformance/20120810/" + region +
                       "/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=none") {}

  Answer Call(std::string_view operation, std::string_view body) override {
    const std::string target = TargetHeader(operation);
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

 private:
  std::unique_ptr<Emulator> emulator_;
  const std::string authorization_;
};

}  // namespace

std::unique_ptr<Transport> MakeInProcessTransport(const std::string& region) {
  return std::make_unique<InProcessTransport>(region);
}

}  // namespace pumice::conformance
