// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/service_endpoint.h"

#include <algorithm>
#include <memory>

#include "engine/error/api_error.h"
#include "engine/error/service.h"
#include "protocol/ascii.h"
#include "protocol/errors.h"
#include "protocol/requested_operation.h"
#include "protocol/services/cbor.h"
#include "protocol/services/query_form.h"
#include "protocol/services/service_fault.h"
#include "protocol/sigv4.h"
#include "protocol/value_types.h"
#include "protocol/wire_errors.h"
#include "pumice/service_error.h"

namespace pumice::services {
namespace {

constexpr std::string_view kServicePath = "/service/";
constexpr std::string_view kOperationPath = "/operation/";
constexpr std::string_view kXmlType = "text/xml";
constexpr std::string_view kCborType = "application/cbor";
constexpr std::string_view kJsonType = "application/x-amz-json-1.1";

// Null: there is none.
const ServiceShape* FindShape(const ServiceRequest& wanted) {
  for (const ServiceShape& shape : wanted.service->shapes) {
    if (shape.name == wanted.operation) return &shape;
  }
  return nullptr;
}

// Each protocol has its own code for an operation that is none.
[[noreturn]] void ThrowNotServed(const ServiceRequest& wanted) {
  const std::string operation = Printable(wanted.operation);
  if (wanted.form != WireForm::kQuery) ThrowUnknownOperation(operation, Printable(wanted.api));
  if (operation.empty()) ThrowMissingAction();
  ThrowInvalidAction(operation, wanted.service->version);
}

std::string_view QueryOf(std::string_view target) {
  const size_t question = target.find('?');
  return question == std::string_view::npos ? std::string_view() : target.substr(question + 1);
}

ServiceRequest FindByPath(std::string_view path) {
  ServiceRequest wanted;
  path.remove_prefix(kServicePath.size());
  const size_t at = path.find(kOperationPath);
  if (at == std::string_view::npos) return wanted;
  wanted.api = path.substr(0, at);
  wanted.service = FindServiceByTarget(wanted.api);
  wanted.form = WireForm::kCbor;
  wanted.operation = path.substr(at + kOperationPath.size());
  return wanted;
}

// What an ApiError is to a service: its own violated constraints have its own code.
std::string_view CodeOf(const ServiceRequest& wanted, const ApiError& error) {
  if (error.code() == ErrorCode::kValidation && wanted.service != nullptr) {
    return wanted.service->validation_code;
  }
  // Errors of signatures have other names in the Query protocol ("Common error types").
  if (wanted.form == WireForm::kQuery) {
    switch (error.code()) {
      case ErrorCode::kMissingAuthenticationToken:
        return "MissingAuthenticationToken";
      case ErrorCode::kIncompleteSignature:
        return "IncompleteSignature";
      case ErrorCode::kInvalidSignature:
        return "SignatureDoesNotMatch";
      case ErrorCode::kUnknownOperation:
        return "InvalidAction";
      default:
        break;
    }
  }
  return ErrorName(error.code());
}

// The types that a message names are another service's than DynamoDB's.
std::string MessageOf(const ApiError& error) {
  std::string message(error.message());
  const size_t at = message.find(kTypePackage);
  if (at != std::string::npos) message.erase(at, kTypePackage.size());
  return message;
}

void AppendXmlFault(const ServiceRequest& wanted, const ServiceFault& fault, std::string_view id,
                    std::string* out) {
  out->append("<ErrorResponse");
  if (wanted.service != nullptr) {
    out->append(" xmlns=\"").append(wanted.service->xml_namespace).append("\"");
  }
  out->append(">\n");
  XmlAnswer xml("Error", out);
  xml.BeginStruct();
  xml.StringMember("Type", fault.status() >= 500 ? "Receiver" : "Sender");
  xml.StringMember("Code", fault.code());
  xml.StringMember("Message", fault.message());
  xml.EndStruct();
  out->append("<RequestId>").append(id).append("</RequestId></ErrorResponse>\n");
}

void WriteFault(const ServiceFault& fault, std::string_view message_key, AnswerWriter* answer) {
  answer->BeginStruct();
  answer->StringMember("__type", fault.code());
  answer->StringMember(message_key, fault.message());
  answer->EndStruct();
}

std::string_view ContentType(WireForm form) {
  switch (form) {
    case WireForm::kQuery:
      return kXmlType;
    case WireForm::kCbor:
      return kCborType;
    default:
      return kJsonType;
  }
}

HttpResponse Frame(const ServiceRequest& wanted, int status, std::string body) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  response.headers.reserve(6);
  response.headers.emplace_back("Content-Type", ContentType(wanted.form));
  if (wanted.form == WireForm::kCbor) {
    response.headers.emplace_back("Smithy-Protocol", "rpc-v2-cbor");
  }
  return response;
}

HttpResponse Tell(const ServiceRequest& wanted, const ServiceFault& fault, std::string_view id) {
  std::string body;
  switch (wanted.form) {
    case WireForm::kQuery:
      AppendXmlFault(wanted, fault, id, &body);
      break;
    case WireForm::kJson: {
      JsonAnswer answer(&body);
      WriteFault(fault, wanted.service == nullptr ? "message" : wanted.service->message_key,
                 &answer);
      break;
    }
    case WireForm::kCbor: {
      CborAnswer answer(&body);
      WriteFault(fault, "message", &answer);
      break;
    }
  }
  HttpResponse response = Frame(wanted, fault.status(), std::move(body));
  // By it clients of services that spoke Query know errors under the names of then.
  if (wanted.form == WireForm::kCbor) {
    response.headers.emplace_back("x-amzn-query-error",
                                  fault.code() + (fault.status() >= 500 ? ";Receiver" : ";Sender"));
  }
  return response;
}

}  // namespace

bool IsServicePath(std::string_view path) { return path.starts_with(kServicePath); }

bool HasAction(std::string_view target) {
  return !FormParameter(QueryOf(target), "Action").empty();
}

bool IsServed(const ServiceRequest& wanted) { return FindShape(wanted) != nullptr; }

ServiceRequest FindServiceRequest(const HttpRequest& request, std::string_view body) {
  const std::string_view path = request.target.substr(0, request.target.find('?'));
  if (IsServicePath(path)) return FindByPath(path);
  ServiceRequest wanted;
  if (!request.Header("X-Amz-Target").empty()) {
    const RequestedOperation target = FindRequestedOperation(request);
    wanted.service = FindServiceByTarget(target.version);
    wanted.form = WireForm::kJson;
    wanted.operation = target.name;
    wanted.api = target.version;
    return wanted;
  }
  wanted.parameters = QueryOf(request.target);
  if (!wanted.parameters.empty() && !body.empty()) wanted.parameters += '&';
  wanted.parameters += body;
  wanted.operation = FormParameter(wanted.parameters, "Action");
  wanted.api = FormParameter(wanted.parameters, "Version");
  wanted.service = FindServiceBySigningName(SignedService(request));
  if (wanted.service == nullptr && !wanted.operation.empty()) {
    wanted.service = FindServiceByVersion(wanted.api);
  }
  if (wanted.service != nullptr && wanted.service->version.empty()) wanted.service = nullptr;
  return wanted;
}

std::string ServiceEndpoint::Run(const ServiceRequest& wanted, std::string_view body,
                                 const ServiceCaller& caller, std::string_view id) {
  const ServiceShape* const shape = FindShape(wanted);
  if (shape == nullptr) ThrowNotServed(wanted);
  std::string input(body);
  std::string output;
  std::unique_ptr<AnswerWriter> answer;
  switch (wanted.form) {
    case WireForm::kQuery:
      input = FormToJson(wanted.parameters, *shape->input);
      output.append("<").append(wanted.operation).append("Response xmlns=\"");
      output.append(wanted.service->xml_namespace).append("\">\n");
      answer = std::make_unique<XmlAnswer>(wanted.operation + "Result", &output);
      break;
    case WireForm::kCbor:
      input = body.empty() ? "{}" : CborToJson(body);
      answer = std::make_unique<CborAnswer>(&output);
      break;
    case WireForm::kJson:
      if (input.empty()) input = "{}";
      answer = std::make_unique<JsonAnswer>(&output);
      break;
  }
  const size_t before = output.size();
  {
    const MutexLock lock(mutex_);
    CallService(*wanted.service, wanted.operation, input, caller, answer.get());
  }
  // An answer that the model does not have is none, but in JSON an empty one.
  if (!shape->has_output && wanted.form != WireForm::kJson) output.resize(before);
  if (wanted.form == WireForm::kQuery) {
    output.append("\n<ResponseMetadata><RequestId>").append(id);
    output.append("</RequestId></ResponseMetadata></").append(wanted.operation);
    output.append("Response>\n");
  }
  return output;
}

HttpResponse ServiceEndpoint::Answer(const ServiceRequest& wanted, std::string_view body,
                                     const ServiceCaller& caller, std::string_view id) {
  try {
    return Frame(wanted, 200, Run(wanted, body, caller, id));
  } catch (...) {
    return TellFault(wanted, id);
  }
}

HttpResponse ServiceEndpoint::TellFault(const ServiceRequest& wanted, std::string_view id) {
  try {
    throw;
  } catch (const ServiceFault& fault) {
    return Tell(wanted, fault, id);
  } catch (const ApiError& error) {
    return Tell(wanted,
                {CodeOf(wanted, error), MessageOf(error), DescribeError(error.code()).status}, id);
  } catch (const ServiceError& error) {
    return Tell(wanted, {error.name(), error.what()}, id);
  } catch (const std::exception&) {
    const ApiError error = InternalError();
    return Tell(wanted, {CodeOf(wanted, error), error.message(), 500}, id);
  }
}

}  // namespace pumice::services
