// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <random>
#include <string>
#include <string_view>

namespace pumice::fuzzing {

using Random = std::minstd_rand;

// Changes one or a few places of a JSON text: values swapped, of other types, repeated, left out,
// wrapped, extreme, far too long; names changed or given twice; parts of `donor`, another such
// text, put in; bytes of a string changed, valid UTF-8 or not. A text without JSON's form is
// changed byte by byte. The result is at most `max_size` bytes.
void MutateJson(std::string_view donor, size_t max_size, Random& random, std::string* text);

}  // namespace pumice::fuzzing
