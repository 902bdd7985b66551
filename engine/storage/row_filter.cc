// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/row_filter.h"

#include <rocksdb/slice.h>

#include <string>
#include <string_view>
#include <utility>

#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

// Leaves out the rows and expiries of ids that nobody reads any more, whole ids at a time and
// without a tombstone.
class RowFilter : public rocksdb::CompactionFilter {
 public:
  explicit RowFilter(LiveIds::View view) : view_(std::move(view)) {}

  Decision FilterV2(int, const rocksdb::Slice& key, ValueType, const rocksdb::Slice&, std::string*,
                    std::string* skip_until) const override {
    const std::string_view view(key.data(), key.size());
    if (!keyspace::LeadsWithId(view)) {
      return view.starts_with(keyspace::kUndo) ? FilterUndo(key, skip_until) : Decision::kKeep;
    }
    if (view_.IsDropped(keyspace::RowId(view))) {
      skip_until->assign(key.data(), keyspace::kRowPrefixSize);
      keyspace::MakeSuccessor(skip_until);
      return Decision::kRemoveAndSkipUntil;
    }
    if (view[0] == keyspace::kStreamRecords) return FilterStreamRecord(key, skip_until);
    return view[0] == keyspace::kHistory ? FilterHistory(key, skip_until) : Decision::kKeep;
  }

  bool IgnoreSnapshots() const override { return true; }
  const char* Name() const override { return "pumice.rows"; }

 private:
  // The records of a lane stand in the order of their numbers.
  Decision FilterStreamRecord(const rocksdb::Slice& key, std::string* skip_until) const {
    if (key.size() != keyspace::kStreamRecordKeySize) return Decision::kKeep;
    const uint64_t number = keyspace::SequenceOfStreamRecord({key.data(), key.size()});
    if (number >= view_.first_stream_record) return Decision::kKeep;
    *skip_until = keyspace::StreamRecordKey(keyspace::RowId({key.data(), key.size()}),
                                            keyspace::LaneOfStreamRecord({key.data(), key.size()}),
                                            view_.first_stream_record);
    return Decision::kRemoveAndSkipUntil;
  }

  // The entries of a table stand in the order of their times.
  Decision FilterHistory(const rocksdb::Slice& key, std::string* skip_until) const {
    if (key.size() != keyspace::kHistoryKeySize) return Decision::kKeep;
    const uint32_t id = keyspace::RowId({key.data(), key.size()});
    const auto start = view_.history_starts.find(id);
    if (start == view_.history_starts.end() ||
        keyspace::MillisOfHistory({key.data(), key.size()}) >= start->second) {
      return Decision::kKeep;
    }
    *skip_until = keyspace::HistoryKey(id, start->second, 0);
    return Decision::kRemoveAndSkipUntil;
  }

  // The entries of the undo log stand in the order of their numbers.
  Decision FilterUndo(const rocksdb::Slice& key, std::string* skip_until) const {
    if (key.size() != keyspace::kUndoKeySize ||
        keyspace::NumberOfUndo({key.data(), key.size()}) >= view_.first_undo) {
      return Decision::kKeep;
    }
    *skip_until = keyspace::UndoKey(view_.first_undo);
    return Decision::kRemoveAndSkipUntil;
  }

  LiveIds::View view_;
};

class RowFilterFactory : public rocksdb::CompactionFilterFactory {
 public:
  explicit RowFilterFactory(std::shared_ptr<const LiveIds> live_ids)
      : live_ids_(std::move(live_ids)) {}

  std::unique_ptr<rocksdb::CompactionFilter> CreateCompactionFilter(
      const rocksdb::CompactionFilter::Context&) override {
    return std::make_unique<RowFilter>(live_ids_->Now());
  }
  bool ShouldFilterTableFileCreation(rocksdb::TableFileCreationReason reason) const override {
    return reason == rocksdb::TableFileCreationReason::kFlush ||
           reason == rocksdb::TableFileCreationReason::kCompaction;
  }
  const char* Name() const override { return "pumice.rows"; }

 private:
  std::shared_ptr<const LiveIds> live_ids_;
};

}  // namespace

std::shared_ptr<rocksdb::CompactionFilterFactory> NewRowFilterFactory(
    std::shared_ptr<const LiveIds> live_ids) {
  return std::make_shared<RowFilterFactory>(std::move(live_ids));
}

}  // namespace pumice
