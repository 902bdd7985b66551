// SPDX-License-Identifier: Apache-2.0

#include "protocol/compression.h"

#include <catch2/catch.hpp>

#include <string>

namespace pumice::test {
namespace {

TEST_CASE("What is compressed comes back", "[compression]") {
  std::string text;
  for (size_t size : {0, 1, 1000, 100000}) {
    text.resize(size);
    for (size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * i % 251);
    std::string out = "old";
    REQUIRE(Inflate(Gzip(text), 100000, &out) == Inflated::kDone);
    CHECK(out == text);
  }
}

TEST_CASE("Deflate data inflates too, raw and as zlib frames it", "[compression]") {
  // RFC 1951 stored block of "abc", alone and in RFC 1950's frame (its Adler-32 is 024d0127).
  const std::string raw(
      "\x01\x03\x00\xfc\xff"
      "abc",
      8);
  const std::string zlib = "\x78\x01" + raw + std::string("\x02\x4d\x01\x27", 4);
  std::string out;
  REQUIRE(Inflate(zlib, 100, &out) == Inflated::kDone);
  CHECK(out == "abc");
  REQUIRE(Inflate(raw, 100, &out) == Inflated::kDone);
  CHECK(out == "abc");
}

TEST_CASE("Corrupt and cut data are refused", "[compression]") {
  std::string out;
  CHECK(Inflate("", 100, &out) == Inflated::kCorrupt);
  CHECK(Inflate("not compressed", 100, &out) == Inflated::kCorrupt);
  const std::string gzip = Gzip("some text that is long enough");
  CHECK(Inflate(std::string_view(gzip).substr(0, gzip.size() / 2), 100, &out) ==
        Inflated::kCorrupt);
}

TEST_CASE("A bomb stops at the limit", "[compression]") {
  const std::string bomb = Gzip(std::string(10'000'000, 'a'));
  CHECK(bomb.size() < 100'000);
  std::string out;
  CHECK(Inflate(bomb, 1'000'000, &out) == Inflated::kTooLarge);
  CHECK(out.size() <= 1'000'001);
  CHECK(Inflate(bomb, 10'000'000, &out) == Inflated::kDone);
}

TEST_CASE("CRC-32 of the standard's check value", "[compression]") {
  CHECK(Crc32("123456789") == 0xcbf43926);
}

}  // namespace
}  // namespace pumice::test
