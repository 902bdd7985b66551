// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pumice::fuzzing {

// libFuzzer's custom mutator and crossover over scripts (script.h): lines repeated, left out, moved
// or taken from the other script, their operation or their JSON changed. Return the new size; 0
// where nothing came of it.
size_t MutateScript(uint8_t* data, size_t size, size_t max_size, unsigned seed);
size_t CrossScripts(std::string_view a, std::string_view b, uint8_t* out, size_t max_size,
                    unsigned seed);

}  // namespace pumice::fuzzing
