// SPDX-License-Identifier: Apache-2.0

#include "engine/backup/row_copier.h"

#include <memory>
#include <string_view>
#include <utility>

#include "engine/access/index_maintenance.h"
#include "engine/access/key.h"
#include "engine/access/row.h"
#include "engine/history/history.h"
#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

std::string FirstRow(uint32_t id) { return keyspace::IdPrefix(keyspace::kRows, id); }

std::string RowsEnd(uint32_t id) {
  std::string end = FirstRow(id);
  keyspace::MakeSuccessor(&end);
  return end;
}

// A row's key under another id.
std::string RowKeyUnder(uint32_t id, std::string_view key_rest) {
  return FirstRow(id).append(key_rest);
}

// Commits what was added to it, a batch at a time.
class Batches {
 public:
  Batches(Store* store, size_t bytes) : store_(store), bytes_(bytes) {}

  WriteBatch* batch() { return batch_.get(); }
  // To be called after each row, with about what it added. Returns whether a batch was committed.
  bool Added(size_t bytes) {
    added_ += bytes;
    if (added_ < bytes_) return false;
    Commit();
    return true;
  }
  void Commit() {
    store_->CheckMemory();
    store_->Commit(batch_.get());
    batch_ = std::make_unique<WriteBatch>();
    added_ = 0;
  }

 private:
  Store* store_;
  const size_t bytes_;
  size_t added_ = 0;
  std::unique_ptr<WriteBatch> batch_ = std::make_unique<WriteBatch>();
};

// Visits the rows of an id, in ascending order. `visit` returns whether a batch was committed: then
// the cursor is made anew, as an old one holds on to what was deleted since. Returns whether it
// came to the end.
template <typename Visit>
bool WalkRows(const Store& store, uint32_t id, const StopToken& stop, Visit visit) {
  std::string lower = FirstRow(id);
  while (!stop.stop_requested()) {
    const auto cursor = store.NewCursor(lower, RowsEnd(id));
    cursor->SeekToFirst();
    bool committed = false;
    for (; cursor->Valid() && !committed; cursor->Next()) {
      lower = cursor->key();
      committed = visit(cursor->key(), cursor->value());
    }
    cursor->CheckStatus();
    if (!committed) return true;
    lower.push_back('\0');  // the first key behind it
  }
  return false;
}

}  // namespace

Progress::Work RowCopier::Begin(std::string name, int64_t items) const {
  if (options_.progress == nullptr) return {};
  return options_.progress->Begin(std::move(name), items);
}

bool RowCopier::Copy(uint32_t source_id, const std::optional<HistoryPoint>& undo_from,
                     uint32_t target_id, const std::string& what, int64_t items,
                     const StopToken& stop) const {
  {
    Progress::Work work = Begin("copying " + what, items);
    if (!CopyRows(source_id, target_id, &work, stop)) return false;
  }
  if (!undo_from) return true;
  Progress::Work work = Begin("undoing later changes in the copy of " + what, 0);
  return Undo(source_id, *undo_from, target_id, &work, stop);
}

bool RowCopier::CopyRows(uint32_t source_id, uint32_t target_id, Progress::Work* work,
                         const StopToken& stop) const {
  Batches batches(store_, options_.batch_bytes);
  const bool all =
      WalkRows(*store_, source_id, stop, [&](std::string_view key, std::string_view row) {
        batches.batch()->Put(RowKeyUnder(target_id, key.substr(keyspace::kRowPrefixSize)), row);
        work->Add(1);
        return batches.Added(key.size() + row.size());
      });
  batches.Commit();
  return all;
}

// From the last change to the first. What comes into the history meanwhile is behind what the copy
// saw, and is not looked at.
bool RowCopier::Undo(uint32_t source_id, const HistoryPoint& from, uint32_t target_id,
                     Progress::Work* work, const StopToken& stop) const {
  Batches batches(store_, options_.batch_bytes);
  const auto cursor = HistoryFrom(*store_, source_id, from);
  for (cursor->SeekToLast(); cursor->Valid(); cursor->Prev()) {
    if (stop.stop_requested()) return false;
    const HistoryEntry entry = DecodeHistory(cursor->key(), cursor->value());
    const std::string key = RowKeyUnder(target_id, entry.key_rest);
    if (entry.row.empty()) {
      batches.batch()->Delete(key);
    } else {
      batches.batch()->Put(key, entry.row);
    }
    work->Add(1);
    batches.Added(key.size() + entry.row.size());
  }
  cursor->CheckStatus();
  batches.Commit();
  return true;
}

void RowCopier::CopySnapshot(const Snapshot& snapshot, uint32_t source_id,
                             uint32_t target_id) const {
  Batches batches(store_, options_.batch_bytes);
  std::string key;
  for (const char keyspace : {keyspace::kRows, keyspace::kExpiries}) {
    const std::string lower = keyspace::IdPrefix(keyspace, source_id);
    std::string upper = lower;
    keyspace::MakeSuccessor(&upper);
    const std::string target = keyspace::IdPrefix(keyspace, target_id);
    const auto cursor = store_->NewCursor(lower, upper, &snapshot);
    for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
      key.assign(target).append(cursor->key().substr(lower.size()));
      batches.batch()->Put(key, cursor->value());
      batches.Added(key.size() + cursor->value().size());
    }
    cursor->CheckStatus();
  }
  batches.Commit();
}

std::optional<CopiedCounters> RowCopier::BuildIndexes(const TableDescription& table, int64_t items,
                                                      const StopToken& stop) const {
  Progress::Work work = Begin("filling the indexes of table " + table.name, items);
  CopiedCounters counters;
  counters.indexes.resize(table.indexes.size());
  Batches batches(store_, options_.batch_bytes);
  const bool all = WalkRows(*store_, table.id, stop, [&](std::string_view, std::string_view value) {
    const Row row = DecodeRow(value);
    const ItemChange added = {std::nullopt, row.item, 0, row.size};
    work.Add(1);
    ++counters.table.items;
    counters.table.bytes += row.size;
    size_t bytes = value.size();
    for (size_t i = 0; i < table.indexes.size(); ++i) {
      const IndexDelta delta = MaintainIndex(table, table.indexes[i], KeyOfRow(table.key, row.item),
                                             added, *store_, batches.batch());
      counters.indexes[i].items += delta.counters.items;
      counters.indexes[i].bytes += delta.counters.bytes;
      bytes += delta.new_size;
    }
    return batches.Added(bytes);
  });
  batches.Commit();
  if (!all) return std::nullopt;
  return counters;
}

}  // namespace pumice
