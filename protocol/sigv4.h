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
Caller ParseCaller(const HttpRequest& request);

}  // namespace pumice
