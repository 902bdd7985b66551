// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string_view>

// Errors of small records (engine/records), which are pumice's own.
namespace pumice {

// A name that is empty, too long, or has a zero byte.
[[noreturn]] void ThrowInvalidRecordName(size_t most);
// A value of more bytes than a record holds.
[[noreturn]] void ThrowRecordTooLarge(std::string_view name, size_t most);

}  // namespace pumice
