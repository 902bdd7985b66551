// SPDX-License-Identifier: Apache-2.0

#include "protocol/content_coding.h"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "engine/error/api_error.h"
#include "protocol/compression.h"

namespace pumice::test {
namespace {

ContentCoding Accepted(std::vector<std::string_view> lines) {
  HttpRequest request;
  request.headers.push_back({"Accept", "gzip"});
  for (const std::string_view line : lines) request.headers.push_back({"accept-ENCODING", line});
  return AcceptedCoding(request);
}

constexpr ContentCoding kNone = ContentCoding::kIdentity;
constexpr ContentCoding kGzip = ContentCoding::kGzip;
constexpr ContentCoding kDeflate = ContentCoding::kDeflate;

TEST_CASE("The first coding of the highest weight is chosen", "[content_coding]") {
  CHECK(Accepted({}) == kNone);
  CHECK(Accepted({""}) == kNone);
  CHECK(Accepted({"gzip"}) == kGzip);
  CHECK(Accepted({"deflate"}) == kDeflate);
  CHECK(Accepted({"gzip, deflate"}) == kGzip);
  CHECK(Accepted({"deflate,gzip"}) == kDeflate);
  CHECK(Accepted({"deflate;q=0.5, gzip;q=0.8"}) == kGzip);
  CHECK(Accepted({"gzip;q=0.5, deflate"}) == kDeflate);
  CHECK(Accepted({"gzip;q=0.500,deflate;q=0.5"}) == kGzip);
  CHECK(Accepted({"br, zstd, identity, gzip;q=0.1"}) == kGzip);
}

TEST_CASE("Names of codings know no case, and blanks count nothing", "[content_coding]") {
  CHECK(Accepted({"GZIP"}) == kGzip);
  CHECK(Accepted({" \tDeflate\t ; Q = 1 "}) == kDeflate);
  CHECK(Accepted({",, gzip ,"}) == kGzip);
}

TEST_CASE("A weight of 0 refuses, with or without blanks", "[content_coding]") {
  for (const std::string_view weight : {";q=0", "; q=0", ";q=0.000", " ; q = 0.0", ";Q=0"}) {
    CAPTURE(weight);
    CHECK(Accepted({"gzip" + std::string(weight)}) == kNone);
    CHECK(Accepted({"gzip" + std::string(weight) + ", deflate;q=0.1"}) == kDeflate);
  }
}

TEST_CASE("A weight that is none is no coding", "[content_coding]") {
  for (const std::string_view weight : {"q=", "q=x", "q=2", "q=-1", "q=1e0", "q=0.5x", "q=nan"}) {
    CAPTURE(weight);
    CHECK(Accepted({"gzip;" + std::string(weight)}) == kNone);
  }
}

TEST_CASE("A star stands for gzip, unless gzip is refused by its name", "[content_coding]") {
  CHECK(Accepted({"*"}) == kGzip);
  CHECK(Accepted({"*;q=0"}) == kNone);
  CHECK(Accepted({"deflate;q=0.5, *"}) == kGzip);
  CHECK(Accepted({"gzip;q=0, *"}) == kNone);
  CHECK(Accepted({"*, gzip;q=0"}) == kNone);
}

TEST_CASE("Other names mean nothing", "[content_coding]") {
  for (const std::string_view name :
       {"x-gzip", "\"gzip\"", "gzip br", "gzipped", "gz", "compress"}) {
    CHECK(Accepted({name}) == kNone);
  }
}

TEST_CASE("Several header lines are one list", "[content_coding]") {
  CHECK(Accepted({"br", "gzip"}) == kGzip);
  CHECK(Accepted({"gzip;q=0.2", "deflate;q=0.4"}) == kDeflate);
}

// The decoded body, or the error.
std::string Decoded(std::string_view body, std::vector<std::string_view> lines,
                    size_t max_size = 1000) {
  HttpRequest request;
  for (const std::string_view line : lines) request.headers.push_back({"content-encoding", line});
  request.body = body;
  std::string inflated;
  try {
    return std::string(DecodeBody(request, max_size, &inflated));
  } catch (const ApiError& error) {
    return error.code() == ErrorCode::kInternal ? "corrupt" : error.message();
  }
}

TEST_CASE("Bodies are decoded whatever the case of the coding", "[content_coding]") {
  const std::string text = "a text";
  CHECK(Decoded(text, {}) == text);
  CHECK(Decoded(text, {"identity"}) == text);
  CHECK(Decoded(text, {"aws-chunked"}) == text);
  CHECK(Decoded(Gzip(text), {"gzip"}) == text);
  CHECK(Decoded(Gzip(text), {"GZIP"}) == text);
  CHECK(Decoded(Gzip(text), {"X-Gzip"}) == text);
  CHECK(Decoded(Gzip(text), {" Gzip , identity"}) == text);
  CHECK(Decoded(Deflate(text), {"Deflate"}) == text);
}

TEST_CASE("Bodies of several codings are decoded from the last to the first", "[content_coding]") {
  const std::string text = "a text";
  CHECK(Decoded(Gzip(Deflate(text)), {"deflate, gzip"}) == text);
  CHECK(Decoded(Deflate(Gzip(text)), {"gzip", "deflate"}) == text);
  std::string wrapped = text;
  for (int i = 0; i < 4; ++i) wrapped = Gzip(wrapped);
  CHECK(Decoded(wrapped, {"gzip,gzip,gzip,gzip"}) == text);
  CHECK(Decoded(Gzip(wrapped), {"gzip,gzip,gzip,gzip,gzip"}) == "corrupt");
}

TEST_CASE("A body of several gzip members is read whole", "[content_coding]") {
  CHECK(Decoded(Gzip("one ") + Gzip("") + Gzip("two"), {"gzip"}) == "one two");
  const std::string two = Gzip(std::string(600, 'x')) + Gzip(std::string(600, 'y'));
  CHECK(Decoded(two, {"gzip"}) == "Request body is too large");
  CHECK(Decoded(two.substr(0, two.size() - 1), {"gzip"}, 2000) == "corrupt");
}

TEST_CASE("Bodies that are not what their header says are refused", "[content_coding]") {
  const std::string gzip = Gzip("a text");
  CHECK(Decoded("", {"gzip"}) == "corrupt");
  CHECK(Decoded("", {"deflate"}) == "corrupt");
  CHECK(Decoded("{}", {"gzip"}) == "corrupt");
  CHECK(Decoded("{}", {"deflate"}) == "corrupt");
  for (size_t size = 0; size < gzip.size(); ++size) {
    CAPTURE(size);
    CHECK(Decoded(gzip.substr(0, size), {"gzip"}) == "corrupt");
  }
}

TEST_CASE("Bodies are bounded as sent, in between and at the end", "[content_coding]") {
  constexpr std::string_view kTooLarge = "Request body is too large";
  CHECK(Decoded(std::string(1000, 'x'), {}) == std::string(1000, 'x'));
  CHECK(Decoded(std::string(1001, 'x'), {}) == kTooLarge);
  CHECK(Decoded(Gzip(std::string(1001, 'x')), {"gzip"}) == kTooLarge);
  CHECK(Decoded(Gzip(Gzip(std::string(1'000'000, 'x'))), {"gzip, gzip"}) == kTooLarge);
}

}  // namespace
}  // namespace pumice::test
