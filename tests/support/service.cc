// SPDX-License-Identifier: Apache-2.0

#include "tests/support/service.h"

#include <algorithm>

#include "protocol/json.h"
#include "protocol/requested_operation.h"

namespace pumice::test {
namespace {

constexpr std::string_view kAuthorization =
    "AWS4-HMAC-SHA256 Credential=AKID/20240101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=ab";

// "ValidationException: message" of an error's body.
std::string ErrorText(const std::string& body) {
  JsonDocument document;
  if (!document.Parse(body)) return body;
  const std::string_view type = FindString(document.root(), "__type").value_or("");
  const auto message = FindString(document.root(), "message");
  std::string text(type.substr(type.find('#') + 1));
  return text.append(": ").append(message ? *message
                                          : FindString(document.root(), "Message").value_or(""));
}

}  // namespace

std::string Json(std::string_view text) {
  std::string json(text);
  std::replace(json.begin(), json.end(), '\'', '"');
  return json;
}

DatabaseOptions ByClock(Clock* clock) {
  DatabaseOptions options;
  options.clock = clock;
  return options;
}

Service::Service(const DatabaseOptions& options)
    : database_(Database::Open(options)), endpoint_(&database_->spaces()) {}

HttpResponse Service::Send(std::string_view operation, std::string_view text) {
  const std::string target = TargetOf(operation);
  const std::string body = Json(text);
  HttpRequest request;
  request.method = "POST";
  request.target = "/";
  request.headers = {{"Host", "localhost"},
                     {"Content-Type", "application/x-amz-json-1.0"},
                     {"X-Amz-Target", target},
                     {"Authorization", kAuthorization},
                     {"X-Amz-Date", "20240101T000000Z"}};
  request.body = body;
  return endpoint_.Handle(request);
}

std::string Service::Call(std::string_view operation, std::string_view request) {
  const HttpResponse response = Send(operation, request);
  return response.status == 200 ? response.body : ErrorText(response.body);
}

std::string Service::Body(std::string_view operation, std::string_view request) {
  return Send(operation, request).body;
}

}  // namespace pumice::test
