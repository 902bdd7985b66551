// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pumice {

// Appends JSON to a string. Commas come by themselves: the writer has no state but the string's
// last byte, so that several writers and AppendItemJson may take turns on one string.
//
//   JsonWriter json(&out);
//   json.BeginObject();
//   json.Key("Count"); json.Integer(1);
//   json.Key("Item");  AppendItemJson(item, json.Raw());
//   json.EndObject();
class JsonWriter {
 public:
  explicit JsonWriter(std::string* out) : out_(out) {}

  void BeginObject() { Raw()->push_back('{'); }
  void EndObject() { out_->push_back('}'); }
  void BeginArray() { Raw()->push_back('['); }
  void EndArray() { out_->push_back(']'); }

  // A member's name that needs no escapes: the service's own names.
  void Key(std::string_view name) {
    Raw()->push_back('"');
    out_->append(name);
    out_->append("\":", 2);
  }
  // A member's name that comes from the user.
  void UserKey(std::string_view name);

  void String(std::string_view text);
  void Integer(int64_t value);
  void Bool(bool value) { Raw()->append(value ? "true" : "false"); }
  // As Java prints it: always with a fraction (capacity units: 1.0).
  void Double(double value);
  // Seconds since the epoch with up to three decimals, as the service answers times.
  void Timestamp(int64_t millis);
  // Seconds since the epoch without decimals.
  void TimestampSeconds(int64_t seconds) { Integer(seconds); }
  void Base64(std::string_view bytes);

  // The string, after the comma that a further value needs: for text that is JSON already.
  std::string* Raw() {
    if (!out_->empty()) {
      char last = out_->back();
      if (last != '{' && last != '[' && last != ':') out_->push_back(',');
    }
    return out_;
  }

  // Members in one call.
  void StringMember(std::string_view key, std::string_view text) {
    Key(key);
    String(text);
  }
  void IntegerMember(std::string_view key, int64_t value) {
    Key(key);
    Integer(value);
  }
  void BoolMember(std::string_view key, bool value) {
    Key(key);
    Bool(value);
  }
  void TimestampMember(std::string_view key, int64_t millis) {
    Key(key);
    Timestamp(millis);
  }

 private:
  std::string* out_;
};

// Appends `text` as a JSON string, with its quotes. It may be any bytes: names, messages and
// whatever else an answer echoes pass here, and become UTF-8 if they are not (RepairUtf8). Only
// items do not: what they hold was checked as it came in.
void AppendJsonString(std::string_view text, std::string* out);

}  // namespace pumice
