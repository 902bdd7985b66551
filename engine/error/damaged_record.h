// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

namespace pumice {

// For a stored record that is not what was written: "a backup", of which "name" cannot be read.
// Throws std::runtime_error.
[[noreturn]] void ThrowDamagedRecord(std::string_view record, std::string_view part);

}  // namespace pumice
