#include "protocol/json_writer.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "protocol/base64.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace pumice {
namespace {

constexpr bool NeedsEscape(unsigned char c) { return c < 0x20 || c == '"' || c == '\\'; }

// The first byte at or after `at` that cannot stand in a JSON string as it is; `end` if there is
// none.
const char* FindEscape(const char* at, const char* end) {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i last_control = _mm_set1_epi8(0x1f);
  for (; end - at >= 16; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i is_control = _mm_cmpeq_epi8(_mm_max_epu8(bytes, last_control), last_control);
    const __m128i is_special =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash));
    const int mask = _mm_movemask_epi8(_mm_or_si128(is_control, is_special));
    if (mask != 0) return at + __builtin_ctz(static_cast<unsigned>(mask));
  }
#endif
  while (at != end && !NeedsEscape(static_cast<unsigned char>(*at))) ++at;
  return at;
}

void AppendEscape(unsigned char c, std::string* out) {
  switch (c) {
    case '"':
      out->append("\\\"", 2);
      return;
    case '\\':
      out->append("\\\\", 2);
      return;
    case '\b':
      out->append("\\b", 2);
      return;
    case '\f':
      out->append("\\f", 2);
      return;
    case '\n':
      out->append("\\n", 2);
      return;
    case '\r':
      out->append("\\r", 2);
      return;
    case '\t':
      out->append("\\t", 2);
      return;
    default: {
      constexpr std::string_view kHex = "0123456789ABCDEF";
      const char text[] = {'\\', 'u', '0', '0', kHex[c >> 4], kHex[c & 15]};
      out->append(text, sizeof(text));
    }
  }
}

template <typename T>
void AppendNumber(T value, std::string* out) {
  std::array<char, 32> text;
  auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  out->append(text.data(), end);
}

}  // namespace

void AppendJsonString(std::string_view text, std::string* out) {
  out->push_back('"');
  const char* at = text.data();
  const char* end = at + text.size();
  for (;;) {
    const char* escape = FindEscape(at, end);
    out->append(at, escape);
    if (escape == end) break;
    AppendEscape(static_cast<unsigned char>(*escape), out);
    at = escape + 1;
  }
  out->push_back('"');
}

void JsonWriter::UserKey(std::string_view name) {
  AppendJsonString(name, Raw());
  out_->push_back(':');
}

void JsonWriter::String(std::string_view text) { AppendJsonString(text, Raw()); }

void JsonWriter::Integer(int64_t value) { AppendNumber(value, Raw()); }

void JsonWriter::Double(double value) {
  std::array<char, 400> text;
  auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  Raw()->append(text.data(), end);
  if (value == std::trunc(value)) out_->append(".0", 2);
}

void JsonWriter::Timestamp(int64_t millis) {
  AppendNumber(millis / 1000, Raw());
  int64_t fraction = millis % 1000;
  if (fraction <= 0) return;
  char digits[] = {'.', static_cast<char>('0' + fraction / 100),
                   static_cast<char>('0' + fraction / 10 % 10),
                   static_cast<char>('0' + fraction % 10)};
  size_t size = sizeof(digits);
  while (digits[size - 1] == '0') --size;
  out_->append(digits, size);
}

void JsonWriter::Base64(std::string_view bytes) {
  std::string* out = Raw();
  out->push_back('"');
  AppendBase64(bytes, out);
  out->push_back('"');
}

}  // namespace pumice
