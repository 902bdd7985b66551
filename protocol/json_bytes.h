// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>

namespace pumice {

// What a JSON text's bytes tell the parser, or make it refuse.
struct JsonBytes {
  bool has_non_ascii = false;
  bool has_escapes = false;
  // One of 0x18 to 0x1F, which JSON allows nowhere. Some of them pass RapidJSON's blockwise scan of
  // strings.
  bool has_controls = false;
};

inline constexpr size_t kJsonBlock = 16;

// One pass. Reads blocks of kJsonBlock, so that zeros must follow the text up to the end of its
// last one.
JsonBytes InspectJson(const char* text, size_t size);

}  // namespace pumice
