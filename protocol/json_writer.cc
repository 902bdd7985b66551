// SPDX-License-Identifier: Apache-2.0

#include "protocol/json_writer.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "protocol/base64.h"
#include "protocol/text_buffer.h"
#include "protocol/utf8.h"

namespace pumice {
namespace {

template <typename T>
void AppendNumber(T value, std::string* out) {
  std::array<char, 32> text;
  auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  out->append(text.data(), end);
}

}  // namespace

void AppendJsonString(std::string_view text, std::string* out) {
  if (ValidUtf8Size(text) < text.size()) return AppendJsonString(RepairUtf8(text), out);
  TextBuffer buffer(out);
  buffer.AppendJsonString(text);
  buffer.Flush();
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
