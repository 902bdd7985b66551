// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/http_transport.h"

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "protocol/requested_operation.h"
#include "server/http_client.h"

namespace pumice::conformance {
namespace {

constexpr std::chrono::seconds kCallTimeout{60};
constexpr size_t kMaxAnswerBytes = 64 * 1024 * 1024;
constexpr std::string_view kService = "dynamodb";
constexpr std::string_view kContentType = "application/x-amz-json-1.0";

using Headers = std::vector<std::pair<std::string, std::string>>;

class HttpTransport : public Transport {
 public:
  explicit HttpTransport(const HttpOptions& options) : options_(options) {}

  Answer Call(std::string_view operation, std::string_view body) override {
    const bool is_streams = options_.url.IsAws() && IsStreamsOperation(operation);
    const EndpointUrl url = is_streams ? options_.url.ForStreams() : options_.url;
    const std::string target = TargetOf(operation);
    const Headers headers = SignedHeaders({url.HostHeader(), kContentType, target, body},
                                          options_.credentials, options_.region, kService);
    return Send(url, {.headers = headers, .body = body}, is_streams ? &streams_ : &tables_);
  }

  std::optional<int64_t> MoveClock(std::string_view body) override {
    const Headers headers = {{"host", options_.url.HostHeader()},
                             {"content-type", "application/json"}};
    const std::string_view method = body.empty() ? "GET" : "POST";
    return ReadClockAnswer(
        Send(options_.url,
             {.method = method, .target = kClockPath, .headers = headers, .body = body}, &tables_));
  }

 private:
  Answer Send(const EndpointUrl& url, const ClientRequest& request,
              std::optional<HttpClient>* client) const {
    if (!*client) {
      client->emplace(
          HttpClientOptions{url, options_.verify_certificate, kCallTimeout, kMaxAnswerBytes});
    }
    try {
      ClientAnswer answer = (*client)->Send(request);
      return {answer.status, std::move(answer.body)};
    } catch (const std::runtime_error& error) {
      throw TransportError(error.what());
    }
  }

  const HttpOptions options_;
  std::optional<HttpClient> tables_;
  std::optional<HttpClient> streams_;
};

}  // namespace

std::unique_ptr<Transport> MakeHttpTransport(const HttpOptions& options) {
  return std::make_unique<HttpTransport>(options);
}

}  // namespace pumice::conformance
