// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

#include "tools/deploy/read_options.h"

namespace pumice::test {

// What an expression comes to, as JSON; "unknown: NAME" or "fault: MESSAGE" where it does not.
std::string Evaluated(std::string_view expression);

// A configuration of one file, read: its tables, calls, outputs, notes and what was passed over, a
// line each; or "fault: MESSAGE", with the folder's name cut.
std::string Deployed(std::string_view configuration, const deploy::ReadOptions& options = {});

// The same of what a folder or a document was read to.
std::string DeployedFolder(const std::string& folder, const deploy::ReadOptions& options = {});
std::string DeployedJson(std::string_view document, const deploy::ReadOptions& options = {});

}  // namespace pumice::test
