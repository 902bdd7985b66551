// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <atomic>
#include <cassert>
#include <cstdint>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <utility>
#include <vector>

#include "engine/catalog/table_mutex.h"
#include "engine/history/history.h"
#include "engine/insights/key_insights.h"
#include "engine/schema/table_schema.h"
#include "engine/storage/store.h"
#include "engine/stream/stream.h"

namespace pumice {

// Counters that writers of different partitions add to at the same time.
class LiveCounters {
 public:
  LiveCounters() = default;
  explicit LiveCounters(const ItemCounters& start) : items_(start.items), bytes_(start.bytes) {}

  void Add(const ItemCounters& delta) {
    items_.fetch_add(delta.items, std::memory_order_relaxed);
    bytes_.fetch_add(delta.bytes, std::memory_order_relaxed);
  }
  void Set(const ItemCounters& counters) {
    items_.store(counters.items, std::memory_order_relaxed);
    bytes_.store(counters.bytes, std::memory_order_relaxed);
  }
  ItemCounters Load() const {
    return {items_.load(std::memory_order_relaxed), bytes_.load(std::memory_order_relaxed)};
  }

 private:
  std::atomic<int64_t> items_{0};
  std::atomic<int64_t> bytes_{0};
};

// A table in use: its description and its counters. Whoever reads or writes its items holds
// `mutex()` shared, whoever changes the description holds it alone; so no write ever sees half of a
// schema change.
class Table {
 public:
  // `history`: where it is numbered what rows were, for tables that keep that; null: none does.
  // Must outlive the table.
  Table(TableDescription description, const Store& store, History* history);

  TableMutex& mutex() const { return mutex_; }

  // The rest requires mutex().
  const TableDescription& description() const { return *description_; }
  // For who looks at the description after it has let go of mutex().
  std::shared_ptr<const TableDescription> shared_description() const { return description_; }
  bool dropped() const { return dropped_; }
  LiveCounters& counters() { return counters_; }
  const LiveCounters& counters() const { return counters_; }
  // Of description().indexes[i].
  LiveCounters& index_counters(size_t i) {
    assert(i < index_counters_.size());
    return *index_counters_[i];
  }
  const LiveCounters& index_counters(size_t i) const {
    assert(i < index_counters_.size());
    return *index_counters_[i];
  }

  // Where changes of items are recorded; null: nowhere.
  Stream* stream() const { return stream_.get(); }
  // Where they are recorded for a Kinesis stream; null: nowhere.
  Stream* change_log() const { return change_log_.get(); }

  // What counts the keys that are asked for; null: nothing does.
  const TableInsights* insights() const { return insights_.get(); }

  History* history() const { return history_; }
  // Whether the history keeps what rows were before their changes: for recovery, and while the
  // table's rows are copied.
  bool keeps_history() const { return keeps_history_; }
  // The first time whose history is read by a copy; nothing if no rows are copied.
  std::optional<int64_t> FirstCopied() const;

  // Another description, with what belongs to it; indexes that stay keep their counters. Made
  // before the commit that persists it, so that nothing can fail behind that.
  struct Change {
    std::shared_ptr<const TableDescription> description;
    std::vector<std::shared_ptr<LiveCounters>> index_counters;
    std::shared_ptr<const TableInsights> insights;
  };
  Change Prepare(TableDescription description) const;

  // These require mutex() alone.
  void Apply(Change change) noexcept;
  void SetStream(std::shared_ptr<Stream> stream) noexcept { stream_ = std::move(stream); }
  void SetChangeLog(std::shared_ptr<Stream> log) noexcept { change_log_ = std::move(log); }
  // Begins and ends a copy of the table's rows, which undoes the history from a time on.
  void BeginCopy(int64_t from_millis);
  void EndCopy(int64_t from_millis) noexcept;
  void EndAllCopies() noexcept;
  void MarkDropped() noexcept { dropped_ = true; }

 private:
  History* const history_;
  mutable TableMutex mutex_;
  std::shared_ptr<const TableDescription> description_;  // never null
  LiveCounters counters_;
  std::vector<std::shared_ptr<LiveCounters>> index_counters_;
  std::shared_ptr<Stream> stream_;
  std::shared_ptr<Stream> change_log_;
  std::shared_ptr<const TableInsights> insights_;
  std::vector<int64_t> copies_;
  bool keeps_history_ = false;
  bool dropped_ = false;
};

// A table held for reading or writing its items.
class TableHandle {
 public:
  explicit TableHandle(std::shared_ptr<Table> table)
      : table_(std::move(table)), lock_(table_->mutex()) {}

  Table& operator*() const { return *table_; }
  Table* operator->() const { return table_.get(); }
  const TableDescription& description() const { return table_->description(); }

 private:
  std::shared_ptr<Table> table_;
  std::shared_lock<TableMutex> lock_;
};

}  // namespace pumice
