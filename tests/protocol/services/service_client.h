// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/database.h"
#include "protocol/endpoint.h"

namespace pumice::test {

// Asks an endpoint for the services beside DynamoDB as their clients do, without sockets.
class ServiceClient {
 public:
  static constexpr int64_t kStart = 1767225600000;  // 2026-01-01

  explicit ServiceClient(DatabaseOptions options = {}, EndpointOptions endpoint = {}) {
    options.clock = &clock_;
    database_ = Database::Open(options);
    endpoint_ = std::make_unique<Endpoint>(&database_->spaces(), std::move(endpoint));
  }

  // Whose keys the requests are signed with; `session_token` may be empty.
  void UseKeys(std::string access_key, std::string session_token) {
    access_key_ = std::move(access_key);
    session_token_ = std::move(session_token);
  }

  // A table of provisioned capacity with one global index, "ByKind".
  void MakeTable(const std::string& name) {
    const std::string body =
        R"({"TableName":")" + name +
        R"(","AttributeDefinitions":[{"AttributeName":"k","AttributeType":"S"}],)"
        R"("KeySchema":[{"AttributeName":"k","KeyType":"HASH"}],"ProvisionedThroughput":)"
        R"({"ReadCapacityUnits":1,"WriteCapacityUnits":1},"GlobalSecondaryIndexes":[{)"
        R"("IndexName":"ByKind","KeySchema":[{"AttributeName":"k","KeyType":"HASH"}],)"
        R"("Projection":{"ProjectionType":"ALL"},"ProvisionedThroughput":)"
        R"({"ReadCapacityUnits":1,"WriteCapacityUnits":1}}]})";
    Send("dynamodb", "/",
         {{"Content-Type", "application/x-amz-json-1.0"},
          {"X-Amz-Target", "DynamoDB_20120810.CreateTable"}},
         body);
  }

  // A request of the Query protocol.
  HttpResponse Query(std::string_view service, const std::string& form) {
    return Send(service, "/", {{"Content-Type", "application/x-www-form-urlencoded"}}, form);
  }
  HttpResponse Json(std::string_view service, std::string_view target, std::string_view body) {
    return Send(service, "/",
                {{"Content-Type", "application/x-amz-json-1.1"}, {"X-Amz-Target", target}}, body);
  }
  HttpResponse Cbor(std::string_view service, std::string_view path, std::string_view body) {
    return Send(service, path,
                {{"Content-Type", "application/cbor"}, {"Smithy-Protocol", "rpc-v2-cbor"}}, body);
  }
  // `service`: what the credentials are scoped to; empty: there are none.
  HttpResponse Send(std::string_view service, std::string_view path,
                    std::vector<HttpHeader> headers, std::string_view body,
                    std::string_view method = "POST") {
    const std::string authorization = "AWS4-HMAC-SHA256 Credential=" + access_key_ +
                                      "/20260101/eu-west-1/" + std::string(service) +
                                      "/aws4_request, SignedHeaders=host;x-amz-date, Signature=ab";
    HttpRequest request;
    request.method = method;
    request.target = path;
    request.headers = std::move(headers);
    request.headers.push_back({"Host", "localhost"});
    request.headers.push_back({"X-Amz-Date", "20260101T000000Z"});
    if (!service.empty()) request.headers.push_back({"Authorization", authorization});
    if (!session_token_.empty()) {
      request.headers.push_back({"X-Amz-Security-Token", session_token_});
    }
    request.body = body;
    return endpoint_->Handle(request);
  }

  ManualClock& clock() { return clock_; }
  Database& database() { return *database_; }

 private:
  ManualClock clock_{kStart};
  std::string access_key_ = "AKID";
  std::string session_token_;
  std::shared_ptr<Database> database_;
  std::unique_ptr<Endpoint> endpoint_;
};

// The first text between two others; with '?' in front, `text` as a whole, where there is none.
inline std::string Between(std::string_view text, std::string_view from, std::string_view to) {
  const size_t at = text.find(from);
  if (at == text.npos) return "?" + std::string(text);
  const size_t begin = at + from.size();
  return std::string(text.substr(begin, text.find(to, begin) - begin));
}

// An answer of the Query protocol without its envelope: what stands in the Result, or
// "CODE: MESSAGE" of an error.
inline std::string ResultOf(const HttpResponse& response) {
  const std::string_view body = response.body;
  if (response.status != 200) {
    return Between(body, "<Code>", "</Code>") + ": " + Between(body, "<Message>", "</Message>");
  }
  constexpr std::string_view kResult = "Result>";
  const size_t first = body.find(kResult);
  const size_t last = body.rfind(kResult);
  if (first == body.npos) return "";  // the operation has no output
  const size_t begin = first + kResult.size();
  return std::string(body.substr(begin, body.rfind("</", last) - begin));
}

// The texts of all elements of that name, with spaces between.
inline std::string TextsOf(std::string_view xml, const std::string& element) {
  const std::string open = "<" + element + ">";
  std::string texts;
  for (size_t at = xml.find(open); at != xml.npos; at = xml.find(open, at + 1)) {
    if (!texts.empty()) texts += ' ';
    texts += Between(xml.substr(at), open, "</");
  }
  return texts;
}

}  // namespace pumice::test
