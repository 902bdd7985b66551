// SPDX-License-Identifier: Apache-2.0

#include "protocol/item_json.h"

#include <catch2/catch.hpp>

#include <random>
#include <string>

#include "engine/error/api_error.h"

namespace pumice::test {
namespace {

std::string Encode(std::string_view json) {
  JsonDocument document;
  REQUIRE(document.Parse(json));
  std::string item;
  EncodeItem(document.root(), &item);
  return item;
}

// The item as it comes back from its encoding.
std::string RoundTrip(std::string_view json) {
  const std::string item = Encode(json);
  std::string out;
  AppendItemJson(ItemView(item), &out);
  return out;
}

std::string ValueFault(std::string_view value) {
  try {
    Encode(R"({"a":)" + std::string(value) + "}");
  } catch (const ApiError& error) {
    CHECK(error.code() == ErrorCode::kValidation);
    return error.message();
  }
  return "no fault";
}

// `value` inside that many lists.
std::string InLists(int levels, std::string value) {
  for (int i = 0; i < levels; ++i) value = R"({"L":[)" + value + "]}";
  return value;
}

TEST_CASE("All ten types come back as they went in", "[item_json]") {
  for (std::string json : {
           R"({})",
           R"({"a":{"S":"text \" \\ \n é"}})",
           R"({"a":{"S":""}})",
           R"({"a":{"N":"-12.5"}})",
           R"({"a":{"B":"AQID"}})",
           R"({"a":{"B":""}})",
           R"({"a":{"BOOL":true},"b":{"BOOL":false}})",
           R"({"a":{"NULL":true}})",
           R"({"a":{"SS":["","a","b"]}})",
           R"({"a":{"NS":["-1","0","2.5"]}})",
           R"({"a":{"BS":["","AQ==","Ag=="]}})",
           R"({"a":{"L":[]},"b":{"L":[{"S":"x"},{"L":[{"N":"1"}]}]}})",
           R"({"a":{"M":{}},"b":{"M":{"x":{"M":{"y":{"NULL":true}}},"z":{"S":"1"}}}})",
       }) {
    CHECK(RoundTrip(json) == json);
  }
}

TEST_CASE("The encoding is canonical", "[item_json]") {
  CHECK(Encode(R"({"b":{"N":"1"},"a":{"M":{"y":{"S":"1"},"x":{"S":"2"}}}})") ==
        Encode(R"({"a":{"M":{"x":{"S":"2"},"y":{"S":"1"}}},"b":{"N":"1.0"}})"));
  CHECK(RoundTrip(R"({"b":{"S":"1"},"a":{"S":"2"},"ab":{"S":"3"}})") ==
        R"({"a":{"S":"2"},"ab":{"S":"3"},"b":{"S":"1"}})");
}

TEST_CASE("Sets come back sorted, numbers by value", "[item_json]") {
  CHECK(RoundTrip(R"({"a":{"SS":["b","a","B"]}})") == R"({"a":{"SS":["B","a","b"]}})");
  CHECK(RoundTrip(R"({"a":{"NS":["10","9","-1"]}})") == R"({"a":{"NS":["-1","9","10"]}})");
  CHECK(RoundTrip(R"({"a":{"BS":["/w==","AQ=="]}})") == R"({"a":{"BS":["AQ==","/w=="]}})");
}

TEST_CASE("Of an attribute given twice the last value counts", "[item_json]") {
  CHECK(RoundTrip(R"({"a":{"S":"1"},"b":{"S":"2"},"a":{"S":"3"},"a":{"S":"4"}})") ==
        R"({"a":{"S":"4"},"b":{"S":"2"}})");
}

TEST_CASE("Many attributes in any order", "[item_json]") {
  std::mt19937 random(1);
  std::vector<int> numbers;
  for (int i = 100; i < 400; ++i) numbers.push_back(i);
  std::shuffle(numbers.begin(), numbers.end(), random);
  std::string json = "{";
  for (int n : numbers) json += "\"" + std::to_string(n) + "\":{\"BOOL\":true},";
  json.back() = '}';
  std::string expected = "{";
  for (int i = 100; i < 400; ++i) expected += "\"" + std::to_string(i) + "\":{\"BOOL\":true},";
  expected.back() = '}';
  CHECK(RoundTrip(json) == expected);
}

TEST_CASE("Null members of a value count as absent", "[item_json]") {
  CHECK(RoundTrip(R"({"a":{"S":"x","N":null}})") == R"({"a":{"S":"x"}})");
}

TEST_CASE("A value has exactly one type", "[item_json]") {
  const std::string empty =
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
  CHECK(ValueFault("{}") == empty);
  CHECK(ValueFault("null") == empty);
  CHECK(ValueFault(R"({"S":null})") == empty);
  CHECK(ValueFault(R"({"X":"a"})") == empty);
  CHECK(ValueFault(R"({"L":[null]})") == empty);
  CHECK(ValueFault(R"({"M":{"x":{}}})") == empty);
  CHECK(ValueFault(R"({"S":"a","N":"1"})") ==
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
        "supported datatypes");
}

TEST_CASE("Numbers that are none, or out of range, are refused", "[item_json]") {
  CHECK(ValueFault(R"({"N":"abc"})") ==
        "The parameter cannot be converted to a numeric value: abc");
  CHECK(ValueFault(R"({"N":""})") == "The parameter cannot be converted to a numeric value");
  CHECK(ValueFault(R"({"N":"123456789012345678901234567890123456789"})") ==
        "Attempting to store more than 38 significant digits in a Number");
  CHECK(ValueFault(R"({"N":"1e126"})") ==
        "Number overflow. Attempting to store a number with magnitude larger than supported range");
  CHECK(ValueFault(R"({"N":"-1e126"})") ==
        "Number overflow. Attempting to store a number with magnitude larger than supported range");
  CHECK(
      ValueFault(R"({"N":"1e-131"})") ==
      "Number underflow. Attempting to store a number with magnitude smaller than supported range");
  CHECK(ValueFault(R"({"NS":["1","b"]})") ==
        "The parameter cannot be converted to a numeric value: b");
}

TEST_CASE("Sets are neither empty nor hold duplicates", "[item_json]") {
  const std::string invalid = "One or more parameter values were invalid: ";
  CHECK(ValueFault(R"({"SS":[]})") == invalid + "An string set  may not be empty");
  CHECK(ValueFault(R"({"NS":[]})") == invalid + "An number set  may not be empty");
  CHECK(ValueFault(R"({"BS":[]})") == invalid + "Binary sets should not be empty");
  CHECK(ValueFault(R"({"SS":["a","b","a"]})") ==
        invalid + "Input collection [a, b, a] contains duplicates.");
  CHECK(ValueFault(R"({"NS":["1","2","1.0"]})") == "Input collection contains duplicates");
  CHECK(ValueFault(R"({"BS":["AQ==","AQ=="]})") ==
        invalid + "Input collection [AQ==, AQ==]of type BS contains duplicates.");
  CHECK(ValueFault(R"({"SS":[null]})") ==
        invalid + "An string set may not have a null string as a member");
}

TEST_CASE("NULL is true", "[item_json]") {
  CHECK(ValueFault(R"({"NULL":false})") ==
        "One or more parameter values were invalid: Null attribute value types must have the value "
        "of true");
}

TEST_CASE("Names of attributes have bounds", "[item_json]") {
  CHECK(ValueFault(R"({"M":{"":{"S":"x"}}})") == "Empty attribute name");
  CHECK(ValueFault(R"({"M":{")" + std::string(65536, 'n') + R"(":{"S":"x"}}})") ==
        "Attribute name is too large, must be less than 65536 bytes");
  CHECK(ValueFault(R"({"M":{")" + std::string(65535, 'n') + R"(":{"S":"x"}}})") == "no fault");
}

TEST_CASE("Values nest to 32 levels", "[item_json]") {
  // Developer Guide, "Constraints": documents nest up to 32 levels; the value inside 31 lists is
  // the 32nd.
  CHECK(ValueFault(InLists(31, R"({"S":"x"})")) == "no fault");
  const std::string too_deep =
      "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels "
      "beyond supported limit";
  CHECK(ValueFault(InLists(32, R"({"S":"x"})")) == too_deep);
  CHECK(ValueFault(InLists(400, R"({"S":"x"})")) == too_deep);
}

TEST_CASE("One value encodes and prints alone", "[item_json]") {
  JsonDocument document;
  REQUIRE(document.Parse(R"({"SS":["b","a"]})"));
  std::string value;
  EncodeValue(document.root(), &value);
  std::string out = "x";
  AppendValueJson(ValueView(value.data()), &out);
  CHECK(out == R"(x{"SS":["a","b"]})");
}

}  // namespace
}  // namespace pumice::test
