// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocol/sigv4.h"
#include "pumice/http.h"

namespace pumice {

// Which of a caller's properties tell its space apart from others'. None: all share one.
struct SpaceMode {
  bool account = false;  // a 12-digit access key is an account id; others share the local account
  bool access_key = false;  // as DynamoDB Local without -sharedDb, with `region`
  bool region = false;

  bool shared() const { return !account && !access_key && !region; }
};

// "shared", "region", "account", "access-key", or several of the latter with '+' between them, in
// any order. Nothing if it is none of these.
std::optional<SpaceMode> ParseSpaceMode(std::string_view text);

// The account that a caller's ARNs name.
std::string_view AccountOf(const SpaceMode& mode, const Caller& caller);

// The space that a request names itself, whatever the mode: in the header X-Pumice-Space, or as
// host NAME.localhost, whose case does not matter: NAME is in lower case then. Empty: it names
// none. Borrows from the request, or from `buffer`. Throws ApiError (ValidationException) for
// several headers with different names.
std::string_view NamedSpace(const HttpRequest& request, std::string* buffer);

// The space of a request that names none: what the mode looks at, with '+' between:
// "AKIDEXAMPLE+us-east-1". `buffer` holds it where it is put together. Throws ApiError
// (UnrecognizedClientException) for an access key or region that no space can be named by.
std::string_view SpaceOf(const SpaceMode& mode, const Caller& caller, std::string* buffer);

}  // namespace pumice
