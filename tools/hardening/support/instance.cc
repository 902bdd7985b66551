// SPDX-License-Identifier: Apache-2.0

#include "tools/hardening/support/instance.h"

namespace pumice::hardening {

bool Answer::Is(std::string_view error) const {
  return status != 200 && body.find('#' + std::string(error) + '"') != std::string::npos;
}

namespace {

constexpr std::string_view kDynamoDbScope =
    "AWS4-HMAC-SHA256 Credential=hardening/20240101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=0";
constexpr std::string_view kCloudWatchScope =
    "AWS4-HMAC-SHA256 Credential=hardening/20240101/us-east-1/monitoring/aws4_request, "
    "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=0";

}  // namespace

HttpRequest RequestTo(std::string_view target, std::string_view body) {
  HttpRequest request;
  request.method = "POST";
  request.target = "/";
  request.headers = {
      {"Host", "127.0.0.1"},
      {"Content-Type", "application/x-amz-json-1.0"},
      {"X-Amz-Target", target},
      {"X-Amz-Date", "20240101T000000Z"},
      {"Authorization", target.starts_with("Granite") ? kCloudWatchScope : kDynamoDbScope}};
  request.body = body;
  return request;
}

namespace {

EndpointOptions WithLog(const LogSink& log) {
  EndpointOptions options;
  options.log = log;
  return options;
}

}  // namespace

Instance::Instance(const DatabaseOptions& options)
    : database_(Database::Open(options)), endpoint_(&database_->spaces(), WithLog(options.log)) {}

Answer Instance::Call(std::string_view operation, std::string_view body) {
  const bool is_target = operation.find('.') != std::string_view::npos;
  const std::string target = is_target ? std::string(operation) : TargetOf(operation);
  HttpResponse response = endpoint_.Handle(RequestTo(target, body));
  return {response.status, std::move(response.body)};
}

}  // namespace pumice::hardening
