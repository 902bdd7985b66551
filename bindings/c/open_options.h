// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>

#include "tools/pumice/options.h"

namespace pumice::c {

// The program's options as pumice_open takes them. Throws std::invalid_argument, in one line, for
// what is none of them and for those that are about the process.
Options ReadOpenOptions(size_t count, const char* const* options);

}  // namespace pumice::c
