// SPDX-License-Identifier: Apache-2.0

#include "protocol/deploy/json_document.h"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <utility>

#include "protocol/deploy/node_builder.h"
#include "protocol/deploy/template_error.h"

namespace pumice::deploy {
namespace {

// Lines and columns of offsets that only grow.
class Places {
 public:
  Places(std::string_view text, std::shared_ptr<const std::string> file)
      : text_(text), file_(std::move(file)) {}

  Mark At(size_t offset) {
    for (; at_ < offset && at_ < text_.size(); ++at_) {
      if (text_[at_] != '\n') continue;
      ++line_;
      line_start_ = at_ + 1;
    }
    const size_t column = offset > line_start_ ? offset - line_start_ : 0;
    return {file_, line_, static_cast<int>(column) + 1};
  }

 private:
  const std::string_view text_;
  const std::shared_ptr<const std::string> file_;
  size_t at_ = 0;
  size_t line_start_ = 0;
  int line_ = 1;
};

// RapidJSON's handler.
class Handler {
 public:
  Handler(Places* places, const rapidjson::MemoryStream* stream)
      : places_(*places), stream_(*stream), builder_(NodeBuilder::Twice::kLastCounts) {}

  bool Null() { return Add(Node::Null(Before(4))); }
  bool Bool(bool value) { return Add(Node::Bool(value, Before(value ? 4 : 5))); }
  bool RawNumber(const char* text, size_t size, bool /*copy*/) {
    return Add(Node::Number(std::string(text, size), Before(size)));
  }
  bool String(const char* text, size_t size, bool /*copy*/) {
    return Add(Node::String(std::string(text, size), Before(size + 2)));
  }
  bool Key(const char* text, size_t size, bool /*copy*/) {
    builder_.Key(std::string(text, size), Before(size + 2));
    return true;
  }
  // The iterative parser tells these before it takes the bracket.
  bool StartObject() { return Begin(Node::Map(Before(0))); }
  bool StartArray() { return Begin(Node::List(Before(0))); }
  bool EndObject(size_t /*count*/) { return End(); }
  bool EndArray(size_t /*count*/) { return End(); }
  // Numbers come as text.
  static bool Int(int /*value*/) { return false; }
  static bool Uint(unsigned /*value*/) { return false; }
  static bool Int64(int64_t /*value*/) { return false; }
  static bool Uint64(uint64_t /*value*/) { return false; }
  static bool Double(double /*value*/) { return false; }

  Node Take() { return builder_.Take(); }

 private:
  // Where the token of `size` bytes begins that was just read. Escapes make it longer, never more
  // than its line.
  Mark Before(size_t size) {
    const size_t end = stream_.Tell();
    return places_.At(end > size ? end - size : 0);
  }
  bool Add(Node node) {
    builder_.Add(std::move(node));
    return true;
  }
  bool Begin(Node node) {
    builder_.Begin(std::move(node));
    return true;
  }
  bool End() {
    builder_.End();
    return true;
  }

  Places& places_;
  const rapidjson::MemoryStream& stream_;
  NodeBuilder builder_;
};

}  // namespace

Node ReadJsonDocument(std::string_view text, const std::shared_ptr<const std::string>& file) {
  constexpr unsigned kFlags = rapidjson::kParseIterativeFlag |
                              rapidjson::kParseNumbersAsStringsFlag |
                              rapidjson::kParseValidateEncodingFlag;
  rapidjson::MemoryStream stream(text.data(), text.size());
  Places places(text, file);
  Handler handler(&places, &stream);
  rapidjson::Reader reader;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, handler);
  if (result.IsError()) {
    Places error_places(text, file);
    throw TemplateError(error_places.At(result.Offset()), "",
                        rapidjson::GetParseError_En(result.Code()));
  }
  return handler.Take();
}

}  // namespace pumice::deploy
