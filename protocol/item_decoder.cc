// SPDX-License-Identifier: Apache-2.0

#include <string_view>
#include <utility>

#include "engine/item/number.h"
#include "protocol/item_json.h"
#include "protocol/text_buffer.h"

namespace pumice {
namespace {

// Writes values as JSON.
class Decoder {
 public:
  // `encoded` is what all values lie in.
  Decoder(std::string_view encoded, std::string* out)
      : encoded_end_(encoded.data() + encoded.size()), text_(out) {}

  void Value(ValueView value) {
    switch (value.type()) {
      case ValueType::kString:
        text_.AppendLiteral("{\"S\":");
        String(value.payload());
        break;
      case ValueType::kNumber:
        text_.AppendLiteral("{\"N\":");
        NumberText(value.payload());
        break;
      case ValueType::kBinary:
        text_.AppendLiteral("{\"B\":");
        Binary(value.payload());
        break;
      case ValueType::kBool:
        value.AsBool() ? text_.AppendLiteral("{\"BOOL\":true")
                       : text_.AppendLiteral("{\"BOOL\":false");
        break;
      case ValueType::kNull:
        text_.AppendLiteral("{\"NULL\":true");
        break;
      case ValueType::kStringSet:
        text_.AppendLiteral("{\"SS\":");
        Elements(value.AsSet(), [this](std::string_view string) { String(string); });
        break;
      case ValueType::kNumberSet:
        text_.AppendLiteral("{\"NS\":");
        Elements(value.AsSet(), [this](std::string_view number) { NumberText(number); });
        break;
      case ValueType::kBinarySet:
        text_.AppendLiteral("{\"BS\":");
        Elements(value.AsSet(), [this](std::string_view binary) { Binary(binary); });
        break;
      case ValueType::kList:
        text_.AppendLiteral("{\"L\":");
        Elements(value.AsList(), [this](ValueView element) { Value(element); });
        break;
      case ValueType::kMap:
        text_.AppendLiteral("{\"M\":");
        Attributes(value.AsMap());
        break;
    }
    text_.Append('}');
  }

  void Attributes(MapView attributes) {
    text_.Append('{');
    bool first = true;
    for (const Attribute& attribute : attributes) {
      if (!std::exchange(first, false)) text_.Append(',');
      String(attribute.name);
      text_.Append(':');
      Value(attribute.value);
    }
    text_.Append('}');
  }

  // To be called at the end.
  void Flush() { text_.Flush(); }

 private:
  template <typename Sequence, typename Write>
  void Elements(Sequence sequence, Write write) {
    text_.Append('[');
    bool first = true;
    for (const auto& element : sequence) {
      if (!std::exchange(first, false)) text_.Append(',');
      write(element);
    }
    text_.Append(']');
  }

  void String(std::string_view string) { text_.AppendJsonString(string, encoded_end_); }

  void NumberText(std::string_view bytes) {
    text_.Append('"');
    text_.Wrote(Number::WriteText(bytes, text_.Reserve(Number::kMaxTextBytes)));
    text_.Append('"');
  }

  void Binary(std::string_view bytes) {
    text_.Append('"');
    text_.AppendBase64(bytes);
    text_.Append('"');
  }

  const char* const encoded_end_;
  TextBuffer text_;
};

}  // namespace

void AppendValueJson(ValueView value, std::string* out) {
  Decoder decoder(value.encoded(), out);
  decoder.Value(value);
  decoder.Flush();
}

void AppendItemJson(ItemView item, std::string* out) {
  Decoder decoder(item.payload(), out);
  decoder.Attributes(item);
  decoder.Flush();
}

}  // namespace pumice
