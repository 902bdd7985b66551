// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

#include "pumice/http.h"

// Control requests on spaces:
//
//   GET /_pumice/spaces      →
//   {"spaces":[{"name":"default","tables":["Music"],"items":2,"bytes":64}]} GET
//   /_pumice/spaces/NAME → {"name":"default","tables":["Music"],"items":2,"bytes":64} POST
//   /_pumice/spaces/NAME {"from":"fixture"}   makes a space with the tables and items of another;
//                                                  with {}: an empty one. Answers as GET does
//   DELETE /_pumice/spaces/NAME → {"name":"NAME"}
namespace pumice {

class Spaces;

// Whether a path is one of these requests'.
bool IsSpacePath(std::string_view path);

// The answer to a request for such a path. Throws ApiError.
HttpResponse HandleSpaces(Spaces* spaces, const HttpRequest& request, std::string_view path);

}  // namespace pumice
