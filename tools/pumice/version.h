// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace pumice {

// As CMakeLists.txt states it.
inline constexpr const char* kVersion = PUMICE_VERSION;

}  // namespace pumice
