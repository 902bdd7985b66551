// SPDX-License-Identifier: Apache-2.0

#include "protocol/errors.h"

#include <catch2/catch.hpp>

#include <string>

#include "engine/item/value_writer.h"

namespace pumice::test {
namespace {

std::string Body(const ApiError& error) {
  std::string out;
  AppendErrorJson(error, &out);
  return out;
}

std::string OneAttributeItem() {
  std::string item;
  ValueWriter writer(&item);
  writer.Name("id");
  writer.String("a");
  return item;
}

TEST_CASE("Errors name their type with the service's namespace", "[errors]") {
  CHECK(
      Body(ApiError(ErrorCode::kValidation, "It is \"wrong\"")) ==
      R"({"__type":"com.amazon.coral.validate#ValidationException","message":"It is \"wrong\""})");
  CHECK(
      Body(ApiError(ErrorCode::kResourceNotFound, "Requested resource not found")) ==
      R"({"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"Requested resource not found"})");
  CHECK(Body(ApiError(ErrorCode::kSerialization, "bad")) ==
        R"({"__type":"com.amazon.coral.service#SerializationException","Message":"bad"})");
  CHECK(Body(ApiError(ErrorCode::kUnknownOperation, "")) ==
        R"({"__type":"com.amazon.coral.service#UnknownOperationException"})");
}

TEST_CASE("A failed condition may carry the item", "[errors]") {
  ApiError error(ErrorCode::kConditionalCheckFailed, "The conditional request failed");
  error.item = OneAttributeItem();
  CHECK(
      Body(error) ==
      R"({"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","Item":{"id":{"S":"a"}},"message":"The conditional request failed"})");
}

TEST_CASE("A cancelled transaction carries its reasons", "[errors]") {
  ApiError error(ErrorCode::kTransactionCanceled,
                 "Transaction cancelled, please refer cancellation reasons for specific reasons "
                 "[None, ConditionalCheckFailed]");
  error.cancellation_reasons.push_back({"None", "", ""});
  error.cancellation_reasons.push_back(
      {"ConditionalCheckFailed", "The conditional request failed", OneAttributeItem()});
  CHECK(
      Body(error) ==
      R"({"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","CancellationReasons":[{"Code":"None"},{"Code":"ConditionalCheckFailed","Item":{"id":{"S":"a"}},"Message":"The conditional request failed"}],"Message":"Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]"})");
}

TEST_CASE("Errors have their statuses and short names", "[errors]") {
  CHECK(DescribeError(ErrorCode::kValidation).status == 400);
  CHECK(DescribeError(ErrorCode::kInternal).status == 500);
  CHECK(DescribeError(ErrorCode::kRequestEntityTooLarge).status == 413);
  CHECK(ErrorName(ErrorCode::kInternal) == "InternalServerError");
  CHECK(ErrorName(ErrorCode::kConditionalCheckFailed) == "ConditionalCheckFailedException");
}

}  // namespace
}  // namespace pumice::test
