// SPDX-License-Identifier: Apache-2.0

#include "protocol/services/cbor.h"

#include <catch2/catch.hpp>
#include <string>

#include "protocol/services/answer_writer.h"
#include "protocol/services/service_fault.h"

namespace pumice::test {
namespace {

// The bytes that hexadecimal digits say.
std::string Bytes(std::string_view digits) {
  std::string bytes;
  for (size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

std::string Converted(std::string_view digits) {
  try {
    return services::CborToJson(Bytes(digits));
  } catch (const services::ServiceFault& fault) {
    return fault.code();
  }
}

// The examples of RFC 8949, appendix A.
TEST_CASE("The RFC's examples become JSON", "[cbor]") {
  CHECK(Converted("00") == "0");
  CHECK(Converted("1818") == "24");
  CHECK(Converted("1903e8") == "1000");
  CHECK(Converted("1b000000e8d4a51000") == "1000000000000");
  CHECK(Converted("20") == "-1");
  CHECK(Converted("3903e7") == "-1000");
  CHECK(Converted("f93e00") == "1.5");
  CHECK(Converted("f9c400") == "-4");
  CHECK(Converted("fa47c35000") == "100000");
  CHECK(Converted("fb3ff199999999999a") == "1.1");
  CHECK(Converted("f4") == "false");
  CHECK(Converted("f5") == "true");
  CHECK(Converted("f6") == "null");
  CHECK(Converted("f7") == "null");
  CHECK(Converted("c11a514b67b0") == "1363896240");
  CHECK(Converted("4401020304") == "\"AQIDBA==\"");
  CHECK(Converted("62225c") == R"("\"\\")");
  CHECK(Converted("8301820203820405") == "[1,[2,3],[4,5]]");
  CHECK(Converted("a26161016162820203") == R"({"a":1,"b":[2,3]})");
  CHECK(Converted("7f657374726561646d696e67ff") == R"("streaming")");
  CHECK(Converted("9f018202039f0405ffff") == "[1,[2,3],[4,5]]");
  CHECK(Converted("bf61610161629f0203ffff") == R"({"a":1,"b":[2,3]})");
}

TEST_CASE("Malformed CBOR is refused", "[cbor]") {
  for (const std::string digits :
       {"", "18", "1c", "61", "8201", "a101", "a1016161", "ff", "9f01", "5f01ff", "0000",
        "7f4101ff", "f97c00", "1f", "9bffffffffffffffff", "3bffffffffffffffff", "f8ff"}) {
    CAPTURE(digits);
    CHECK(Converted(digits) == "SerializationException");
  }
  std::string deep;
  for (int i = 0; i < 1'000'000; ++i) deep += "81";
  CHECK(Converted(deep + "00") == "SerializationException");
}

// Reads back what CborAnswer writes: the same value as JSON.
TEST_CASE("What an answer writes is read back", "[cbor]") {
  std::string cbor;
  services::CborAnswer answer(&cbor);
  answer.BeginStruct();
  answer.Key("List");
  answer.BeginList();
  for (const int64_t value : {int64_t{0}, int64_t{23}, int64_t{24}, int64_t{255}, int64_t{65536},
                              int64_t{1} << 40, int64_t{-1}, int64_t{-500}}) {
    answer.Integer(value);
  }
  answer.EndList();
  answer.StringMember("Text", "a\xff");
  answer.BoolMember("Yes", true);
  answer.TimeMember("Time", 1767225600500);
  answer.EndStruct();
  CHECK(services::CborToJson(cbor) ==
        R"({"List":[0,23,24,255,65536,1099511627776,-1,-500],"Text":"a�","Yes":true,)"
        R"("Time":1767225600.5})");
}

}  // namespace
}  // namespace pumice::test
