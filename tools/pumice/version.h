// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

namespace pumice {

// As CMakeLists.txt states it.
inline constexpr const char* kVersion = PUMICE_VERSION;

// The commit that this was built from: "94f8b27"; with changes since then "94f8b27+". Empty: not
// known.
extern const char* const kCommit;

// "0.1.0 (94f8b27)".
const std::string& VersionAndCommit();

}  // namespace pumice
