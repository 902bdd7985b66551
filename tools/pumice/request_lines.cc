// SPDX-License-Identifier: Apache-2.0

#include "tools/pumice/request_lines.h"

#include <algorithm>
#include <charconv>

#include "protocol/iso_time.h"
#include "protocol/json_writer.h"
#include "protocol/utf8.h"

namespace pumice {
namespace {

constexpr std::string_view kSeparator = " | ";
constexpr std::string_view kHexDigits = "0123456789abcdef";

bool IsBlank(char c) { return c == '\n' || c == '\r' || c == '\t'; }

// One line of UTF-8 without control characters, neither ASCII's nor those of U+0080 to U+009F,
// which terminals may obey too. Line ends and tabs become spaces: JSON stays JSON.
std::string OneLine(std::string_view text) {
  std::string line;
  for (const char c : RepairUtf8(text)) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_late_control =
        !line.empty() && line.back() == '\xC2' && byte >= 0x80 && byte < 0xA0;
    if (is_late_control) line.pop_back();
    if (IsBlank(c)) {
      line.push_back(' ');
    } else if (byte < 0x20 || byte == 0x7F || is_late_control) {
      line.append("\\u00").push_back(kHexDigits[byte >> 4]);
      line.push_back(kHexDigits[byte & 0xF]);
    } else {
      line.push_back(c);
    }
  }
  return line;
}

// A body cut after a whole character, and what is missing.
std::string BodyText(const RecordedBody& body) {
  std::string_view text = body.text;
  if (text.size() == body.bytes) return std::string(text);
  // At most three bytes of a character that was cut.
  const size_t tail = text.size() - std::min<size_t>(text.size(), 3);
  for (size_t i = tail; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) < 0xC0) continue;
    if (CharacterSize(text.substr(i)) == 0) text = text.substr(0, i);
  }
  const size_t missing = body.bytes - text.size();
  return std::string(text) + "... (" + std::to_string(missing) +
         (missing == 1 ? " byte more)" : " bytes more)");
}

std::string UnitsText(double units) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof(text), units).ptr;
  return {text, end};
}

std::string_view LevelName(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      return "error";
  }
  return "error";
}

std::string TimeText(std::chrono::system_clock::time_point time) {
  using std::chrono::milliseconds;
  return FormatInstant(std::chrono::duration_cast<milliseconds>(time.time_since_epoch()).count());
}

std::string WhereText(const RequestRecord& record) {
  std::string text;
  if (!record.space.empty()) text += OneLine(record.space) + ": ";
  text += OneLine(record.operation);
  if (!record.table.empty()) text += " " + OneLine(record.table);
  if (!record.index.empty()) text += "/" + OneLine(record.index);
  return text;
}

std::string OutcomeText(const RequestRecord& record) {
  std::string text = std::to_string(record.status);
  if (!record.error.empty()) text += " " + OneLine(record.error);
  if (record.message.empty()) return text;
  return text + (record.error.empty() ? " " : ": ") + OneLine(record.message);
}

// "read 100, returned 3, 12.5 units"
std::string CostText(const RequestRecord& record) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (record.items_read) add("read " + std::to_string(*record.items_read));
  if (record.items_returned) add("returned " + std::to_string(*record.items_returned));
  if (record.capacity_units) {
    add(UnitsText(*record.capacity_units) + (record.capacity_units == 1 ? " unit" : " units"));
  }
  return text;
}

void AppendTextMember(std::string_view key, std::string_view text, JsonWriter* json) {
  if (!text.empty()) json->StringMember(key, text);
}

}  // namespace

bool IsRoutine(const RequestRecord& record) {
  // No operation's name has a blank.
  return record.status < 400 &&
         (record.operation == "GET /" || record.operation.starts_with("GET /_pumice/"));
}

std::string RequestText(const RequestRecord& record) {
  std::string text = WhereText(record);
  for (const std::string& part :
       {OutcomeText(record), OneLine(record.explanation), CostText(record)}) {
    if (!part.empty()) text.append(kSeparator).append(part);
  }
  text.append(kSeparator).append(std::to_string(record.elapsed.count())).append(" us");
  if (record.request_body.bytes > 0) {
    text.append("\n  request ").append(OneLine(BodyText(record.request_body)));
  }
  if (record.answer_body.bytes > 0) {
    text.append("\n  answer ").append(OneLine(BodyText(record.answer_body)));
  }
  return text;
}

std::string RequestJson(const RequestRecord& record) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject();
  json.StringMember("time", TimeText(record.time));
  json.StringMember("level", IsRoutine(record) ? "debug" : LevelName(LogLevel::kInfo));
  AppendTextMember("space", record.space, &json);
  json.StringMember("operation", record.operation);
  AppendTextMember("table", record.table, &json);
  AppendTextMember("index", record.index, &json);
  json.IntegerMember("status", record.status);
  AppendTextMember("error", record.error, &json);
  AppendTextMember("error_message", record.message, &json);
  AppendTextMember("explanation", record.explanation, &json);
  if (record.items_read) json.IntegerMember("read", *record.items_read);
  if (record.items_returned) json.IntegerMember("returned", *record.items_returned);
  if (record.capacity_units) {
    json.Key("units");
    json.Double(*record.capacity_units);
  }
  json.IntegerMember("microseconds", record.elapsed.count());
  AppendTextMember("request", BodyText(record.request_body), &json);
  AppendTextMember("answer", BodyText(record.answer_body), &json);
  json.EndObject();
  return text;
}

std::string MessageJson(LogLevel level, std::string_view message,
                        std::chrono::system_clock::time_point time) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject();
  json.StringMember("time", TimeText(time));
  json.StringMember("level", LevelName(level));
  json.StringMember("message", message);
  json.EndObject();
  return text;
}

}  // namespace pumice
