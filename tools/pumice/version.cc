// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/version.h"

#include <string_view>

namespace pumice {

const std::string& VersionAndCommit() {
  static const std::string text = [] {
    const std::string_view commit = kCommit;
    return commit.empty() ? std::string(kVersion)
                          : std::string(kVersion).append(" (").append(commit).append(")");
  }();
  return text;
}

}  // namespace pumice
