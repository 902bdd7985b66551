// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/progress.h"
#include "engine/base/stop_token.h"
#include "engine/schema/table_schema.h"
#include "engine/storage/store.h"

namespace pumice {

// How copies are cut up.
struct CopyOptions {
  size_t batch_bytes = 256 * 1024;  // of a commit, about
  Progress* progress = nullptr;     // told how far each step has come; null: nobody is
};

// What the rows of a table and of its indexes come to.
struct CopiedCounters {
  ItemCounters table;
  std::vector<ItemCounters> indexes;  // of the description's indexes
};

// Copies the rows of one id to another: in batches, bounded in memory, while the source is written
// to. What it does can be done again after an end half-way: every step leads to the same rows.
//
// The copy may see some of what is written meanwhile. It becomes what the source was at a point
// because the history holds, from that point on, what each row was before its first change: undoing
// it backwards ends with just that, whether the copy had seen the change or not. Rows that did not
// change are the same anyway. So no snapshot is held, however long it takes.
class RowCopier {
 public:
  RowCopier(Store* store, const CopyOptions& options) : store_(store), options_(options) {}

  // Copies the source's rows as they are, and then undoes its history from `undo_from` on, if that
  // is given: all changes behind the point must be recorded, from before Copy began. Returns
  // whether it came to the end; false: it was stopped. `what` says what is copied, and `items` of
  // about how many items: "table Orders to backup Nightly".
  bool Copy(uint32_t source_id, const std::optional<HistoryPoint>& undo_from, uint32_t target_id,
            const std::string& what, int64_t items, const StopToken& stop) const;

  // Copies rows and entries of the expiry index as they are in a snapshot of the store. The
  // source's id must be held.
  void CopySnapshot(const Snapshot& snapshot, uint32_t source_id, uint32_t target_id) const;

  // Makes the rows of all indexes of a table that nobody uses yet, and counts. Nothing if it was
  // stopped.
  std::optional<CopiedCounters> BuildIndexes(const TableDescription& table, int64_t items,
                                             const StopToken& stop) const;

 private:
  bool CopyRows(uint32_t source_id, uint32_t target_id, Progress::Work* work,
                const StopToken& stop) const;
  bool Undo(uint32_t source_id, const HistoryPoint& from, uint32_t target_id, Progress::Work* work,
            const StopToken& stop) const;
  Progress::Work Begin(std::string name, int64_t items) const;

  Store* store_;
  CopyOptions options_;
};

}  // namespace pumice
