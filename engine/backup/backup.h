// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/schema/table_schema.h"

namespace pumice {

enum class BackupType : uint8_t { kUser, kSystem };

// A backup: a table as it was, whose rows have an id of their own and need the table no more.
struct Backup {
  std::string arn;
  std::string name;
  BackupType type = BackupType::kUser;
  int64_t created_millis = 0;
  std::optional<int64_t> expiry_millis;  // of a system backup
  int64_t size_bytes = 0;
  int64_t item_count = 0;
  uint32_t rows_id = 0;
  TableDescription table;  // as it was; its id is that of the rows that are copied

  // While the table's rows are copied: what the history holds from here on is undone.
  std::optional<HistoryPoint> undo_from;
  int64_t transition_millis = 0;  // CREATING until then in any case

  bool IsCreating(int64_t now_millis) const {
    return undo_from.has_value() || now_millis < transition_millis;
  }
  bool IsExpired(int64_t now_millis) const {
    return expiry_millis.has_value() && now_millis >= *expiry_millis;
  }
};

// An ARN for a backup of a table at a time; of two of one time, one other than the other's.
std::string NewBackupArn(const TableDescription& table, int64_t millis);

// A backup as it is stored: an item, so that fields may come and go between versions. Throws
// std::runtime_error for bytes that are damaged.
std::string EncodeBackup(const Backup& backup);
Backup DecodeBackup(std::string_view bytes);

}  // namespace pumice
