// SPDX-License-Identifier: Apache-2.0

#include "protocol/json_writer.h"

#include <catch2/catch.hpp>

#include <string>

#include "protocol/base64.h"
#include "protocol/json.h"
#include "protocol/text_buffer.h"

namespace pumice::test {
namespace {

std::string Timestamp(int64_t millis) {
  std::string out;
  JsonWriter(&out).Timestamp(millis);
  return out;
}

std::string Double(double value) {
  std::string out;
  JsonWriter(&out).Double(value);
  return out;
}

TEST_CASE("The writer sets commas by itself", "[json_writer]") {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject();
  json.StringMember("Name", "a");
  json.Key("List");
  json.BeginArray();
  json.Integer(-1);
  json.Bool(true);
  json.BeginObject();
  json.EndObject();
  json.BeginArray();
  json.EndArray();
  json.EndArray();
  json.Key("Raw");
  json.Raw()->append("{}");
  json.UserKey("a\"b");
  json.String("");
  json.IntegerMember("Count", 9223372036854775807);
  json.BoolMember("Flag", false);
  json.EndObject();
  CHECK(
      out ==
      R"({"Name":"a","List":[-1,true,{},[]],"Raw":{},"a\"b":"","Count":9223372036854775807,"Flag":false})");
}

TEST_CASE("Strings are escaped wherever the special byte stands", "[json_writer]") {
  std::string out;
  AppendJsonString("\"\\\b\f\n\r\t\x01\x1f/\x7f", &out);
  CHECK(out == "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001F/\x7f\"");
  for (size_t size = 0; size < 40; ++size) {
    for (size_t at = 0; at < size; ++at) {
      // Bytes above ASCII, which are no text here, as items' strings are written: not looked at.
      std::string text(size, '\xc3');
      text[at] = '\n';
      std::string expected(size, '\xc3');
      expected.replace(at, 1, "\\n");
      out.clear();
      TextBuffer buffer(&out);
      buffer.AppendJsonString(text);
      buffer.Flush();
      CHECK(out == '"' + expected + '"');
    }
  }
}

TEST_CASE("A string that is no UTF-8 becomes it", "[json_writer]") {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject();
  json.UserKey("\xC3");
  json.String("a\xE2\x82\"\xC3\xA9");
  json.EndObject();
  CHECK(out == "{\"\xEF\xBF\xBD\":\"a\xEF\xBF\xBD\xEF\xBF\xBD\\\"\xC3\xA9\"}");
}

TEST_CASE("Times are seconds with up to three decimals", "[json_writer]") {
  CHECK(Timestamp(1700000000123) == "1700000000.123");
  CHECK(Timestamp(1700000000120) == "1700000000.12");
  CHECK(Timestamp(1700000000100) == "1700000000.1");
  CHECK(Timestamp(1700000000005) == "1700000000.005");
  CHECK(Timestamp(1700000000000) == "1700000000");
  CHECK(Timestamp(0) == "0");
}

TEST_CASE("Doubles always have a fraction", "[json_writer]") {
  CHECK(Double(1) == "1.0");
  CHECK(Double(0.5) == "0.5");
  CHECK(Double(0) == "0.0");
  CHECK(Double(12345678) == "12345678.0");
}

TEST_CASE("Base64 follows RFC 4648's test vectors", "[json_writer]") {
  const std::pair<std::string, std::string> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"},
                                                         {"\xff\xfe\xfd", "//79"}};
  for (const auto& [bytes, text] : vectors) {
    std::string encoded;
    AppendBase64(bytes, &encoded);
    CHECK(encoded == text);
    std::string decoded = "kept";
    AppendDecodedBase64(text, &decoded);
    CHECK(decoded == "kept" + bytes);
    CHECK(DecodedBase64Size(text) == bytes.size());
  }
}

}  // namespace
}  // namespace pumice::test
