// SPDX-License-Identifier: Apache-2.0

#include "protocol/json.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <rapidjson/reader.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "protocol/json_bytes.h"
#include "protocol/utf8.h"

namespace pumice {
namespace {

// A text of a few kilobytes fits into these.
constexpr size_t kInlineValueStack = 6 * 1024;
constexpr size_t kInlineParserStack = 1024;

using ValueStack = JsonStackAllocator<kInlineValueStack>;
using ParserStack = JsonStackAllocator<kInlineParserStack>;
using Document = rapidjson::GenericDocument<rapidjson::UTF8<>, JsonAllocator, ValueStack>;
using Reader = rapidjson::GenericReader<rapidjson::UTF8<>, rapidjson::UTF8<>, ParserStack>;

// Builds the values, and ends the parse where they nest too deep.
class DepthLimitedHandler {
 public:
  explicit DepthLimitedHandler(Document* document) : document_(*document) {}

  bool Null() { return document_.Null(); }
  bool Bool(bool value) { return document_.Bool(value); }
  bool Int(int value) { return document_.Int(value); }
  bool Uint(unsigned value) { return document_.Uint(value); }
  bool Int64(int64_t value) { return document_.Int64(value); }
  bool Uint64(uint64_t value) { return document_.Uint64(value); }
  // RapidJSON lets some numbers beyond every double pass as infinite ones, which it could not write
  // again.
  bool Double(double value) { return std::isfinite(value) && document_.Double(value); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool copy) {
    return document_.RawNumber(text, size, copy);
  }
  bool String(const char* text, rapidjson::SizeType size, bool copy) {
    return document_.String(text, size, copy);
  }
  bool Key(const char* text, rapidjson::SizeType size, bool copy) {
    return document_.Key(text, size, copy);
  }
  bool StartObject() { return ++depth_ <= kMaxJsonDepth && document_.StartObject(); }
  bool EndObject(rapidjson::SizeType members) {
    --depth_;
    return document_.EndObject(members);
  }
  bool StartArray() { return ++depth_ <= kMaxJsonDepth && document_.StartArray(); }
  bool EndArray(rapidjson::SizeType elements) {
    --depth_;
    return document_.EndArray(elements);
  }

 private:
  Document& document_;
  int depth_ = 0;
};

bool IsUtf8(std::string_view text) { return ValidUtf8Size(text) == text.size(); }

// Whether all names and strings in a value are. Recurses no deeper than values nest.
bool HoldsUtf8(const JsonValue& value) {
  if (value.IsString()) return IsUtf8(JsonText(value));
  if (value.IsArray()) {
    return std::all_of(value.Begin(), value.End(), HoldsUtf8);
  }
  if (!value.IsObject()) return true;
  return std::all_of(value.MemberBegin(), value.MemberEnd(), [](const JsonValue::Member& member) {
    return IsUtf8(JsonText(member.name)) && HoldsUtf8(member.value);
  });
}

template <unsigned kFlags>
bool Populate(char* text, JsonBudget* budget, Document* document) {
  bool complete = false;
  auto generate = [&](Document& target) {
    rapidjson::InsituStringStream stream(text);
    ParserStack stack(budget);
    Reader reader(&stack, kInlineParserStack);
    DepthLimitedHandler handler(&target);
    complete = !reader.Parse<kFlags>(stream, handler).IsError();
    return complete;
  };
  document->Populate(generate);
  return complete;
}

// Parses a text in place, with zeros behind it up to the end of its last block.
bool Build(char* text, size_t size, JsonBudget* budget, JsonAllocator* values, JsonValue* root) {
  const JsonBytes bytes = InspectJson(text, size);
  if (bytes.has_controls) return false;
  constexpr unsigned kFlags = rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag;
  ValueStack stack(budget);
  Document document(values, kInlineValueStack, &stack);
  // Validating takes RapidJSON byte by byte through every string.
  const bool complete =
      bytes.has_non_ascii
          ? Populate<kFlags | rapidjson::kParseValidateEncodingFlag>(text, budget, &document)
          : Populate<kFlags>(text, budget, &document);
  if (!complete) return false;
  root->Swap(document);
  // RapidJSON takes the second half of a surrogate pair for a character where an escape writes it
  // alone. Such a character's first byte is in few texts, and strings stand where the text stood.
  return !bytes.has_escapes || std::memchr(text, '\xED', size) == nullptr || HoldsUtf8(*root);
}

}  // namespace

JsonDocument::JsonDocument(MemoryBudget* memory)
    : budget_(memory), values_(value_memory_, sizeof(value_memory_), &budget_) {}

// MaxJsonMemory counts on it; protocol/CMakeLists.txt has RapidJSON pack values so.
static_assert(sizeof(JsonValue) == 16);

bool JsonDocument::Parse(std::string_view text) {
  if (text.empty()) return false;
  // A NUL inside would end the text for RapidJSON, and JSON allows it nowhere.
  if (std::memchr(text.data(), '\0', text.size()) != nullptr) return false;
  char* copy = text_;
  if (text.size() + kBlock > sizeof(text_)) {
    budget_.Allow(text.size() + kBlock);
    budget_.Take(text.size() + kBlock);
    long_text_ = std::make_unique_for_overwrite<char[]>(text.size() + kBlock);
    copy = long_text_.get();
  }
  std::memcpy(copy, text.data(), text.size());
  std::memset(copy + text.size(), 0, kBlock);
  budget_.Allow(MaxJsonMemory(text.size()));
  try {
    return Build(copy, text.size(), &budget_, &values_, &root_);
  } catch (const JsonTooDense&) {
    return false;
  }
}

int64_t JsonInteger(const JsonValue& number) {
  if (number.IsInt64()) return number.GetInt64();
  double value = std::trunc(number.GetDouble());
  constexpr double kLimit = 9223372036854775808.0;  // 2^63
  if (value >= kLimit) return std::numeric_limits<int64_t>::max();
  if (value < -kLimit) return std::numeric_limits<int64_t>::min();
  return static_cast<int64_t>(value);
}

void AppendJson(const JsonValue& value, std::string* out) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  out->append(buffer.GetString(), buffer.GetSize());
}

}  // namespace pumice
