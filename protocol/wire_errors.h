// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/error/api_error.h"

// Errors that only the wire has: about a request's bytes, its body's JSON and types, its signature,
// its origin. The service's other errors stand in engine/error.
namespace pumice {

// The operation is unknown, or not implemented. `version` is its API's, as the request gives it;
// both are empty where the request names no operation.
[[noreturn]] void ThrowUnknownOperation(std::string_view operation, std::string_view version);
// A member that pumice does not support; `path` as in UnsupportedMember. The words are pumice's
// own: the service supports it.
ApiError MemberNotSupported(std::string_view operation, std::string_view path);
// The body is no JSON.
[[noreturn]] void ThrowMalformedBody();
// The body is not encoded as its Content-Encoding says.
[[noreturn]] void ThrowUndecodableBody();
// The body is larger than the emulator takes.
ApiError BodyTooLarge();
// `most` connections are served already.
ApiError TooManyConnections(size_t most);
// A web page of an origin that may not use the emulator.
ApiError OriginRefused();
// A request of a page whose Host is another machine's name.
ApiError HostRefused();

// A value in the body has another type than its member.

// A scalar where a list or map belongs.
[[noreturn]] void ThrowScalarForCollection();
// A scalar where a structure belongs.
[[noreturn]] void ThrowScalarForStructure();
// Another scalar than a string for a blob.
[[noreturn]] void ThrowNotBase64Text();
// A string for a boolean.
[[noreturn]] void ThrowStringForBoolean();
// `token` as the service names it, "NUMBER_VALUE", and `type` as Java does.
[[noreturn]] void ThrowNotConvertible(std::string_view token, std::string_view type);
// An object where a scalar or a list belongs.
[[noreturn]] void ThrowUnexpectedObject();
// A list where another type belongs, which `java_type` names.
[[noreturn]] void ThrowUnexpectedList(bool for_map, std::string_view java_type);

// Base64.

// A length that is no multiple of 4.
[[noreturn]] void ThrowBase64Length(size_t size);
// A character that base64 does not have.
[[noreturn]] void ThrowBase64Character(std::string_view character);
// Bits that the padding cuts off are not zero.
[[noreturn]] void ThrowBase64LastCharacter();

// Signature version 4; nothing verifies signatures, but what they are made of must be there.

// No signature at all.
[[noreturn]] void ThrowNoSignature();
// An access key or region that is none.
[[noreturn]] void ThrowUnrecognizedClient();
// In the query and in the header.
[[noreturn]] void ThrowTwoSignatures();
// A credential that is not key/date/region/service/aws4_request.
[[noreturn]] void ThrowCredentialParts(std::string_view credential);
// A credential without region.
[[noreturn]] void ThrowCredentialRegion();
// A credential of another service than this one.
[[noreturn]] void ThrowCredentialService(std::string_view service);
// A credential that does not end with aws4_request.
[[noreturn]] void ThrowCredentialTerminator(std::string_view terminator);
// The parameters that a signature in the header, or in the query, lacks.
class MissingSignatureParts {
 public:
  void AddHeaderParameter(std::string_view name);
  void AddDate();
  void AddQueryParameter(std::string_view name);

  bool empty() const { return sentences_.empty(); }
  [[noreturn]] void ThrowForHeader(std::string_view authorization) const;
  [[noreturn]] void ThrowForQuery() const;

 private:
  std::string sentences_;
};

}  // namespace pumice
