// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

#include "pumice/http.h"

// Control requests on snapshots of everything (protocol/control.h).
namespace pumice {

class Database;

// Whether a path is one of these requests'.
bool IsSnapshotPath(std::string_view path);

// The answer to a request for such a path. Faults are answers.
HttpResponse HandleSnapshots(Database* database, const HttpRequest& request, std::string_view path);

HttpResponse HandleReset(Database* database, const HttpRequest& request);

}  // namespace pumice
