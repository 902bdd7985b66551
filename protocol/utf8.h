// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// UTF-8 as RFC 3629 has it: no surrogates, no longer forms than needed, nothing above U+10FFFF.
namespace pumice {

// The size of the character that `text`, which is not empty, begins with; 0 if it begins with none.
size_t CharacterSize(std::string_view text);

// The size of the longest start of `text` that is valid.
size_t ValidUtf8Size(std::string_view text);

// `text` with U+FFFD in the place of every byte that belongs to no character.
std::string RepairUtf8(std::string_view text);

}  // namespace pumice
