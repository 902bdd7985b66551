// SPDX-License-Identifier: Apache-2.0

#include "engine/schema/tags.h"

#include <algorithm>
#include <cstdint>

#include "engine/error/tables.h"
#include "engine/schema/limits.h"

namespace pumice {
namespace {

struct CodeRange {
  uint32_t first;
  uint32_t last;
};

// What is neither letter, number nor white space above ASCII.
constexpr CodeRange kNotInTags[] = {
    {0x80, 0x9f},        {0xa1, 0xa9},     {0xab, 0xb1},     {0xb4, 0xb4},     {0xb6, 0xb8},
    {0xbb, 0xbb},        {0xbf, 0xbf},     {0xd7, 0xd7},     {0xf7, 0xf7},     {0x200b, 0x2027},
    {0x202a, 0x202e},    {0x2030, 0x205e}, {0x2060, 0x206f}, {0x20a0, 0x20cf}, {0x2190, 0x245f},
    {0x2500, 0x2bff},    {0x2e00, 0x2e7f}, {0x3001, 0x3003}, {0x3008, 0x3020}, {0xe000, 0xf8ff},
    {0xfe00, 0xfe6f},    {0xff01, 0xff0f}, {0xff1a, 0xff20}, {0xfff0, 0xffff}, {0x1f000, 0x1fbff},
    {0xe0000, 0x10ffff},
};

bool IsAsciiTagCharacter(char c) {
  constexpr std::string_view kSpecial = "+-=._:/@ \t\n\r";
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         kSpecial.find(c) != std::string_view::npos;
}

// Takes the first character, which is not ASCII, off valid UTF-8.
uint32_t TakeCodePoint(std::string_view* text) {
  const auto lead = static_cast<uint8_t>(text->front());
  const size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  uint32_t code = lead & (0x7f >> size);
  for (size_t i = 1; i < size && i < text->size(); ++i) {
    code = code << 6 | (static_cast<uint8_t>((*text)[i]) & 0x3f);
  }
  text->remove_prefix(std::min(size, text->size()));
  return code;
}

}  // namespace

bool IsTagText(std::string_view text) {
  while (!text.empty()) {
    if (static_cast<uint8_t>(text.front()) < 0x80) {
      if (!IsAsciiTagCharacter(text.front())) return false;
      text.remove_prefix(1);
      continue;
    }
    const uint32_t code = TakeCodePoint(&text);
    for (const CodeRange range : kNotInTags) {
      if (code >= range.first && code <= range.last) return false;
    }
  }
  return true;
}

void CheckTagCount(const std::vector<Tag>& tags) {
  if (tags.size() <= limits::kTags) return;
  ThrowTooManyTags(limits::kTags);
}

void SetTags(std::span<const Tag> tags, std::vector<Tag>* all) {
  for (const Tag& tag : tags) {
    const auto same_key = [&](const Tag& other) { return other.key == tag.key; };
    const auto it = std::find_if(all->begin(), all->end(), same_key);
    if (it == all->end()) {
      all->push_back(tag);
    } else {
      it->value = tag.value;
    }
  }
  CheckTagCount(*all);
}

void RemoveTags(std::span<const std::string_view> keys, std::vector<Tag>* all) {
  for (const std::string_view key : keys) {
    std::erase_if(*all, [&](const Tag& tag) { return tag.key == key; });
  }
}

}  // namespace pumice
