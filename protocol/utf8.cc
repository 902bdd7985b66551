// SPDX-License-Identifier: Apache-2.0

#include "protocol/utf8.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <cstring>

namespace pumice {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Of a character of several bytes, by its first byte; 0: no character begins so.
size_t SizeByFirst(unsigned char first) {
  if (first < 0xC2) return 0;
  if (first < 0xE0) return 2;
  if (first < 0xF0) return 3;
  return first < 0xF5 ? 4 : 0;
}

// Where the second byte says more than the first: forms that are too long, surrogates, what is
// above U+10FFFF.
bool FitTogether(unsigned char first, unsigned char second) {
  switch (first) {
    case 0xE0:
      return second >= 0xA0;
    case 0xED:
      return second < 0xA0;
    case 0xF0:
      return second >= 0x90;
    case 0xF4:
      return second < 0x90;
    default:
      return true;
  }
}

template <typename Word>
bool WordIsAscii(const char* bytes) {
  constexpr Word kHighBits = static_cast<Word>(0x8080808080808080);
  Word word;
  std::memcpy(&word, bytes, sizeof(word));
  return (word & kHighBits) == 0;
}

// Most of what is written is ASCII: looked at by words, of which the last two may overlap.
bool IsAscii(std::string_view text) {
  const char* const end = text.data() + text.size();
  if (text.size() >= sizeof(uint64_t)) {
    const char* const last = end - sizeof(uint64_t);
    for (const char* at = text.data(); at < last; at += sizeof(uint64_t)) {
      if (!WordIsAscii<uint64_t>(at)) return false;
    }
    return WordIsAscii<uint64_t>(last);
  }
  if (text.size() >= sizeof(uint32_t)) {
    return WordIsAscii<uint32_t>(text.data()) && WordIsAscii<uint32_t>(end - sizeof(uint32_t));
  }
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

size_t CharacterSize(std::string_view text) {
  assert(!text.empty());
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return 1;
  const size_t size = SizeByFirst(first);
  if (size == 0 || size > text.size()) return 0;
  if (!FitTogether(first, static_cast<unsigned char>(text[1]))) return 0;
  return std::all_of(text.begin() + 1, text.begin() + size, IsContinuation) ? size : 0;
}

size_t ValidUtf8Size(std::string_view text) {
  if (IsAscii(text)) return text.size();
  size_t at = 0;
  while (at < text.size()) {
    const size_t size = CharacterSize(text.substr(at));
    if (size == 0) break;
    at += size;
  }
  return at;
}

std::string RepairUtf8(std::string_view text) {
  std::string repaired;
  while (true) {
    const size_t valid = ValidUtf8Size(text);
    repaired.append(text.substr(0, valid));
    if (valid == text.size()) return repaired;
    repaired.append(kReplacement);
    text.remove_prefix(valid + 1);
  }
}

}  // namespace pumice
