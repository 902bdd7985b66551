// SPDX-License-Identifier: Apache-2.0

#include "protocol/table_arn.h"

#include <catch2/catch.hpp>

#include <string>

#include "engine/error/api_error.h"

namespace pumice::test {
namespace {

std::string Fault(std::string_view text) {
  try {
    ParseTableReference(text);
  } catch (const ApiError& error) {
    CHECK(error.code() == ErrorCode::kValidation);
    return error.message();
  }
  return "no fault";
}

TEST_CASE("A name is a reference", "[table_arn]") {
  const TableReference reference = ParseTableReference("My.Table-1_a");
  CHECK(reference.name == "My.Table-1_a");
  CHECK(reference.region.empty());
  CHECK(reference.index.empty());
}

TEST_CASE("ARNs name tables, indexes and streams", "[table_arn]") {
  const TableReference table =
      ParseTableReference("arn:aws:dynamodb:eu-west-1:123456789012:table/abc");
  CHECK(table.name == "abc");
  CHECK(table.region == "eu-west-1");
  CHECK(table.account == "123456789012");
  CHECK(table.index.empty());
  CHECK(table.stream_label.empty());
  const TableReference index =
      ParseTableReference("arn:aws-cn:dynamodb:cn-north-1:000000000000:table/abc/index/by-x");
  CHECK(index.name == "abc");
  CHECK(index.index == "by-x");
  const TableReference stream = ParseTableReference(
      "arn:aws:dynamodb:us-east-1:000000000000:table/abc/stream/2024-01-01T00:00:00.000");
  CHECK(stream.name == "abc");
  CHECK(stream.stream_label == "2024-01-01T00:00:00.000");
}

TEST_CASE("What is no ARN is refused", "[table_arn]") {
  for (std::string text : {
           "arn:",
           "arn:aws:dynamodb",
           "arn:aws:s3:us-east-1:000000000000:table/abc",
           "arn:aws:dynamodb::000000000000:table/abc",
           "arn:aws:dynamodb:us-east-1::table/abc",
           "arn:aws:dynamodb:us-east-1:000000000000:table",
           "arn:aws:dynamodb:us-east-1:000000000000:table/",
           "arn:aws:dynamodb:us-east-1:000000000000:table/ab",
           "arn:aws:dynamodb:us-east-1:000000000000:table/a!b",
           "arn:aws:dynamodb:us-east-1:000000000000:table/abc/",
           "arn:aws:dynamodb:us-east-1:000000000000:table/abc/index",
           "arn:aws:dynamodb:us-east-1:000000000000:table/abc/index/",
           "arn:aws:dynamodb:us-east-1:000000000000:table/abc/index/i/j",
           "arn:aws:dynamodb:us-east-1:000000000000:table/abc/other/xyz",
           "arn:aws:dynamodb:us-east-1:000000000000:stream/abc",
           "a b",
       }) {
    CHECK(Fault(text) == "Invalid TableArn: Invalid ResourceArn provided as input " + text);
  }
}

TEST_CASE("A table's name is not an index's or a stream's ARN", "[table_arn]") {
  CHECK(ParseTableName("arn:aws:dynamodb:us-east-1:000000000000:table/abc") == "abc");
  CHECK_THROWS_AS(ParseTableName("arn:aws:dynamodb:us-east-1:000000000000:table/abc/index/xyz"),
                  ApiError);
}

}  // namespace
}  // namespace pumice::test
