#include "protocol/text_buffer.h"

#include <algorithm>
#include <cstdint>

#include "protocol/base64.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace pumice {
namespace {

constexpr size_t kLongestEscape = 6;  // \u001F

constexpr bool NeedsEscape(unsigned char c) { return c < 0x20 || c == '"' || c == '\\'; }

// Copies from the start of `from` up to its first byte that cannot stand in a JSON string as it is,
// block by block; stops where less than a block is left. Returns the number of bytes. `to` has room
// for as many as `from` has.
size_t CopyBlocks(std::string_view from, char* to) {
  size_t at = 0;
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i last_control = _mm_set1_epi8(0x1f);
  for (; from.size() - at >= sizeof(__m128i); at += sizeof(__m128i)) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from.data() + at));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + at), bytes);
    const __m128i is_control = _mm_cmpeq_epi8(_mm_max_epu8(bytes, last_control), last_control);
    const __m128i is_special =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash));
    const int mask = _mm_movemask_epi8(_mm_or_si128(is_control, is_special));
    if (mask != 0) return at + static_cast<size_t>(__builtin_ctz(static_cast<unsigned>(mask)));
  }
#endif
  return at;
}

// The same to the end of `from`.
size_t CopyPlain(std::string_view from, char* to) {
  size_t at = CopyBlocks(from, to);
  for (; at < from.size() && !NeedsEscape(static_cast<unsigned char>(from[at])); ++at) {
    to[at] = from[at];
  }
  return at;
}

char* WriteEscape(unsigned char c, char* to) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  constexpr std::string_view kShort = "\"\"\\\\\bb\ff\nn\rr\tt";
  *to++ = '\\';
  for (size_t i = 0; i < kShort.size(); i += 2) {
    if (static_cast<unsigned char>(kShort[i]) != c) continue;
    *to++ = kShort[i + 1];
    return to;
  }
  const char code[] = {'u', '0', '0', kHex[c >> 4], kHex[c & 15]};
  return std::copy(std::begin(code), std::end(code), to);
}

}  // namespace

void TextBuffer::AppendJsonString(std::string_view text) {
  Append('"');
  while (!text.empty()) {
    const std::string_view piece = text.substr(0, kMaxRoom - kLongestEscape);
    char* to = Room(piece.size() + kLongestEscape);
    const size_t plain = CopyPlain(piece, to);
    to += plain;
    text.remove_prefix(plain);
    if (plain < piece.size()) {
      to = WriteEscape(static_cast<unsigned char>(text.front()), to);
      text.remove_prefix(1);
    }
    Wrote(to);
  }
  Append('"');
}

void TextBuffer::AppendBase64(std::string_view bytes) {
  Flush();
  pumice::AppendBase64(bytes, out_);
}

}  // namespace pumice
