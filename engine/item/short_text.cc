// SPDX-License-Identifier: Apache-2.0

#include "engine/item/short_text.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "engine/item/number.h"

namespace pumice {
namespace {

constexpr std::string_view kCut = "...";
constexpr std::string_view kHexDigits = "0123456789abcdef";

bool IsPrintable(unsigned char byte) { return byte >= 0x20 && byte < 0x7F; }

bool IsWordCharacter(unsigned char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '_' || byte == '-';
}

std::string Hex(uint32_t value, int digits) {
  std::string text;
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
    text.push_back(kHexDigits[value >> shift & 0xF]);
  }
  return text;
}

// The character that `text`, which is not empty, begins with; its size is 0 where it begins with
// none, of which UTF-8's rules are looked at only as far as the character can be named.
struct Decoded {
  uint32_t character = 0;
  size_t size = 0;
};
Decoded Decode(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  size_t size = 1;
  uint32_t character = lead;
  if (lead >= 0xF0 && lead < 0xF5) {
    size = 4, character = lead & 0x07;
  } else if (lead >= 0xE0 && lead < 0xF0) {
    size = 3, character = lead & 0x0F;
  } else if (lead >= 0xC2 && lead < 0xE0) {
    size = 2, character = lead & 0x1F;
  } else if (lead >= 0x80) {
    return {};
  }
  if (text.size() < size) return {};
  for (const char c : text.substr(1, size - 1)) {
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) return {};
    character = character << 6 | (static_cast<unsigned char>(c) & 0x3F);
  }
  return {character, size};
}

std::string EscapeOf(uint32_t character) {
  switch (character) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  if (character < 0x10000) return "\\u" + Hex(character, 4);
  const uint32_t rest = character - 0x10000;
  return "\\u" + Hex(0xD800 + (rest >> 10), 4) + "\\u" + Hex(0xDC00 + (rest & 0x3FF), 4);
}

void AppendQuoted(std::string_view bytes, ShortText* text) {
  text->Append("\"");
  text->AppendEscaped(bytes);
  text->Append("\"");
}

void AppendName(std::string_view name, ShortText* text) {
  const bool is_word = !name.empty() && std::ranges::all_of(name.substr(0, 256), IsWordCharacter);
  if (is_word) return text->Append(name);
  AppendQuoted(name, text);
}

void AppendScalar(ValueType type, std::string_view payload, ShortText* text) {
  if (type == ValueType::kString) return AppendQuoted(payload, text);
  if (type == ValueType::kNumber) {
    std::string number;
    Number::AppendText(payload, &number);
    return text->Append(number);
  }
  text->Append("0x");
  for (size_t i = 0; i < payload.size() && !text->full(); ++i) {
    text->Append(Hex(static_cast<unsigned char>(payload[i]), 2));
  }
}

// Calls `append` for each of the elements, with commas between them, until there is no more room.
template <typename Elements, typename AppendElement>
void AppendList(std::string_view brackets, const Elements& elements, ShortText* text,
                AppendElement append) {
  text->Append(brackets.substr(0, 1));
  bool first = true;
  for (const auto& element : elements) {
    if (text->full()) return;
    if (!std::exchange(first, false)) text->Append(", ");
    append(element);
  }
  text->Append(brackets.substr(1));
}

// Recursion is as deep as values nest (kMaxNesting).
void AppendValue(ValueView value, ShortText* text) {
  switch (value.type()) {
    case ValueType::kString:
    case ValueType::kNumber:
    case ValueType::kBinary:
      return AppendScalar(value.type(), value.payload(), text);
    case ValueType::kBool:
      return text->Append(value.AsBool() ? "true" : "false");
    case ValueType::kNull:
      return text->Append("null");
    case ValueType::kStringSet:
    case ValueType::kNumberSet:
    case ValueType::kBinarySet:
      return AppendList("{}", value.AsSet(), text, [&](std::string_view element) {
        AppendScalar(ElementType(value.type()), element, text);
      });
    case ValueType::kList:
      return AppendList("[]", value.AsList(), text,
                        [&](ValueView element) { AppendValue(element, text); });
    case ValueType::kMap:
      return AppendList("{}", value.AsMap(), text, [&](const Attribute& attribute) {
        AppendName(attribute.name, text);
        text->Append(": ");
        AppendValue(attribute.value, text);
      });
  }
}

}  // namespace

void ShortText::Append(std::string_view ascii) {
  if (full_) return;
  if (text_.size() + ascii.size() <= max_bytes_) {
    text_.append(ascii);
    return;
  }
  const size_t room = max_bytes_ - std::min(max_bytes_, kCut.size());
  text_.append(ascii.substr(0, room - std::min(room, text_.size())));
  text_.resize(std::min(text_.size(), room));
  full_ = true;
}

void ShortText::AppendEscaped(std::string_view bytes) {
  while (!bytes.empty() && !full_) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    const Decoded decoded = Decode(bytes);
    if (decoded.size == 0) {
      Append("\\x" + Hex(byte, 2));
    } else if (IsPrintable(byte) && byte != '"' && byte != '\\') {
      Append(bytes.substr(0, 1));
    } else {
      Append(EscapeOf(decoded.character));
    }
    bytes.remove_prefix(std::max<size_t>(decoded.size, 1));
  }
}

std::string ShortText::Take() {
  if (full_) text_.append(kCut.substr(0, max_bytes_ - text_.size()));
  return std::move(text_);
}

std::string ShortValue(ValueView value, size_t max_bytes) {
  ShortText text(max_bytes);
  AppendValue(value, &text);
  return text.Take();
}

std::string ShortPath(std::span<const PathElement> path, size_t max_bytes) {
  ShortText text(max_bytes);
  for (size_t i = 0; i < path.size() && !text.full(); ++i) {
    if (path[i].is_index) {
      text.Append("[" + std::to_string(path[i].index) + "]");
      continue;
    }
    if (i > 0) text.Append(".");
    AppendName(path[i].name, &text);
  }
  return text.Take();
}

}  // namespace pumice
