// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/first_times.h"
#include "engine/expression/expression_cache.h"
#include "engine/partiql/statement_cache.h"
#include "protocol/control.h"
#include "protocol/operation.h"
#include "protocol/origin_policy.h"
#include "protocol/services/service_endpoint.h"
#include "protocol/space_choice.h"
#include "pumice/http.h"
#include "pumice/log.h"
#include "pumice/request_record.h"

namespace pumice {

class Spaces;

struct EndpointOptions {
  // Bodies larger than this, as sent or once decompressed, are refused with 413.
  size_t max_body_bytes = 16 * 1024 * 1024;
  // Answers of at least this many bytes are compressed for clients that accept it.
  size_t min_compressed_bytes = 4096;
  // Origins of web pages that are served beside this machine's own (OriginPolicy).
  std::vector<std::string> cors;
  // What requests are counted in; null: they are not.
  MemoryBudget* memory = nullptr;
  // Requests under /_pumice/ (Control); null: there are none.
  Control* control = nullptr;
  // Which space a request that names none goes to.
  SpaceMode space_mode;
  // Told of faults that are not the request's, and of operations that are not implemented.
  LogSink log;
  // See EmulatorOptions.
  RequestSink on_request;
  size_t recorded_body_bytes = 0;
  bool explain = false;
};

// DynamoDB's JSON protocol, and behind it those of the services beside it (protocol/services): an
// HTTP request in, an HTTP response out, no socket.
//
// Order of the checks: origin, route, target, credentials, body, shape; then the operation's own.
// Of an operation that is not served, the body comes before the target. Thread-safe.
class Endpoint {
 public:
  // Serves every operation that is implemented (protocol/operations/registry.h). `spaces` must
  // outlive the endpoint.
  explicit Endpoint(Spaces* spaces, EndpointOptions options = {});
  // Serves these operations only.
  Endpoint(Spaces* spaces, std::span<const Operation> operations, EndpointOptions options = {});

  // Never throws: faults are answers.
  HttpResponse Handle(const HttpRequest& request) noexcept;

  // Handle in two steps, for who answers several requests at a time. An answer may leave after
  // MakeDurable: until then a killed process may lose what it tells of. The first call makes
  // everything durable that was answered before it.
  HttpResponse Answer(const HttpRequest& request) noexcept;
  // Puts an error in the answer's place if what was written cannot be kept. Then the answer is
  // final, and its record is told.
  void MakeDurable(HttpResponse* response) noexcept;

 private:
  // `record` here and below: null where nobody asks.
  HttpResponse Route(const HttpRequest& request, RequestRecord* record);
  // The answer to a browser: by the page that it is for.
  HttpResponse RouteFromPage(const HttpRequest& request, std::string_view origin,
                             RequestRecord* record);
  HttpResponse Call(const HttpRequest& request, bool is_json, RequestRecord* record);
  // Appends the operation's answer to `output`. False: there is no such operation here.
  bool Run(const HttpRequest& request, std::string* output, RequestRecord* record);
  // The answer of a service beside DynamoDB; nothing if the request is for none.
  std::optional<HttpResponse> AnswerService(const HttpRequest& request, RequestRecord* record);
  HttpResponse CallService(const HttpRequest& request, const services::ServiceRequest& wanted,
                           std::string_view body);
  // The answer to an operation of a service that is not there, in the request's own protocol.
  HttpResponse RefuseService(const services::ServiceRequest& wanted);
  // An operation of DynamoDB that a service needs. Within a pass. Throws ServiceError.
  std::string CallDynamoDb(std::string_view operation, std::string_view input,
                           const services::ServiceCaller& caller, std::string_view host);
  // Null where nobody asks.
  std::shared_ptr<RequestRecord> NewRecord(const HttpRequest& request) const;
  // Once the answer is there, not compressed yet: completes the record, and explains.
  void CompleteRecord(HttpResponse* response, RequestRecord* record) const;
  // Puts an error in its place if it cannot be kept.
  void KeepAnswer(HttpResponse* response);
  // Says once of an operation that it is not implemented.
  void LogRefusal(std::string_view operation, std::string_view api);
  // Tells that the operation is unknown or not implemented, and so does the log.
  [[noreturn]] void RefuseOperation(const HttpRequest& request, bool is_json,
                                    RequestRecord* record);
  // The space that a request goes to, made where there is none. Within a pass.
  Database& ChooseSpace(const HttpRequest& request, const Caller& caller) const;
  // Decompresses and parses the body. Throws ApiError.
  void Parse(const HttpRequest& request, JsonDocument* document, RequestRecord* record) const;
  std::string NextRequestId();
  // With the request id and checksum that every answer has.
  HttpResponse Frame(HttpResponse response);
  void Log(LogLevel level, std::string_view operation, std::string_view what) const;

  Spaces* spaces_;
  EndpointOptions options_;
  OperationRegistry registry_;
  OriginPolicy origins_;
  FirstTimes refused_operations_;
  ExpressionCache expressions_;
  partiql::StatementCache statements_;
  services::ServiceEndpoint services_;
  std::atomic<uint64_t> request_counter_;
  uint64_t request_seed_;
};

}  // namespace pumice
