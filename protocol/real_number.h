// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <charconv>

namespace pumice {

// Numbers from the front of [first, last) as std::from_chars reads them, which standard libraries
// came late to for floating point: libc++ has it from 20 on.

// Without an exponent, such as 0.25.
std::from_chars_result ReadFixed(const char* first, const char* last, double* value);

// Also with one, such as 2.5e-3.
std::from_chars_result ReadReal(const char* first, const char* last, double* value);

}  // namespace pumice
