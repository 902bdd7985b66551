// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tools/pumice/environment_options.h"

namespace pumice {

// The variables by which AWS SDKs and tools find a server at `url` (AWS SDKs and Tools Reference
// Guide, "Service-specific endpoints"), and a region and keys, which may be anything, where
// `environment` has none. A profile is left to bring its own keys.
std::vector<std::pair<std::string, std::string>> SdkVariables(const std::string& url,
                                                              const Environment& environment);

// Lines that set them in a shell: export NAME='VALUE'.
std::string ToShell(const std::vector<std::pair<std::string, std::string>>& variables);

}  // namespace pumice
