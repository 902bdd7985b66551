// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

#include "pumice/http.h"

// Control requests on snapshots of a space (protocol/control.h).
namespace pumice {

class Spaces;

// Whether a path is one of these requests'.
bool IsSnapshotPath(std::string_view path);

// The answer to a request for such a path. Throws ApiError.
HttpResponse HandleSnapshots(Spaces* spaces, std::string_view space, const HttpRequest& request,
                             std::string_view path);

HttpResponse HandleReset(Spaces* spaces, std::string_view space, const HttpRequest& request);

}  // namespace pumice
