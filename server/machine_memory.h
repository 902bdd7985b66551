// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

namespace pumice {

// A half of the memory that this process may use: the machine's, or less where a container or
// ulimit says so.
uint64_t DefaultMaxMemory();

}  // namespace pumice
