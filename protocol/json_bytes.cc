// SPDX-License-Identifier: Apache-2.0

#include "protocol/json_bytes.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace pumice {

#if defined(__SSE2__)
JsonBytes InspectJson(const char* text, size_t size) {
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i high_five = _mm_set1_epi8(static_cast<char>(0xF8));
  const __m128i control = _mm_set1_epi8(0x18);
  __m128i all = _mm_setzero_si128();
  __m128i escapes = all;
  __m128i controls = all;
  for (size_t at = 0; at < size; at += kJsonBlock) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + at));
    all = _mm_or_si128(all, block);
    escapes = _mm_or_si128(escapes, _mm_cmpeq_epi8(block, backslash));
    controls = _mm_or_si128(controls, _mm_cmpeq_epi8(_mm_and_si128(block, high_five), control));
  }
  return {.has_non_ascii = _mm_movemask_epi8(all) != 0,
          .has_escapes = _mm_movemask_epi8(escapes) != 0,
          .has_controls = _mm_movemask_epi8(controls) != 0};
}
#else
JsonBytes InspectJson(const char* text, size_t size) {
  JsonBytes bytes;
  for (size_t at = 0; at < size; ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    bytes.has_non_ascii |= byte >= 0x80;
    bytes.has_escapes |= byte == '\\';
    bytes.has_controls |= (byte & 0xF8) == 0x18;
  }
  return bytes;
}
#endif

}  // namespace pumice
