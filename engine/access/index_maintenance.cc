// SPDX-License-Identifier: Apache-2.0

#include "engine/access/index_maintenance.h"

#include <string>

#include "engine/access/row.h"
#include "engine/item/value_writer.h"

namespace pumice {
namespace {

// An index's row: where it stands and what it holds.
class IndexEntry {
 public:
  IndexEntry(const TableDescription& table, const IndexSchema& index, const KeyValues& table_key,
             const std::optional<ItemView>& item, size_t item_size) {
    if (!item) return;
    const auto index_key = KeyInIndex(index.key, *item);
    if (!index_key) return;
    row_key_ = IndexRowKey(index.id, *index_key, table_key);
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
    row_key_.clear();
    item_ = ItemView();
    size_ = 0;
  }

  bool exists() const { return !row_key_.empty(); }
  const std::string& row_key() const { return row_key_; }
  ItemView item() const { return item_; }
  size_t size() const { return size_; }

 private:
  std::string row_key_;
  std::string projected_;
  ItemView item_;
  size_t size_ = 0;
};

}  // namespace

IndexDelta MaintainIndex(const TableDescription& table, const IndexSchema& index,
                         const KeyValues& table_key, const ItemChange& change, const Store& store,
                         WriteBatch* batch) {
  IndexEntry before(table, index, table_key, change.old_item, change.old_size);
  const IndexEntry after(table, index, table_key, change.new_item, change.new_size);
  // While an index is filled, not every item is in it yet.
  if (index.backfilling && before.exists() && !store.Contains(before.row_key())) before.Clear();
  IndexDelta delta;
  delta.old_size = before.size();
  delta.new_size = after.size();

  const bool same_place = before.row_key() == after.row_key();
  if (same_place && before.item().payload() == after.item().payload()) return delta;
  delta.changed = true;
  delta.moved = before.exists() && after.exists() && !same_place;
  if (before.exists() && !same_place) batch->Delete(before.row_key());
  if (after.exists()) batch->Put(after.row_key(), RowHead(after.size()), after.item().payload());

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
