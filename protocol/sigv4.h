// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

#include "pumice/http.h"

namespace pumice {

// Who calls, as the request's signature says. Borrows from the request.
struct Caller {
  std::string_view access_key;
  std::string_view region;
};

// Reads the caller from the Authorization header or from a presigned URL's query. Signatures are
// not verified: any well-formed one is accepted. Throws ApiError: MissingAuthenticationToken,
// IncompleteSignature, InvalidSignature.
//
// `service`: what the credentials must be scoped to.
Caller ParseCaller(const HttpRequest& request, std::string_view service = "dynamodb");

// The service that the signature's credentials are scoped to, as far as there is one: of the
// Authorization header or else of a presigned URL.
std::string_view SignedService(const HttpRequest& request);

}  // namespace pumice
