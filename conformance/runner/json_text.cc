// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/json_text.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <utility>

namespace pumice::conformance {

std::string ToJsonText(const JsonValue& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

std::string Shorten(std::string text) {
  if (text.size() <= kShownBytes) return text;
  const std::string size = std::to_string(text.size());
  size_t end = kShownBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return text + "… (" + size + " bytes)";
}

std::string ToShownText(const JsonValue& value) { return Shorten(ToJsonText(value)); }

}  // namespace pumice::conformance
