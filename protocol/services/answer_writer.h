// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/json.h"
#include "protocol/json_writer.h"

namespace pumice::services {

// Writes an answer member by member, in the form of one protocol. An answer is one structure; the
// members of structures are named by Key, the elements of lists have no names.
class AnswerWriter {
 public:
  AnswerWriter() = default;
  AnswerWriter(const AnswerWriter&) = delete;
  AnswerWriter& operator=(const AnswerWriter&) = delete;
  virtual ~AnswerWriter() = default;

  virtual void BeginStruct() = 0;
  virtual void EndStruct() = 0;
  virtual void BeginList() = 0;
  virtual void EndList() = 0;
  // To be followed by one value. A name that XML has is one of the service's own.
  virtual void Key(std::string_view name) = 0;
  virtual void String(std::string_view text) = 0;
  virtual void Integer(int64_t value) = 0;
  virtual void Double(double value) = 0;
  virtual void Bool(bool value) = 0;
  // In milliseconds since the epoch.
  virtual void Time(int64_t millis) = 0;

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
  void TimeMember(std::string_view key, int64_t millis) {
    Key(key);
    Time(millis);
  }
  // Any JSON without null: what a request gave, and an answer repeats.
  void Json(const JsonValue& value);
  void JsonMember(std::string_view key, const JsonValue& value) {
    Key(key);
    Json(value);
  }
};

// JSON; times are seconds since the epoch.
class JsonAnswer : public AnswerWriter {
 public:
  explicit JsonAnswer(std::string* out) : json_(out) {}

  void BeginStruct() override { json_.BeginObject(); }
  void EndStruct() override { json_.EndObject(); }
  void BeginList() override { json_.BeginArray(); }
  void EndList() override { json_.EndArray(); }
  void Key(std::string_view name) override { json_.UserKey(name); }
  void String(std::string_view text) override { json_.String(text); }
  void Integer(int64_t value) override { json_.Integer(value); }
  void Double(double value) override { json_.Double(value); }
  void Bool(bool value) override { json_.Bool(value); }
  void Time(int64_t millis) override { json_.Timestamp(millis); }

 private:
  JsonWriter json_;
};

// XML of the Query protocol: elements of lists are called "member", times are ISO 8601. The
// outermost structure is the element `root`.
class XmlAnswer : public AnswerWriter {
 public:
  XmlAnswer(std::string_view root, std::string* out) : out_(out), name_(root) {}

  void BeginStruct() override { Begin(/*is_list=*/false); }
  void EndStruct() override { End(); }
  void BeginList() override { Begin(/*is_list=*/true); }
  void EndList() override { End(); }
  void Key(std::string_view name) override { name_.assign(name); }
  void String(std::string_view text) override;
  void Integer(int64_t value) override { Element(std::to_string(value)); }
  void Double(double value) override;
  void Bool(bool value) override { Element(value ? "true" : "false"); }
  void Time(int64_t millis) override;

 private:
  struct Open {
    std::string name;
    bool is_list;
  };

  // The name of the next value.
  std::string Name() const { return !open_.empty() && open_.back().is_list ? "member" : name_; }
  void Begin(bool is_list);
  void End();
  // `text`: escaped already.
  void Element(std::string_view text);

  std::string* const out_;
  std::string name_;
  std::vector<Open> open_;
};

// CBOR (RFC 8949) of Smithy's RPC v2 protocol: maps and lists of indefinite length, times with tag
// 1.
class CborAnswer : public AnswerWriter {
 public:
  explicit CborAnswer(std::string* out) : out_(out) {}

  void BeginStruct() override;
  void EndStruct() override;
  void BeginList() override;
  void EndList() override { EndStruct(); }
  void Key(std::string_view name) override { String(name); }
  void String(std::string_view text) override;
  void Integer(int64_t value) override;
  void Double(double value) override;
  void Bool(bool value) override;
  void Time(int64_t millis) override;

 private:
  void Head(unsigned major, uint64_t argument);

  std::string* const out_;
};

// Appends text as XML has it between tags: what XML cannot hold becomes U+FFFD.
void AppendXmlText(std::string_view text, std::string* out);

}  // namespace pumice::services
