// SPDX-License-Identifier: Apache-2.0

#include "protocol/endpoint.h"

#include <array>
#include <exception>
#include <random>
#include <utility>

#include "engine/database.h"
#include "engine/error/api_error.h"
#include "engine/error/service.h"
#include "engine/spaces.h"
#include "protocol/ascii.h"
#include "protocol/compression.h"
#include "protocol/content_coding.h"
#include "protocol/errors.h"
#include "protocol/operations/registry.h"
#include "protocol/request_notes.h"
#include "protocol/requested_operation.h"
#include "protocol/services/identifiers.h"
#include "protocol/services/query_form.h"
#include "protocol/services/service_fault.h"
#include "protocol/sigv4.h"
#include "protocol/unsupported_members.h"
#include "protocol/validator.h"
#include "protocol/wire_errors.h"
#include "pumice/service_error.h"

namespace pumice {
namespace {

constexpr std::string_view kJson10 = "application/x-amz-json-1.0";
constexpr std::string_view kJson = "application/json";

constexpr std::string_view kExplainHeader = "X-Pumice-Explain";

// What their names begin with.
constexpr std::string_view kCorsHeaders = "Access-Control-";

uint64_t RandomSeed() {
  std::random_device device;
  return uint64_t{device()} << 32 | device();
}

// SplitMix64: spreads a counter over all 64 bits.
uint64_t Mix(uint64_t value) {
  value += 0x9e3779b97f4a7c15;
  value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
  value = (value ^ value >> 27) * 0x94d049bb133111eb;
  return value ^ value >> 31;
}

std::string_view Path(const HttpRequest& request) {
  return request.target.substr(0, request.target.find('?'));
}

// "application/json; charset=utf-8" without what follows the semicolon.
std::string_view MediaType(std::string_view content_type) {
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  return type.substr(0, type.find_last_not_of(" \t") + 1);
}

bool IsJson(std::string_view media_type) { return media_type == kJson10 || media_type == kJson; }

HttpResponse UnknownRoute() {
  HttpResponse response;
  response.status = 404;
  response.body = "<UnknownOperationException/>\n";
  return response;
}

HttpResponse Healthy() {
  HttpResponse response;
  response.headers.emplace_back("Content-Type", "text/plain");
  response.body = "healthy: dynamodb.us-east-1.amazonaws.com ";
  return response;
}

HttpResponse Preflight(const HttpRequest& request) {
  HttpResponse response;
  const std::string_view headers = request.Header("Access-Control-Request-Headers");
  const std::string_view methods = request.Header("Access-Control-Request-Method");
  if (!headers.empty()) response.headers.emplace_back("Access-Control-Allow-Headers", headers);
  if (!methods.empty()) response.headers.emplace_back("Access-Control-Allow-Methods", methods);
  response.headers.emplace_back("Access-Control-Max-Age", "172800");
  return response;
}

// What comes with temporary keys: in a header, or in a presigned URL. `buffer` holds the latter.
std::string_view SessionToken(const HttpRequest& request, std::string* buffer) {
  constexpr std::string_view kName = "X-Amz-Security-Token";
  const std::string_view token = request.Header(kName);
  const size_t question = request.target.find('?');
  if (!token.empty() || question == std::string_view::npos) return token;
  *buffer = services::FormParameter(request.target.substr(question + 1), kName);
  return *buffer;
}

// Compresses an answer that is worth it as the client likes it best.
void Compress(const HttpRequest& request, HttpResponse* response) {
  switch (AcceptedCoding(request)) {
    case ContentCoding::kIdentity:
      return;
    case ContentCoding::kGzip:
      response->body = Gzip(response->body);
      response->headers.emplace_back("Content-Encoding", "gzip");
      return;
    case ContentCoding::kDeflate:
      response->body = Deflate(response->body);
      response->headers.emplace_back("Content-Encoding", "deflate");
      return;
  }
}

void PutError(const ApiError& error, HttpResponse* response) {
  response->body.clear();
  response->status = DescribeError(error.code()).status;
  AppendErrorJson(error, &response->body);
}

void PutInternalError(HttpResponse* response) { PutError(InternalError(), response); }

// What a page gets that may not use the emulator: no headers of CORS, so that a browser shows it
// nothing.
HttpResponse Refused(const ApiError& error) {
  HttpResponse response;
  PutError(error, &response);
  response.status = 403;
  response.headers.emplace_back("Content-Type", kJson10);
  return response;
}

// Only where memory for the answer's frame runs out.
HttpResponse BareError() {
  HttpResponse response;
  response.status = 500;
  return response;
}

}  // namespace

Endpoint::Endpoint(Spaces* spaces, EndpointOptions options)
    : Endpoint(spaces, AllOperations(), std::move(options)) {}

Endpoint::Endpoint(Spaces* spaces, std::span<const Operation> operations, EndpointOptions options)
    : spaces_(spaces),
      options_(std::move(options)),
      registry_(operations),
      origins_(options_.cors, options_.log),
      request_counter_(0),
      request_seed_(RandomSeed()) {}

HttpResponse Endpoint::Handle(const HttpRequest& request) noexcept {
  HttpResponse response = Answer(request);
  MakeDurable(&response);
  return response;
}

HttpResponse Endpoint::Answer(const HttpRequest& request) noexcept {
  try {
    const uint64_t suspension = spaces_->suspension();
    const std::string_view origin = request.Header("Origin");
    std::shared_ptr<RequestRecord> record = NewRecord(request);
    HttpResponse response = origin.empty() ? Route(request, record.get())
                                           : RouteFromPage(request, origin, record.get());
    response.suspension = suspension;
    if (record != nullptr) {
      CompleteRecord(&response, record.get());
      response.record = std::move(record);
    }
    return Frame(std::move(response));
  } catch (...) {
    return BareError();
  }
}

void Endpoint::MakeDurable(HttpResponse* response) noexcept {
  const std::shared_ptr<RequestRecord> record = response->record;
  try {
    KeepAnswer(response);
    if (record == nullptr) return;
    NoteAnswer(*response, record.get());
    record->elapsed = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - record->started);
    if (options_.on_request) options_.on_request(*record);
  } catch (...) {
    *response = BareError();
  }
}

void Endpoint::KeepAnswer(HttpResponse* response) {
  try {
    spaces_->FlushLog();
  } catch (const ApiError& error) {
    // If writes were refused before the request came and ever since, it committed nothing: what
    // it read stays readable.
    if (response->suspension != 0 && response->suspension == spaces_->suspension()) return;
    HttpResponse fault;
    fault.headers.emplace_back("Content-Type", kJson10);
    // A page must be able to read this one too.
    for (auto& header : response->headers) {
      if (header.first.starts_with(kCorsHeaders)) fault.headers.push_back(std::move(header));
    }
    PutError(error, &fault);
    if (response->record != nullptr) {
      response->record->answer_body = RecordBody(fault.body, options_.recorded_body_bytes);
    }
    fault.record = std::move(response->record);
    *response = Frame(std::move(fault));
  }
}

std::shared_ptr<RequestRecord> Endpoint::NewRecord(const HttpRequest& request) const {
  if (!options_.on_request && !options_.explain) return nullptr;
  auto record = std::make_shared<RequestRecord>();
  BeginRecord(request, record.get());
  if (options_.recorded_body_bytes > 0) {
    record->request_body = RecordBody(request.body, options_.recorded_body_bytes);
  }
  return record;
}

void Endpoint::CompleteRecord(HttpResponse* response, RequestRecord* record) const {
  NoteAnswer(*response, record);
  if (options_.recorded_body_bytes > 0 && record->answer_body.bytes == 0) {
    record->answer_body = RecordBody(response->body, options_.recorded_body_bytes);
  }
  if (!options_.explain) return;
  std::string why = record->explanation.empty() ? ExplainPage(*record) : record->explanation;
  if (!why.empty()) response->headers.emplace_back(kExplainHeader, std::move(why));
}

HttpResponse Endpoint::Frame(HttpResponse response) {
  response.headers.emplace_back("x-amzn-RequestId", NextRequestId());
  response.headers.emplace_back("x-amz-crc32", std::to_string(Crc32(response.body)));
  return response;
}

HttpResponse Endpoint::RouteFromPage(const HttpRequest& request, std::string_view origin,
                                     RequestRecord* record) {
  if (!origins_.Allows(origin)) {
    origins_.LogRefusal(origin);
    return Refused(OriginRefused());
  }
  HttpResponse response = request.method == "OPTIONS" ? Preflight(request) : Route(request, record);
  response.headers.emplace_back("Access-Control-Allow-Origin", origins_.AllowHeader(origin));
  std::string exposed = "x-amzn-RequestId, x-amzn-errortype, x-amzn-errormessage, Date";
  if (options_.explain) exposed.append(", ").append(kExplainHeader);
  response.headers.emplace_back("Access-Control-Expose-Headers", std::move(exposed));
  response.headers.emplace_back("Vary", "Origin");
  return response;
}

HttpResponse Endpoint::Route(const HttpRequest& request, RequestRecord* record) {
  if (options_.control != nullptr && Control::IsControlPath(Path(request))) {
    // A page whose name resolves to this machine asks without an Origin: it asks its own host.
    if (!IsLocalHost(request.Header("Host"))) {
      return Refused(HostRefused());
    }
    return options_.control->Handle(request, Path(request));
  }
  const bool is_service = request.method == "POST" && services::IsServicePath(Path(request));
  if (Path(request) != "/" && !is_service) return UnknownRoute();
  if (request.method == "GET") {
    return services::HasAction(request.target) ? Call(request, /*is_json=*/false, record)
                                               : Healthy();
  }
  if (request.method != "POST") return UnknownRoute();
  const std::string_view media_type = MediaType(request.Header("Content-Type"));
  HttpResponse response = Call(request, IsJson(media_type), record);
  if (response.Header("Content-Type").empty()) {
    response.headers.emplace_back("Content-Type", IsJson(media_type) ? media_type : kJson10);
  }
  if (response.body.size() >= options_.min_compressed_bytes) {
    if (record != nullptr && options_.recorded_body_bytes > 0) {
      record->answer_body = RecordBody(response.body, options_.recorded_body_bytes);
    }
    Compress(request, &response);
  }
  return response;
}

HttpResponse Endpoint::Call(const HttpRequest& request, bool is_json, RequestRecord* record) {
  HttpResponse response;
  response.headers.reserve(6);
  try {
    if (is_json && Path(request) == "/" && Run(request, &response.body, record)) return response;
    if (std::optional<HttpResponse> other = AnswerService(request, record))
      return std::move(*other);
    RefuseOperation(request, is_json, record);
  } catch (const ApiError& error) {
    PutError(error, &response);
    if (record != nullptr) NoteError(error, record);
  } catch (const std::exception& error) {
    Log(LogLevel::kError, request.Header("X-Amz-Target"), error.what());
    PutInternalError(&response);
  } catch (...) {
    PutInternalError(&response);
  }
  return response;
}

bool Endpoint::Run(const HttpRequest& request, std::string* output, RequestRecord* record) {
  const OperationRegistry::Entry operation = registry_.Find(request.Header("X-Amz-Target"));
  if (operation.handler == nullptr) return false;
  const Caller caller = ParseCaller(request);
  JsonDocument document(options_.memory);
  Parse(request, &document, record);
  if (record != nullptr) NoteTables(document.root(), record);
  ValidateInput(*operation.shape->input, document.root());
  RefuseUnsupportedMembers(operation.unsupported, document.root(), options_.log);
  const RequestGate::Pass pass(&spaces_->gate());
  OperationContext context{ChooseSpace(request, caller),
                           document.root(),
                           caller.region,
                           AccountOf(options_.space_mode, caller),
                           output,
                           request.Header("Host"),
                           expressions_,
                           statements_,
                           record};
  if (record != nullptr && context.database.space() != kDefaultSpace) {
    record->space = context.database.space();
  }
  operation.handler(context);
  return true;
}

std::optional<HttpResponse> Endpoint::AnswerService(const HttpRequest& request,
                                                    RequestRecord* record) {
  std::string inflated;
  services::ServiceRequest wanted;
  std::string_view body;
  try {
    body = DecodeBody(request, options_.max_body_bytes, &inflated);
    wanted = services::FindServiceRequest(request, body);
  } catch (const services::ServiceFault&) {
    return std::nullopt;
  }
  // Of another service, a request in JSON is refused as one of DynamoDB is.
  const bool is_other = wanted.form == services::WireForm::kJson || wanted.operation.empty();
  if (wanted.service == nullptr && is_other) return std::nullopt;
  HttpResponse response =
      wanted.service == nullptr ? RefuseService(wanted) : CallService(request, wanted, body);
  if (record != nullptr) {
    record->operation = Printable(wanted.operation);
    record->status = response.status;
  }
  return response;
}

HttpResponse Endpoint::CallService(const HttpRequest& request,
                                   const services::ServiceRequest& wanted, std::string_view body) {
  const std::string id = services::NewUuid();
  if (!services::IsServed(wanted)) LogRefusal(wanted.operation, wanted.api);
  try {
    const Caller caller = ParseCaller(request, wanted.service->signing_name);
    const RequestGate::Pass pass(&spaces_->gate());
    services::DynamoDbCall dynamodb;
    std::string token;
    const services::ServiceCaller whom{ChooseSpace(request, caller),
                                       caller.region,
                                       AccountOf(options_.space_mode, caller),
                                       caller.access_key,
                                       dynamodb,
                                       SessionToken(request, &token)};
    dynamodb = [&](std::string_view operation, std::string_view input) {
      return CallDynamoDb(operation, input, whom, request.Header("Host"));
    };
    return services_.Answer(wanted, body, whom, id);
  } catch (...) {
    return services::ServiceEndpoint::TellFault(wanted, id);
  }
}

HttpResponse Endpoint::RefuseService(const services::ServiceRequest& wanted) {
  const std::string id = services::NewUuid();
  try {
    LogRefusal(wanted.operation, wanted.api);
    ThrowUnknownOperation(Printable(wanted.operation), Printable(wanted.api));
  } catch (...) {
    return services::ServiceEndpoint::TellFault(wanted, id);
  }
}

std::string Endpoint::CallDynamoDb(std::string_view operation, std::string_view input,
                                   const services::ServiceCaller& caller, std::string_view host) {
  try {
    const OperationRegistry::Entry found = registry_.Find(TargetOf(operation));
    if (found.handler == nullptr) ThrowUnknownOperation(operation, "");
    JsonDocument document(options_.memory);
    if (!document.Parse(input)) ThrowMalformedBody();
    ValidateInput(*found.shape->input, document.root());
    RefuseUnsupportedMembers(found.unsupported, document.root(), options_.log);
    std::string output;
    OperationContext context{caller.database, document.root(), caller.region,
                             caller.account,  &output,         host,
                             expressions_,    statements_};
    found.handler(context);
    return output;
  } catch (const ApiError& error) {
    throw ServiceError(std::string(ErrorName(error.code())), error.message());
  }
}

Database& Endpoint::ChooseSpace(const HttpRequest& request, const Caller& caller) const {
  std::string buffer;
  const std::string_view named = NamedSpace(request, &buffer);
  if (!named.empty()) return spaces_->Use(named);
  return spaces_->Use(SpaceOf(options_.space_mode, caller, &buffer));
}

void Endpoint::RefuseOperation(const HttpRequest& request, bool is_json, RequestRecord* record) {
  if (is_json && !request.body.empty()) {
    JsonDocument document(options_.memory);
    Parse(request, &document, record);
  }
  const RequestedOperation operation = FindRequestedOperation(request);
  LogRefusal(operation.name, operation.version);
  ThrowUnknownOperation(Printable(operation.name), Printable(operation.version));
}

void Endpoint::LogRefusal(std::string_view operation, std::string_view api) {
  const std::string name = Printable(operation);
  const std::string version = Printable(api);
  if (name.empty() || !refused_operations_.Add(version + '.' + name)) return;
  Log(LogLevel::kWarning, name, "not implemented" + (version.empty() ? "" : " (" + version + ')'));
}

void Endpoint::Parse(const HttpRequest& request, JsonDocument* document,
                     RequestRecord* record) const {
  std::string inflated;
  const std::string_view body = DecodeBody(request, options_.max_body_bytes, &inflated);
  if (record != nullptr && !inflated.empty() && options_.recorded_body_bytes > 0) {
    record->request_body = RecordBody(body, options_.recorded_body_bytes);
  }
  if (!document->Parse(body)) {
    ThrowMalformedBody();
  }
}

void Endpoint::Log(LogLevel level, std::string_view operation, std::string_view what) const {
  if (options_.log) options_.log(level, std::string(operation).append(": ").append(what));
}

std::string Endpoint::NextRequestId() {
  // The service's ids are 52 digits of base 32, of which the last 26 never change.
  constexpr std::string_view kDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
  constexpr std::string_view kTail = "VV4KQNSO5AEMVJF66Q9ASUAAJG";
  constexpr size_t kRandomDigits = 26;
  static_assert(kRandomDigits + kTail.size() == 52);
  const uint64_t number = request_counter_.fetch_add(1, std::memory_order_relaxed);
  const std::array<uint64_t, 3> bits = {Mix(request_seed_ ^ number), Mix(request_seed_ + number),
                                        Mix(~(request_seed_ ^ number))};
  std::string id(kRandomDigits, '0');
  for (size_t i = 0; i < kRandomDigits; ++i) id[i] = kDigits[bits[i / 12] >> (i % 12 * 5) & 31];
  return id.append(kTail);
}

}  // namespace pumice
