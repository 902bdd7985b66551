// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string>

#include "engine/access/writer.h"
#include "engine/catalog/table.h"
#include "engine/storage/store.h"

namespace pumice {

// Brings up to date what derives from the rows of a table: entries of its indexes and of its expiry
// index, for rows that were written before there was the index, and for entries whose time has
// come. Every change goes through the writer's locks and commits, so writers may go on meanwhile.
// Thread-safe. Tables are held through a TableHandle.
class DerivedRows {
 public:
  // Both must outlive this.
  DerivedRows(const Store* store, Writer* writer) : store_(store), writer_(writer) {}

  // Deletes the item of an entry of the expiry index if it does expire then; otherwise the entry is
  // out of date and goes alone. Returns whether the item was deleted.
  bool Expire(Table* table, const std::string& expiry_key) const;

  // Puts the item of a row into the expiry index of its table.
  void IndexExpiry(Table* table, const std::string& row_key) const;

  // Puts the item of a row into an index of its table (an index into the description's `indexes`),
  // unless there is an entry already or the item has none.
  void IndexRow(Table* table, size_t index, const std::string& row_key) const;

 private:
  const Store* store_;
  Writer* writer_;
};

}  // namespace pumice
