// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string_view>

// The service's errors about backups, point-in-time recovery and restores.
namespace pumice {

// The table of an operation on backups is not there. `table`: as the request names it.
[[noreturn]] void ThrowBackedUpTableNotFound(std::string_view table);
// CreateBackup of a table that is CREATING or DELETING; a restore to such a one.
[[noreturn]] void ThrowTableInUse(std::string_view table);
// UpdateContinuousBackups of a table that is not ACTIVE.
[[noreturn]] void ThrowContinuousBackupsUnavailable(std::string_view table);
// RecoveryPeriodInDays of a specification that disables recovery.
[[noreturn]] void ThrowPeriodOfDisabledRecovery();
// RestoreTableToPointInTime of a table whose recovery is disabled.
[[noreturn]] void ThrowRecoveryDisabled(std::string_view table);
// RestoreDateTime is not between the earliest and the latest restorable time.
[[noreturn]] void ThrowInvalidRestoreTime();
// Neither RestoreDateTime nor UseLatestRestorableTime, or both.
[[noreturn]] void ThrowNoRestoreTime();
[[noreturn]] void ThrowTwoRestoreTimes();
// RestoreTableToPointInTime without SourceTableName and SourceTableArn.
[[noreturn]] void ThrowNoSourceTable();
[[noreturn]] void ThrowBackupNotFound(std::string_view arn);
// A backup that is being created or restored.
[[noreturn]] void ThrowBackupInUse(std::string_view arn);
// DeleteTable while a backup of the table is created.
[[noreturn]] void ThrowTableBeingBackedUp(std::string_view table);
// The target of a restore is there already.
[[noreturn]] void ThrowTableAlreadyExists(std::string_view table);
// More restores at once than an account may have.
[[noreturn]] void ThrowTooManyRestores(size_t most);
// An index of an override that the source does not have in that form.
[[noreturn]] void ThrowIndexOverrideMismatch(std::string_view index);
// WarmThroughput of an index in GlobalSecondaryIndexOverride.
[[noreturn]] void ThrowWarmThroughputOverride(std::string_view index);

}  // namespace pumice
