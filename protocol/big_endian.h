// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pumice {

// Integers in the bytes of tokens, the highest byte first.

// Writes sizeof(Integer) bytes. Returns where the next ones go.
template <typename Integer>
char* PutBigEndian(Integer value, char* to) {
  for (size_t i = sizeof(value); i-- > 0;) {
    *to++ = static_cast<char>(static_cast<uint64_t>(value) >> (8 * i));
  }
  return to;
}

// Reads and removes as many bytes from the front, which must be there.
template <typename Integer>
Integer TakeBigEndian(std::string_view* bytes) {
  assert(bytes->size() >= sizeof(Integer));
  uint64_t value = 0;
  for (size_t i = 0; i < sizeof(Integer); ++i) {
    value = value << 8 | static_cast<unsigned char>((*bytes)[i]);
  }
  bytes->remove_prefix(sizeof(Integer));
  return static_cast<Integer>(value);
}

}  // namespace pumice
