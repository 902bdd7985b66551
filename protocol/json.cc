#include "protocol/json.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <rapidjson/reader.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "protocol/utf8.h"

namespace pumice {
namespace {

using Document = rapidjson::GenericDocument<rapidjson::UTF8<>, JsonAllocator, JsonAllocator>;
using Reader = rapidjson::GenericReader<rapidjson::UTF8<>, rapidjson::UTF8<>, JsonAllocator>;

// Builds the values, and ends the parse where they nest too deep or a string is no text.
class DepthLimitedHandler {
 public:
  // `escapes`: whether the text has any.
  DepthLimitedHandler(Document* document, bool escapes)
      : document_(*document), escapes_(escapes) {}

  bool Null() { return document_.Null(); }
  bool Bool(bool value) { return document_.Bool(value); }
  bool Int(int value) { return document_.Int(value); }
  bool Uint(unsigned value) { return document_.Uint(value); }
  bool Int64(int64_t value) { return document_.Int64(value); }
  bool Uint64(uint64_t value) { return document_.Uint64(value); }
  bool Double(double value) { return document_.Double(value); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool copy) {
    return document_.RawNumber(text, size, copy);
  }
  bool String(const char* text, rapidjson::SizeType size, bool copy) {
    return IsText({text, size}) && document_.String(text, size, copy);
  }
  bool Key(const char* text, rapidjson::SizeType size, bool copy) {
    return IsText({text, size}) && document_.Key(text, size, copy);
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
  // RapidJSON takes the second half of a surrogate pair for a character where it stands alone.
  bool IsText(std::string_view text) const {
    return !escapes_ || ValidUtf8Size(text) == text.size();
  }

  Document& document_;
  const bool escapes_;
  int depth_ = 0;
};

bool IsAscii(std::string_view text) {
  constexpr uint64_t kHighBits = 0x8080808080808080;
  uint64_t bits = 0;
  size_t at = 0;
  for (; text.size() - at >= sizeof(bits); at += sizeof(bits)) {
    uint64_t word;
    std::memcpy(&word, text.data() + at, sizeof(word));
    bits |= word;
  }
  for (; at < text.size(); ++at) bits |= static_cast<unsigned char>(text[at]);
  return (bits & kHighBits) == 0;
}

template <unsigned kFlags>
bool Populate(char* text, bool escapes, JsonAllocator* stack, size_t stack_size, Document* document) {
  bool complete = false;
  auto generate = [&](Document& target) {
    rapidjson::InsituStringStream stream(text);
    Reader reader(stack, stack_size);
    DepthLimitedHandler handler(&target, escapes);
    complete = !reader.Parse<kFlags>(stream, handler).IsError();
    return complete;
  };
  document->Populate(generate);
  return complete;
}

}  // namespace

JsonDocument::JsonDocument()
    : values_(value_memory_, sizeof(value_memory_)), stack_(stack_memory_, sizeof(stack_memory_)) {}

bool JsonDocument::Parse(std::string_view text) {
  if (text.empty()) return false;
  // A NUL inside would end the text for RapidJSON, and JSON allows it nowhere.
  if (std::memchr(text.data(), '\0', text.size()) != nullptr) return false;
  char* copy = text_;
  if (text.size() + kBlock > sizeof(text_)) {
    long_text_ = std::make_unique_for_overwrite<char[]>(text.size() + kBlock);
    copy = long_text_.get();
  }
  std::memcpy(copy, text.data(), text.size());
  std::memset(copy + text.size(), 0, kBlock);

  constexpr unsigned kFlags = rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag;
  Document document(&values_, kInlineStack * 3 / 4, &stack_);
  // Validating takes RapidJSON byte by byte through every string.
  const bool escapes = text.find('\\') != std::string_view::npos;
  const bool complete =
      IsAscii(text) ? Populate<kFlags>(copy, escapes, &stack_, kInlineStack / 8, &document)
                    : Populate<kFlags | rapidjson::kParseValidateEncodingFlag>(
                          copy, escapes, &stack_, kInlineStack / 8, &document);
  if (complete) root_.Swap(document);
  return complete;
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
