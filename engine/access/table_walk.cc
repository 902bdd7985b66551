// SPDX-License-Identifier: Apache-2.0

#include "engine/access/table_walk.h"

#include <cassert>
#include <memory>
#include <optional>

namespace pumice {

TableWalk::TableWalk(const Store* store, Catalog* catalog, const WalkOptions* options)
    : store_(store), catalog_(catalog), options_(options) {
  assert(options_->chunk_keys > 0);
}

bool TableWalk::Run(const WalkRange& range, const Wanted& wanted, const Visit& visit,
                    const StopToken& stop) const {
  assert(range.lower <= range.upper);
  std::string lower = range.lower;
  std::string key;
  while (!stop.stop_requested()) {
    {
      const std::optional<TableHandle> table = catalog_->OpenSame(range.table);
      if (!table || !wanted(table->description())) return false;
      const std::unique_ptr<Cursor> cursor = store_->NewCursor(lower, range.upper);
      cursor->SeekToFirst();
      for (size_t i = 0; i < options_->chunk_keys && cursor->Valid(); ++i, cursor->Next()) {
        key = cursor->key();
        visit(&**table, key);
      }
      cursor->CheckStatus();
      if (!cursor->Valid()) return true;
      lower = key + '\0';  // the first key behind it
    }
    if (options_->between_chunks) options_->between_chunks();
  }
  return false;
}

}  // namespace pumice
