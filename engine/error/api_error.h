// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace pumice {

// The service's errors. protocol/errors.h knows each one's wire name and HTTP status.
enum class ErrorCode {
  kValidation,
  kResourceNotFound,
  kResourceInUse,
  kTableNotFound,
  kTableInUse,
  kIndexNotFound,
  kBackupNotFound,
  kBackupInUse,
  kTableAlreadyExists,
  kContinuousBackupsUnavailable,
  kPointInTimeRecoveryUnavailable,
  kInvalidRestoreTime,
  kLimitExceeded,
  kConditionalCheckFailed,
  kItemCollectionSizeLimitExceeded,
  kProvisionedThroughputExceeded,
  kTransactionCanceled,
  kTransactionConflict,
  kTransactionInProgress,
  kIdempotentParameterMismatch,
  kDuplicateItem,
  kTrimmedDataAccess,
  kExpiredIterator,
  kPolicyNotFound,
  kGlobalTableNotFound,
  kSerialization,
  kUnknownOperation,
  kAccessDenied,
  kMissingAuthenticationToken,
  kIncompleteSignature,
  kInvalidSignature,
  kUnrecognizedClient,
  kRequestEntityTooLarge,
  kServiceUnavailable,
  kInternal,
};

// One entry of TransactionCanceledException's CancellationReasons.
struct CancellationReason {
  std::string code;  // "None" where the action had no fault
  std::string message;
  std::string item;  // encoded; empty if none is returned
};

// The one error type: thrown where the fault is found, caught once, in the endpoint.
class ApiError : public std::exception {
 public:
  ApiError(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}

  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }
  const char* what() const noexcept override { return message_.c_str(); }

  // The old item of a failed condition, encoded; for ReturnValuesOnConditionCheckFailure.
  std::string item;
  std::vector<CancellationReason> cancellation_reasons;
  // A transaction fails with this fault of one action as it is, instead of telling it as the
  // action's reason (error/transactions.h, "Faults of a transaction's actions").
  bool fails_transaction = false;

 private:
  ErrorCode code_;
  std::string message_;
};

}  // namespace pumice
