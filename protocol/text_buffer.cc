// SPDX-License-Identifier: Apache-2.0

#include "protocol/text_buffer.h"

#include <algorithm>
#include <cstdint>

#include "protocol/base64.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace pumice {
namespace {

// Of bytes that are looked at together; also room for the longest escape, \u001F.
constexpr size_t kBlock = 16;

constexpr bool NeedsEscape(unsigned char c) { return c < 0x20 || c == '"' || c == '\\'; }

// Whether one of the bytes of a word needs an escape. (Bit tricks of "Determine if a word has a
// byte less than n" and "… has a zero byte"; Bit Twiddling Hacks, Sean Eron Anderson.)
template <typename Word>
constexpr bool AnyNeedsEscape(Word word) {
  constexpr Word kOnes = static_cast<Word>(~Word{0}) / 0xff;
  constexpr Word kHigh = kOnes * 0x80;
  const Word quote = word ^ (kOnes * '"');
  const Word backslash = word ^ (kOnes * '\\');
  return (((word - kOnes * 0x20) & ~word) | ((quote - kOnes) & ~quote) |
          ((backslash - kOnes) & ~backslash)) &
         kHigh;
}

// Copies text of one to two words' size if it needs no escape.
template <typename Word>
bool CopyWords(std::string_view from, char* to) {
  Word first;
  Word last;
  std::memcpy(&first, from.data(), sizeof(Word));
  std::memcpy(&last, from.data() + from.size() - sizeof(Word), sizeof(Word));
  if (AnyNeedsEscape(first) || AnyNeedsEscape(last)) return false;
  std::memcpy(to, &first, sizeof(Word));
  std::memcpy(to + from.size() - sizeof(Word), &last, sizeof(Word));
  return true;
}

// Copies text of less than 16 bytes up to its first byte that needs an escape. Returns the number
// of bytes.
size_t CopyShort(std::string_view from, char* to) {
  if (from.size() >= 8) {
    if (CopyWords<uint64_t>(from, to)) return from.size();
  } else if (from.size() >= 4) {
    if (CopyWords<uint32_t>(from, to)) return from.size();
  }
  size_t at = 0;
  for (; at < from.size() && !NeedsEscape(static_cast<unsigned char>(from[at])); ++at) {
    to[at] = from[at];
  }
  return at;
}

// The same for text of any size. `to` has room for all of it and a block. Up to `readable_end`
// there are bytes that may be read, so that few texts end with less than a block.
size_t CopyPlain(std::string_view from, [[maybe_unused]] const char* readable_end, char* to) {
  size_t at = 0;
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i last_control = _mm_set1_epi8(0x1f);
  while (readable_end - (from.data() + at) >= static_cast<std::ptrdiff_t>(kBlock)) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from.data() + at));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + at), bytes);
    const __m128i is_control = _mm_cmpeq_epi8(_mm_max_epu8(bytes, last_control), last_control);
    const __m128i is_special =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash));
    auto stops = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(is_control, is_special)));
    const size_t left = from.size() - at;
    if (left < kBlock) stops |= 1U << left;
    if (stops != 0) return at + static_cast<size_t>(__builtin_ctz(stops));
    at += kBlock;
  }
#endif
  while (at < from.size()) {
    const std::string_view piece = from.substr(at, kBlock - 1);
    const size_t plain = CopyShort(piece, to + at);
    at += plain;
    if (plain < piece.size()) break;
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

void TextBuffer::AppendJsonString(std::string_view text, const char* readable_end) {
  Append('"');
  while (!text.empty()) {
    const std::string_view piece = text.substr(0, kMaxReserve - kBlock);
    char* to = Reserve(piece.size() + kBlock);
    const size_t plain = CopyPlain(piece, readable_end, to);
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

void TextBuffer::Flush() {
  out_->append(buffer_, static_cast<size_t>(to_ - buffer_));
  to_ = buffer_;
}

}  // namespace pumice
