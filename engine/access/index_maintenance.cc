// SPDX-License-Identifier: Apache-2.0

#include "engine/access/index_maintenance.h"

#include <string>

#include "engine/access/row.h"
#include "engine/item/value_writer.h"
#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

// An index's row: where it stands and what it holds.
class IndexEntry {
 public:
  IndexEntry(const TableDescription& table, const IndexSchema& index,
             const std::optional<ItemView>& item, size_t item_size)
      : key_(item ? KeyInIndex(index.key, *item) : std::nullopt) {
    if (!key_) return;
    if (index.projection.type == ProjectionType::kAll) {
      item_ = *item;
      size_ = item_size;
      return;
    }
    AppendProjection(table, index, *item, &projected_);
    item_ = ItemView(projected_);
    size_ = ItemSize(item_);
  }

  IndexEntry(const IndexEntry&) = delete;
  IndexEntry& operator=(const IndexEntry&) = delete;

  void Clear() {
    key_.reset();
    item_ = ItemView();
    size_ = 0;
  }

  bool exists() const { return key_.has_value(); }
  const std::optional<KeyValues>& key() const { return key_; }
  ItemView item() const { return item_; }
  size_t size() const { return size_; }

  // The store's key of its row, which must exist. Remembers the hash.
  std::string RowKey(const IndexSchema& index, const KeyValues& table_key) {
    TakePartitionHash(table_key, &*key_);
    std::string row_key = IndexRowKey(index.id, *key_, table_key);
    key_->partition_hash = keyspace::RowHash(row_key);
    return row_key;
  }
  void TakeHash(const IndexEntry& from) { TakePartitionHash(*from.key_, &*key_); }

 private:
  std::optional<KeyValues> key_;
  std::string projected_;
  ItemView item_;
  size_t size_ = 0;
};

}  // namespace

IndexDelta MaintainIndex(const TableDescription& table, const IndexSchema& index,
                         const KeyValues& table_key, const ItemChange& change, const Store& store,
                         WriteBatch* batch) {
  IndexEntry before(table, index, change.old_item, change.old_size);
  IndexEntry after(table, index, change.new_item, change.new_size);
  // While an index is filled, not every item is in it yet.
  if (index.backfilling && before.exists() && !store.Contains(before.RowKey(index, table_key))) {
    before.Clear();
  }
  IndexDelta delta;
  delta.old_size = before.size();
  delta.new_size = after.size();

  const bool same_place = before.key() == after.key();
  if (same_place && before.item().payload() == after.item().payload()) return delta;
  delta.changed = true;
  delta.moved = before.exists() && after.exists() && !same_place;
  if (before.exists() && !same_place) batch->Delete(before.RowKey(index, table_key));
  if (after.exists()) {
    if (before.exists()) after.TakeHash(before);
    batch->Put(after.RowKey(index, table_key), RowHead(after.size()), after.item().payload());
  }

  delta.counters.items = int64_t{after.exists()} - int64_t{before.exists()};
  delta.counters.bytes = static_cast<int64_t>(after.size()) - static_cast<int64_t>(before.size());
  return delta;
}

void AppendProjection(const TableDescription& table, const IndexSchema& index, ItemView item,
                      std::string* out) {
  ValueWriter writer(out);
  for (auto it = item.begin(); it != item.end(); ++it) {
    if (Projects(table, index, it->name)) writer.CopyAttribute(it.encoded());
  }
}

}  // namespace pumice
