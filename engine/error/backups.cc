// SPDX-License-Identifier: Apache-2.0

#include "engine/error/backups.h"

#include <string>

#include "engine/error/validation.h"

namespace pumice {

// The sentences of missing tables, disabled recovery are what the service was seen to answer; of
// the others only the error is documented (API Reference), and the words are ours.

void ThrowBackedUpTableNotFound(std::string_view table) {
  throw ApiError(ErrorCode::kTableNotFound, Text("Table not found: ", table));
}

void ThrowTableInUse(std::string_view table) {
  throw ApiError(ErrorCode::kTableInUse, Text("Table is being created or deleted: ", table));
}

void ThrowContinuousBackupsUnavailable(std::string_view table) {
  throw ApiError(ErrorCode::kContinuousBackupsUnavailable,
                 Text("Backups are being enabled for the table: ", table, ". Please retry later"));
}

void ThrowPeriodOfDisabledRecovery() {
  ThrowInvalidParameters(
      "RecoveryPeriodInDays cannot be specified when PointInTimeRecoveryEnabled is false");
}

void ThrowRecoveryDisabled(std::string_view table) {
  throw ApiError(ErrorCode::kPointInTimeRecoveryUnavailable,
                 Text("Point in time recovery is not enabled for table '", table, "'"));
}

void ThrowInvalidRestoreTime() {
  throw ApiError(ErrorCode::kInvalidRestoreTime,
                 "RestoreDateTime must be between EarliestRestorableDateTime and "
                 "LatestRestorableDateTime");
}

void ThrowNoRestoreTime() {
  ThrowInvalidParameters("RestoreDateTime or UseLatestRestorableTime must be specified");
}

void ThrowTwoRestoreTimes() {
  ThrowInvalidParameters("RestoreDateTime and UseLatestRestorableTime exclude each other");
}

void ThrowNoSourceTable() {
  ThrowInvalidParameters("SourceTableName or SourceTableArn must be specified");
}

void ThrowBackupNotFound(std::string_view arn) {
  throw ApiError(ErrorCode::kBackupNotFound, Text("Backup not found: ", arn));
}

void ThrowBackupInUse(std::string_view arn) {
  throw ApiError(ErrorCode::kBackupInUse, Text("Backup is being created or restored: ", arn));
}

void ThrowTableBeingBackedUp(std::string_view table) {
  throw ApiError(ErrorCode::kResourceInUse, Text("A backup is being created of table: ", table));
}

void ThrowTableAlreadyExists(std::string_view table) {
  throw ApiError(ErrorCode::kTableAlreadyExists, Text("Table already exists: ", table));
}

void ThrowTooManyRestores(size_t most) {
  throw ApiError(ErrorCode::kLimitExceeded,
                 Text("Subscriber limit exceeded: at most ", std::to_string(most),
                      " restores can be in progress at once"));
}

void ThrowIndexOverrideMismatch(std::string_view index) {
  ThrowInvalidParameters("The source has no index as the override describes it: ", index);
}

void ThrowWarmThroughputOverride(std::string_view index) {
  ThrowInvalidParameters("WarmThroughput cannot be specified for an index that is restored: ",
                         index);
}

}  // namespace pumice
