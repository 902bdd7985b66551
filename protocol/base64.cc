// SPDX-License-Identifier: Apache-2.0

#include "protocol/base64.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "protocol/utf8.h"
#include "protocol/wire_errors.h"

namespace pumice {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr uint8_t kInvalid = 0xff;

constexpr std::array<uint8_t, 256> kDecode = [] {
  std::array<uint8_t, 256> table{};
  table.fill(kInvalid);
  for (size_t i = 0; i < kAlphabet.size(); ++i) {
    table[static_cast<uint8_t>(kAlphabet[i])] = static_cast<uint8_t>(i);
  }
  return table;
}();

uint8_t Decode(char c) { return kDecode[static_cast<uint8_t>(c)]; }

size_t Padding(std::string_view text) {
  if (text.empty() || text.back() != '=') return 0;
  return text[text.size() - 2] == '=' ? 2 : 1;
}

// About the character that `text` begins with.
[[noreturn]] void ThrowCharacter(std::string_view text) {
  const size_t size = std::max<size_t>(CharacterSize(text), 1);
  ThrowBase64Character(text.substr(0, size));
}

}  // namespace

void AppendBase64(std::string_view bytes, std::string* out) {
  const size_t start = out->size();
  out->resize(start + (bytes.size() + 2) / 3 * 4);
  char* to = out->data() + start;
  const auto* from = reinterpret_cast<const uint8_t*>(bytes.data());
  size_t left = bytes.size();
  for (; left >= 3; left -= 3, from += 3) {
    const uint32_t group = from[0] << 16 | from[1] << 8 | from[2];
    *to++ = kAlphabet[group >> 18];
    *to++ = kAlphabet[group >> 12 & 63];
    *to++ = kAlphabet[group >> 6 & 63];
    *to++ = kAlphabet[group & 63];
  }
  if (left == 0) return;
  const uint32_t group = from[0] << 16 | (left == 2 ? from[1] << 8 : 0);
  *to++ = kAlphabet[group >> 18];
  *to++ = kAlphabet[group >> 12 & 63];
  *to++ = left == 2 ? kAlphabet[group >> 6 & 63] : '=';
  *to++ = '=';
}

void CheckBase64(std::string_view text) {
  if (text.size() % 4 != 0) ThrowBase64Length(text.size());
  const size_t padding = Padding(text);
  for (const char& c : text.substr(0, text.size() - padding)) {
    if (Decode(c) == kInvalid) ThrowCharacter(text.substr(static_cast<size_t>(&c - text.data())));
  }
  if (padding == 0) return;
  // The bits that the padding cuts off must be zero.
  const uint8_t unused = padding == 2 ? 0x0f : 0x03;
  if ((Decode(text[text.size() - padding - 1]) & unused) != 0) {
    ThrowBase64LastCharacter();
  }
}

size_t DecodedBase64Size(std::string_view text) { return text.size() / 4 * 3 - Padding(text); }

void AppendDecodedBase64(std::string_view text, std::string* out) {
  CheckBase64(text);
  AppendCheckedBase64(text, out);
}

void AppendCheckedBase64(std::string_view text, std::string* out) {
  const size_t start = out->size();
  const size_t size = DecodedBase64Size(text);
  // Room for whole groups; what the padding stands for is cut off at the end.
  out->resize(start + text.size() / 4 * 3);
  char* to = out->data() + start;
  for (size_t i = 0; i < text.size(); i += 4) {
    const uint32_t group = (Decode(text[i]) & 63) << 18 | (Decode(text[i + 1]) & 63) << 12 |
                           (Decode(text[i + 2]) & 63) << 6 | (Decode(text[i + 3]) & 63);
    *to++ = static_cast<char>(group >> 16);
    *to++ = static_cast<char>(group >> 8);
    *to++ = static_cast<char>(group);
  }
  out->resize(start + size);
}

}  // namespace pumice
