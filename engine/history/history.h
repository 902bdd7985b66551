// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/mutex.h"
#include "engine/schema/table_schema.h"
#include "engine/storage/store.h"
#include "pumice/clock.h"

namespace pumice {

// Numbers the entries of the history: what rows were before each change, of all tables of a space
// that keep one. Thread-safe.
//
// Points rise in the order in which they are assigned, across restarts, and where the clock stands
// still or goes back. Whoever changes a row holds its partition's lock from Assign to the commit,
// so the entries of one row stand in the order of their commits. Entries of different rows may
// become visible in another order; who needs a point that all earlier commits are before, and all
// later ones behind, takes Next while nobody writes to the table.
class History {
 public:
  // Points are behind `last`. `on_new_hour` is called when the first entry of an hour is on its
  // way, with a mutex held: it must not block, nor use the history. May be empty. The clock must
  // outlive this.
  explicit History(const Clock* clock, const HistoryPoint& last = {},
                   std::function<void()> on_new_hour = {})
      : clock_(clock), on_new_hour_(std::move(on_new_hour)), last_(last) {}

  // The first of `count` points for the entries of one commit: same time, consecutive numbers.
  HistoryPoint Assign(size_t count);

  // A point that entries up to now are below, and later ones are not.
  HistoryPoint Next();

  // After opening: points from now on are not below this one, though no entry may say so.
  void SkipTo(const HistoryPoint& point);

  // The last point given, or a later one where the clock went on since.
  HistoryPoint last() const;
  // After a rollback: the last point given is this one again, and no entry is behind it.
  void GoBackTo(const HistoryPoint& point);

 private:
  const Clock* const clock_;
  const std::function<void()> on_new_hour_;
  mutable Mutex mutex_;
  HistoryPoint last_ GUARDED_BY(mutex_);
};

// The highest point of any entry that is stored.
HistoryPoint FindLastPoint(const Store& store);

// Adds an entry: what a row was before a change. `row`: as stored; empty: it was not there.
void PutHistory(const HistoryPoint& point, std::string_view row_key, std::string_view row,
                WriteBatch* batch);

// An entry of a table's history. Borrows from the cursor that it was read from.
struct HistoryEntry {
  HistoryPoint point;
  std::string_view key_rest;  // of the row's key: what stands behind the table's id
  std::string_view row;       // as stored; empty: it was not there
};
HistoryEntry DecodeHistory(std::string_view key, std::string_view value);

// The entries of a table from a point on.
std::unique_ptr<Cursor> HistoryFrom(const Store& store, uint32_t table_id,
                                    const HistoryPoint& point);

}  // namespace pumice
