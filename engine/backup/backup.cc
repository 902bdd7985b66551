// SPDX-License-Identifier: Apache-2.0

#include "engine/backup/backup.h"

#include <cinttypes>
#include <cstdio>
#include <random>

#include "engine/catalog/description_codec.h"
#include "engine/error/damaged_record.h"
#include "engine/item/item_check.h"
#include "engine/item/number.h"
#include "engine/item/value_writer.h"

namespace pumice {
namespace {

constexpr int64_t kMissing = -1;

void WriteInteger(std::string_view name, int64_t value, ValueWriter* writer) {
  writer->Name(name);
  writer->Number(Number::FromInt(value));
}

void WriteText(std::string_view name, std::string_view text, ValueWriter* writer) {
  writer->Name(name);
  writer->String(text);
}

[[noreturn]] void ThrowDamaged(std::string_view what) { ThrowDamagedRecord("a backup", what); }

class RecordReader {
 public:
  explicit RecordReader(MapView record) : record_(record) {}

  std::string Text(std::string_view name) const {
    const auto value = record_.Find(name);
    if (!value || value->type() != ValueType::kString) ThrowDamaged(name);
    return std::string(value->payload());
  }
  int64_t Integer(std::string_view name) const {
    const auto value = record_.Find(name);
    int64_t integer = kMissing;
    if (value && value->type() == ValueType::kNumber) {
      Number::FromBytes(value->payload()).ToInt64(&integer);
    }
    return integer;
  }
  std::string Bytes(std::string_view name) const {
    const auto value = record_.Find(name);
    if (!value || value->type() != ValueType::kBinary) ThrowDamaged(name);
    return std::string(value->payload());
  }

 private:
  MapView record_;
};

}  // namespace

std::string NewBackupArn(const TableDescription& table, int64_t millis) {
  std::random_device device;
  char id[32];
  std::snprintf(id, sizeof(id), "%014" PRId64 "-%08x", millis, device());
  return table.Arn() + "/backup/" + id;
}

// The names ascend, as an item's must.
std::string EncodeBackup(const Backup& backup) {
  std::string bytes;
  ValueWriter writer(&bytes);
  WriteText("arn", backup.arn, &writer);
  WriteInteger("created", backup.created_millis, &writer);
  if (backup.expiry_millis) WriteInteger("expiry", *backup.expiry_millis, &writer);
  WriteInteger("items", backup.item_count, &writer);
  WriteText("name", backup.name, &writer);
  WriteInteger("rows_id", backup.rows_id, &writer);
  WriteInteger("size", backup.size_bytes, &writer);
  writer.Name("table");
  writer.Binary(EncodeDescription(backup.table));
  WriteInteger("transition", backup.transition_millis, &writer);
  WriteInteger("type", static_cast<int64_t>(backup.type), &writer);
  if (backup.undo_from) {
    WriteInteger("undo_millis", backup.undo_from->millis, &writer);
    WriteInteger("undo_sequence", static_cast<int64_t>(backup.undo_from->sequence), &writer);
  }
  return bytes;
}

Backup DecodeBackup(std::string_view bytes) {
  if (!IsWalkableItem(bytes)) ThrowDamaged("all of it");
  const RecordReader record{MapView(bytes)};
  Backup backup;
  backup.arn = record.Text("arn");
  backup.name = record.Text("name");
  backup.type = record.Integer("type") == static_cast<int64_t>(BackupType::kSystem)
                    ? BackupType::kSystem
                    : BackupType::kUser;
  backup.created_millis = record.Integer("created");
  if (const int64_t expiry = record.Integer("expiry"); expiry != kMissing) {
    backup.expiry_millis = expiry;
  }
  backup.size_bytes = record.Integer("size");
  backup.item_count = record.Integer("items");
  backup.rows_id = static_cast<uint32_t>(record.Integer("rows_id"));
  backup.table = DecodeDescription(record.Bytes("table"));
  backup.transition_millis = record.Integer("transition");
  if (const int64_t millis = record.Integer("undo_millis"); millis != kMissing) {
    backup.undo_from = {millis, static_cast<uint64_t>(record.Integer("undo_sequence"))};
  }
  if (!IsWhole(backup.table)) ThrowDamaged("table");
  return backup;
}

}  // namespace pumice
