// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/access/key.h"
#include "engine/item/value.h"
#include "engine/schema/table_schema.h"
#include "engine/storage/store.h"

namespace pumice {

// One item before and after a write; either may be missing. Sizes are those of the whole items.
struct ItemChange {
  std::optional<ItemView> old_item;
  std::optional<ItemView> new_item;
  size_t old_size = 0;
  size_t new_size = 0;
};

// What a write did to one index, for counters and capacity.
struct IndexDelta {
  ItemCounters counters;
  size_t old_size = 0;  // of the entry that was there; zero: none
  size_t new_size = 0;  // of the entry that is there now; zero: none
  bool changed = false;
  bool moved = false;  // from one key to another
};

// Adds to `batch` what `change` does to an index's rows: an entry appears where the item has all of
// the index's key attributes, holds what the index projects, and is left alone where none of that
// changes. The caller holds the lock of the item's partition.
IndexDelta MaintainIndex(const TableDescription& table, const IndexSchema& index,
                         const KeyValues& table_key, const ItemChange& change, const Store& store,
                         WriteBatch* batch);

// Adds to the stored counters of a table or index. In memory nobody ever reads those.
inline void AddPersistentCounters(const Store& store, uint32_t id, const ItemCounters& delta,
                                  WriteBatch* batch) {
  if (!store.persistent() || (delta.items == 0 && delta.bytes == 0)) return;
  batch->AddToCounters(id, delta);
}

// Appends what an index projects of an item.
void AppendProjection(const TableDescription& table, const IndexSchema& index, ItemView item,
                      std::string* out);

}  // namespace pumice
