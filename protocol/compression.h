// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pumice {

enum class Inflated { kDone, kCorrupt, kTooLarge };

// Replaces `out` by what `bytes` hold: members of gzip, one behind the other, zlib, or raw deflate
// data. Stops where it exceeds `max_size`.
[[nodiscard]] Inflated Inflate(std::string_view bytes, size_t max_size, std::string* out);

// The text as one gzip member, compressed for speed.
std::string Gzip(std::string_view text);
// The same in zlib's format, which HTTP calls deflate.
std::string Deflate(std::string_view text);

// The checksum of x-amz-crc32.
uint32_t Crc32(std::string_view bytes);

}  // namespace pumice
