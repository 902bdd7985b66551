// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/answer_writer.h"

#include <bit>
#include <cmath>
#include <cstdio>

#include "protocol/iso_time.h"
#include "protocol/utf8.h"

namespace pumice::services {
namespace {

// Major types and single bytes of CBOR (RFC 8949, sections 3 and 3.2).
constexpr unsigned kUnsigned = 0;
constexpr unsigned kNegative = 1;
constexpr unsigned kText = 3;
constexpr unsigned kTag = 6;
constexpr uint64_t kEpochTime = 1;
constexpr char kFalse = '\xf4';
constexpr char kTrue = '\xf5';
constexpr char kDouble = '\xfb';
constexpr char kBeginMap = '\xbf';
constexpr char kBeginList = '\x9f';
constexpr char kBreak = '\xff';

void AppendBigEndian(uint64_t value, int bytes, std::string* out) {
  for (int i = bytes - 1; i >= 0; --i) out->push_back(static_cast<char>(value >> (8 * i)));
}

std::string_view XmlEscape(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\r':
      return "&#xD;";
    default:
      return {};
  }
}

bool IsInXml(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

void AppendXmlText(std::string_view text, std::string* out) {
  for (const char c : RepairUtf8(text)) {
    const std::string_view escape = IsInXml(c) ? XmlEscape(c) : "\xef\xbf\xbd";
    if (escape.empty()) {
      out->push_back(c);
    } else {
      out->append(escape);
    }
  }
}

// What is repeated came as JSON, which nests no deeper than kMaxJsonDepth.
void AnswerWriter::Json(const JsonValue& value) {
  if (value.IsObject()) {
    BeginStruct();
    for (const auto& [name, member] : value.GetObject()) {
      if (!member.IsNull()) JsonMember(JsonText(name), member);
    }
    EndStruct();
  } else if (value.IsArray()) {
    BeginList();
    for (const JsonValue& element : value.GetArray()) Json(element);
    EndList();
  } else if (value.IsBool()) {
    Bool(value.GetBool());
  } else if (value.IsInt64()) {
    Integer(value.GetInt64());
  } else if (value.IsNumber()) {
    Double(value.GetDouble());
  } else {
    String(value.IsString() ? JsonText(value) : std::string_view());
  }
}

void XmlAnswer::Begin(bool is_list) {
  open_.push_back({Name(), is_list});
  out_->append("<").append(open_.back().name).append(">");
}

void XmlAnswer::End() {
  out_->append("</").append(open_.back().name).append(">");
  open_.pop_back();
}

void XmlAnswer::Element(std::string_view text) {
  const std::string name = Name();
  out_->append("<").append(name).append(">").append(text);
  out_->append("</").append(name).append(">");
}

void XmlAnswer::String(std::string_view text) {
  std::string escaped;
  AppendXmlText(text, &escaped);
  Element(escaped);
}

void XmlAnswer::Double(double value) {
  std::string text;
  JsonWriter(&text).Double(value);
  Element(text);
}

void XmlAnswer::Time(int64_t millis) { Element(FormatInstant(millis)); }

void CborAnswer::Head(unsigned major, uint64_t argument) {
  const auto put = [&](unsigned low) { out_->push_back(static_cast<char>(major << 5 | low)); };
  if (argument < 24) {
    put(static_cast<unsigned>(argument));
  } else if (argument <= 0xff) {
    put(24);
    AppendBigEndian(argument, 1, out_);
  } else if (argument <= 0xffff) {
    put(25);
    AppendBigEndian(argument, 2, out_);
  } else if (argument <= 0xffffffff) {
    put(26);
    AppendBigEndian(argument, 4, out_);
  } else {
    put(27);
    AppendBigEndian(argument, 8, out_);
  }
}

void CborAnswer::BeginStruct() { out_->push_back(kBeginMap); }

void CborAnswer::EndStruct() { out_->push_back(kBreak); }

void CborAnswer::BeginList() { out_->push_back(kBeginList); }

void CborAnswer::String(std::string_view text) {
  const std::string repaired = RepairUtf8(text);
  Head(kText, repaired.size());
  out_->append(repaired);
}

void CborAnswer::Integer(int64_t value) {
  if (value >= 0) {
    Head(kUnsigned, static_cast<uint64_t>(value));
  } else {
    Head(kNegative, ~static_cast<uint64_t>(value));
  }
}

void CborAnswer::Double(double value) {
  out_->push_back(kDouble);
  AppendBigEndian(std::bit_cast<uint64_t>(value), 8, out_);
}

void CborAnswer::Bool(bool value) { out_->push_back(value ? kTrue : kFalse); }

void CborAnswer::Time(int64_t millis) {
  Head(kTag, kEpochTime);
  Double(static_cast<double>(millis) / 1000);
}

}  // namespace pumice::services
