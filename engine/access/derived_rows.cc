// SPDX-License-Identifier: Apache-2.0

#include "engine/access/derived_rows.h"

#include <cassert>
#include <optional>

#include "engine/access/expiry_index.h"
#include "engine/access/index_maintenance.h"
#include "engine/access/row.h"
#include "engine/storage/keyspace.h"

namespace pumice {

bool DerivedRows::Expire(Table* table, const std::string& expiry_key) const {
  const TableDescription& description = table->description();
  assert(keyspace::RowId(expiry_key) == description.id);
  const std::string row_key = keyspace::RowKeyOfExpiry(expiry_key);
  const int64_t expiry = keyspace::SecondsOfExpiry(expiry_key);
  PinnedValue value;
  std::string key;
  if (store_->Get(row_key, &value)) {
    AppendKeyAttributes(description, nullptr, DecodeRow(value.view()).item, &key);
    const ItemWrite write = {.kind = ItemWrite::Kind::kDelete,
                             .table = table,
                             .item = ItemView(key),
                             .expiry_seconds = expiry};
    WriteOutcome outcome;
    if (writer_->Write({&write, 1}, {&outcome, 1})) return true;
  }
  writer_->Rewrite(row_key, [&](const Row* row, WriteBatch* batch) {
    if (row != nullptr && ExpiryOf(description, row->item) == expiry) return;  // it is right again
    batch->Delete(expiry_key);
  });
  return false;
}

void DerivedRows::IndexExpiry(Table* table, const std::string& row_key) const {
  const TableDescription& description = table->description();
  assert(keyspace::RowId(row_key) == description.id);
  writer_->Rewrite(row_key, [&](const Row* row, WriteBatch* batch) {
    if (row == nullptr) return;
    const auto expiry = ExpiryOf(description, row->item);
    if (expiry) batch->Put(keyspace::ExpiryKey(*expiry, row_key), "");
  });
}

void DerivedRows::IndexRow(Table* table, size_t index, const std::string& row_key) const {
  const TableDescription& description = table->description();
  assert(keyspace::RowId(row_key) == description.id);
  assert(index < description.indexes.size());
  const IndexSchema& schema = description.indexes[index];
  ItemCounters added;
  writer_->Rewrite(row_key, [&](const Row* row, WriteBatch* batch) {
    if (row == nullptr) return;
    // As if the item changed to itself: what is indexed stays, what is not is added.
    const ItemChange change = {row->item, row->item, row->size, row->size};
    added = MaintainIndex(description, schema, KeyOfRow(description.key, row->item), change,
                          *store_, batch)
                .counters;
    AddPersistentCounters(*store_, schema.id, added, batch);
  });
  table->index_counters(index).Add(added);
}

}  // namespace pumice
