// SPDX-License-Identifier: Apache-2.0

#include "engine/records/records.h"

#include <algorithm>
#include <cassert>

#include "engine/error/records.h"
#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

void CheckName(std::string_view name) {
  if (name.empty() || name.size() > Records::kMaxName || name.find('\0') != name.npos) {
    ThrowInvalidRecordName(Records::kMaxName);
  }
}

}  // namespace

void Records::Put(std::string_view kind, std::string_view name, std::string_view value) {
  CheckName(name);
  if (value.size() > kMaxValue) ThrowRecordTooLarge(name, kMaxValue);
  store_->CheckMemory();
  WriteBatch batch;
  batch.Put(keyspace::RecordKey(space_, kind, name), value);
  store_->Commit(&batch);
}

std::optional<std::string> Records::Find(std::string_view kind, std::string_view name) const {
  PinnedValue value;
  if (!store_->Get(keyspace::RecordKey(space_, kind, name), &value)) return std::nullopt;
  return std::string(value.view());
}

bool Records::Delete(std::string_view kind, std::string_view name) {
  const std::string key = keyspace::RecordKey(space_, kind, name);
  if (!store_->Contains(key)) return false;
  WriteBatch batch;
  batch.Delete(key);
  store_->Commit(&batch);
  return true;
}

std::vector<Record> Records::List(std::string_view kind, std::string_view after,
                                  size_t limit) const {
  const std::string start = keyspace::RecordKey(space_, kind, {});
  std::string end = start;
  keyspace::MakeSuccessor(&end);
  const auto cursor = store_->NewCursor(start, std::move(end));
  if (after.empty()) {
    cursor->SeekToFirst();
  } else {
    // The smallest key above the name's.
    cursor->Seek(keyspace::RecordKey(space_, kind, after).append(1, '\0'));
  }
  std::vector<Record> records;
  for (; cursor->Valid() && records.size() < limit; cursor->Next()) {
    records.push_back(
        {std::string(cursor->key().substr(start.size())), std::string(cursor->value())});
  }
  cursor->CheckStatus();
  return records;
}

void Records::CopyTo(std::string_view space, WriteBatch* batch) const {
  const auto visit = [&](std::string_view of, const auto& each) {
    const auto cursor = store_->NewCursor(keyspace::SpaceStart(keyspace::kRecords, of),
                                          keyspace::SpaceEnd(keyspace::kRecords, of));
    for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) each(*cursor);
    cursor->CheckStatus();
  };
  visit(space, [&](const Cursor& cursor) { batch->Delete(cursor.key()); });
  visit(space_, [&](const Cursor& cursor) {
    std::string key = keyspace::SpaceStart(keyspace::kRecords, space);
    batch->Put(key.append(keyspace::NameInSpace(cursor.key())), cursor.value());
  });
}

}  // namespace pumice
