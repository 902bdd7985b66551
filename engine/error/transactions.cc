// SPDX-License-Identifier: Apache-2.0

#include "engine/error/transactions.h"

#include "engine/error/validation.h"

namespace pumice {
namespace {

constexpr std::string_view kConditionFailed = "The conditional request failed";
constexpr std::string_view kConflict = "Transaction is ongoing for the item";
constexpr std::string_view kTransactionTooLarge = "Transaction payload size cannot exceed 4MB";
constexpr std::string_view kDuplicateItem = "Duplicate primary key exists in table";

}  // namespace

void ThrowRepeatedItem(GroupOperation operation) {
  ThrowValidation(operation == GroupOperation::kBatch
                      ? "Provided list of item keys contains duplicates"
                      : "Transaction request cannot include multiple operations on one item");
}

void ThrowRequestItemsRequired(std::string_view operation) {
  ThrowValidation(Text("The requestItems parameter is required for ", operation));
}

void ThrowTooManyBatchGets() {
  ThrowValidation("Too many items requested for the BatchGetItem call");
}

void ThrowTooManyBatchWrites() {
  ThrowValidation("Too many items requested for the BatchWriteItem call");
}

void ThrowNoWriteRequest() {
  ThrowValidation(
      "Supplied WriteRequest is empty, must contain exactly one of PutRequest or DeleteRequest");
}

void ThrowSeveralWriteRequests() {
  ThrowValidation(
      "Supplied WriteRequest has more than one request set, must contain exactly one of PutRequest "
      "or DeleteRequest");
}

void ThrowSeveralTransactActions() {
  ThrowValidation("TransactItems can only contain one of Check, Put, Update or Delete");
}

void ThrowNoTransactAction() {
  ThrowValidation(
      "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request");
}

void ThrowTransactionTooLarge() { ThrowValidation(std::string(kTransactionTooLarge)); }

void ThrowTransactionRequestTooLarge(size_t bytes) {
  ThrowValidation(Text(kTransactionTooLarge, ". Payload Size: ", std::to_string(bytes)));
}

void ThrowTransactionInProgress() {
  throw ApiError(ErrorCode::kTransactionInProgress,
                 "The transaction with the given request token is already in progress.");
}

void ThrowIdempotentParameterMismatch() {
  throw ApiError(ErrorCode::kIdempotentParameterMismatch,
                 "The request uses the same client token as a previous, but non-identical request. "
                 "Do not reuse a client token with different requests, unless the requests are "
                 "identical");
}

void ThrowConditionFailed(std::string_view item) {
  ApiError error(ErrorCode::kConditionalCheckFailed, std::string(kConditionFailed));
  error.item = item;
  throw error;
}

ApiError TransactionConflict() {
  return ApiError(ErrorCode::kTransactionConflict, std::string(kConflict));
}

CancellationReason NoReason() { return {"None", "", ""}; }

CancellationReason ConflictReason() { return ReasonOf(TransactionConflict()); }

CancellationReason ConditionFailedReason(std::string_view item) {
  return {"ConditionalCheckFailed", std::string(kConditionFailed), std::string(item)};
}

CancellationReason ValidationReason(std::string_view sentence) {
  return {"ValidationError", std::string(sentence), ""};
}

CancellationReason ReasonOf(const ApiError& fault) {
  if (fault.code() != ErrorCode::kTransactionConflict) return ValidationReason(fault.message());
  return {"TransactionConflict", fault.message(), ""};
}

CancellationReason DuplicateItemReason(std::string_view item) {
  return {"DuplicateItem", std::string(kDuplicateItem), std::string(item)};
}

void ThrowCanceled(std::vector<CancellationReason> reasons) {
  std::string message =
      "Transaction cancelled, please refer cancellation reasons for specific reasons [";
  for (size_t i = 0; i < reasons.size(); ++i) message += (i > 0 ? ", " : "") + reasons[i].code;
  ApiError error(ErrorCode::kTransactionCanceled, message + ']');
  error.cancellation_reasons = std::move(reasons);
  throw error;
}

void ThrowDuplicateItem() {
  throw ApiError(ErrorCode::kDuplicateItem, std::string(kDuplicateItem));
}

}  // namespace pumice
