// SPDX-License-Identifier: Apache-2.0

#include "protocol/wire_errors.h"

#include <utility>

namespace pumice {
namespace {

template <typename... Parts>
std::string Text(const Parts&... parts) {
  std::string text;
  (text.append(std::string_view(parts)), ...);
  return text;
}

template <typename... Parts>
[[noreturn]] void ThrowSerialization(const Parts&... parts) {
  throw ApiError(ErrorCode::kSerialization, Text(parts...));
}

template <typename... Parts>
[[noreturn]] void ThrowInvalidSignature(const Parts&... parts) {
  throw ApiError(ErrorCode::kInvalidSignature, Text(parts...));
}

template <typename... Parts>
[[noreturn]] void ThrowIncompleteSignature(const Parts&... parts) {
  throw ApiError(ErrorCode::kIncompleteSignature, Text(parts...));
}

}  // namespace

void ThrowUnknownOperation(std::string_view operation, std::string_view version) {
  constexpr std::string_view kPumice = "pumice " PUMICE_VERSION;
  throw ApiError(ErrorCode::kUnknownOperation,
                 operation.empty()
                     ? Text("The request names no operation in X-Amz-Target (", kPumice, ")")
                     : Text("Operation ", operation, " of ", version.empty() ? "no API" : version,
                            " is not implemented by ", kPumice));
}

ApiError MemberNotSupported(std::string_view operation, std::string_view path) {
  return ApiError(ErrorCode::kValidation,
                  Text(operation, ": pumice does not support the member ", path));
}

void ThrowMalformedBody() { ThrowSerialization(); }

void ThrowUndecodableBody() {
  throw ApiError(ErrorCode::kInternal,
                 "The request's body is not encoded as Content-Encoding says");
}

ApiError BodyTooLarge() {
  return ApiError(ErrorCode::kRequestEntityTooLarge, "Request body is too large");
}

ApiError TooManyConnections(size_t most) {
  return ApiError(ErrorCode::kServiceUnavailable,
                  Text("Too many connections: ", std::to_string(most),
                       " are served at once (--max-connections)"));
}

ApiError OriginRefused() {
  return ApiError(ErrorCode::kAccessDenied,
                  "Web pages of this origin are refused: pumice's option --cors allows them");
}

ApiError HostRefused() {
  return ApiError(ErrorCode::kAccessDenied,
                  "Control requests are taken for this machine's names only, not for this Host");
}

void ThrowScalarForCollection() { ThrowSerialization("Unexpected field type"); }

void ThrowScalarForStructure() { ThrowSerialization("Unexpected value type in payload"); }

void ThrowNotBase64Text() {
  ThrowSerialization("only base-64-encoded strings are convertible to bytes");
}

void ThrowStringForBoolean() { ThrowSerialization("Unexpected token received from parser"); }

void ThrowNotConvertible(std::string_view token, std::string_view type) {
  ThrowSerialization(token, " cannot be converted to ", type);
}

void ThrowUnexpectedObject() {
  ThrowSerialization("Start of structure or map found where not expected");
}

void ThrowUnexpectedList(bool for_map, std::string_view java_type) {
  ThrowSerialization("Unrecognized collection type ", for_map ? "" : "class ", java_type);
}

void ThrowBase64Length(size_t size) {
  ThrowSerialization("Base64 encoded length is expected a multiple of 4 bytes but found: ",
                     std::to_string(size));
}

void ThrowBase64Character(std::string_view character) {
  ThrowSerialization("Invalid Base64 character: '", character, "'");
}

// The service's own spelling.
void ThrowBase64LastCharacter() {
  ThrowSerialization("Invalid last non-pad Base64 character dectected");
}

void ThrowNoSignature() {
  throw ApiError(ErrorCode::kMissingAuthenticationToken, "Request is missing Authentication Token");
}

void ThrowUnrecognizedClient() {
  throw ApiError(ErrorCode::kUnrecognizedClient,
                 "The security token included in the request is invalid.");
}

void ThrowTwoSignatures() {
  ThrowInvalidSignature(
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
}

void ThrowCredentialParts(std::string_view credential) {
  ThrowIncompleteSignature(
      "Credential must have exactly 5 slash-delimited elements, e.g. "
      "keyid/date/region/service/term, got '",
      credential, "'");
}

void ThrowCredentialRegion() {
  ThrowInvalidSignature("Credential should be scoped to a valid region, not ''. ");
}

void ThrowCredentialService(std::string_view service) {
  ThrowInvalidSignature("Credential should be scoped to correct service: '", service, "'. ");
}

void ThrowCredentialTerminator(std::string_view terminator) {
  ThrowInvalidSignature(
      "Credential should be scoped with a valid terminator: 'aws4_request', not '", terminator,
      "'. ");
}

void MissingSignatureParts::AddHeaderParameter(std::string_view name) {
  sentences_ += Text("Authorization header requires '", name, "' parameter. ");
}

void MissingSignatureParts::AddDate() {
  sentences_ +=
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
}

void MissingSignatureParts::AddQueryParameter(std::string_view name) {
  sentences_ += Text("AWS query-string parameters must include '", name, "'. ");
}

void MissingSignatureParts::ThrowForHeader(std::string_view authorization) const {
  ThrowIncompleteSignature(sentences_, "Authorization=", authorization);
}

void MissingSignatureParts::ThrowForQuery() const {
  ThrowIncompleteSignature(sentences_, "Re-examine the query-string parameters.");
}

}  // namespace pumice
