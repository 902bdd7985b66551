// SPDX-License-Identifier: Apache-2.0

#include "engine/history/history.h"

#include <algorithm>
#include <cassert>
#include <memory>

#include "engine/item/value.h"
#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

constexpr int64_t kHourMillis = 60 * 60 * 1000;

}  // namespace

HistoryPoint History::Assign(size_t count) {
  assert(count > 0);
  const MutexLock lock(mutex_);
  const int64_t millis = std::max(last_.millis, clock_->NowMillis());
  if (millis / kHourMillis != last_.millis / kHourMillis && on_new_hour_) on_new_hour_();
  const HistoryPoint first = {millis, last_.sequence + 1};
  last_ = {millis, last_.sequence + count};
  return first;
}

HistoryPoint History::Next() {
  const MutexLock lock(mutex_);
  last_.millis = std::max(last_.millis, clock_->NowMillis());  // even if the clock is set back
  return {last_.millis, last_.sequence + 1};
}

void History::SkipTo(const HistoryPoint& point) {
  const MutexLock lock(mutex_);
  last_.millis = std::max(last_.millis, point.millis);
  last_.sequence = std::max(last_.sequence, point.sequence);
}

HistoryPoint History::last() const {
  const MutexLock lock(mutex_);
  return last_;
}

void History::GoBackTo(const HistoryPoint& point) {
  const MutexLock lock(mutex_);
  last_ = point;
}

// One seek for each table that has a history: from the highest id down. Time and number rise
// together, so the last entry has the highest of both.
HistoryPoint FindLastPoint(const Store& store) {
  HistoryPoint last;
  const auto cursor = store.NewCursor(keyspace::KeyspaceStart(keyspace::kHistory),
                                      keyspace::KeyspaceEnd(keyspace::kHistory));
  cursor->SeekToLast();
  while (cursor->Valid()) {
    const HistoryPoint point = {keyspace::MillisOfHistory(cursor->key()),
                                keyspace::NumberOfHistory(cursor->key())};
    last = std::max(last, point);
    cursor->SeekForPrev(keyspace::IdPrefix(keyspace::kHistory, keyspace::RowId(cursor->key())));
  }
  cursor->CheckStatus();
  return last;
}

void PutHistory(const HistoryPoint& point, std::string_view row_key, std::string_view row,
                WriteBatch* batch) {
  const std::string_view rest = row_key.substr(keyspace::kRowPrefixSize);
  std::string rest_size;
  encoding::AppendVarint(static_cast<uint32_t>(rest.size()), &rest_size);
  batch->Put(keyspace::HistoryKey(keyspace::RowId(row_key), point.millis, point.sequence),
             rest_size, rest, row);
}

HistoryEntry DecodeHistory(std::string_view key, std::string_view value) {
  HistoryEntry entry;
  entry.point = {keyspace::MillisOfHistory(key), keyspace::NumberOfHistory(key)};
  uint32_t rest_size = 0;
  const char* const rest = encoding::ReadVarint(value.data(), &rest_size);
  const auto left = static_cast<size_t>(value.data() + value.size() - rest);
  assert(rest_size <= left);
  entry.key_rest = {rest, rest_size};
  entry.row = {rest + rest_size, left - rest_size};
  return entry;
}

std::unique_ptr<Cursor> HistoryFrom(const Store& store, uint32_t table_id,
                                    const HistoryPoint& point) {
  std::string end = keyspace::IdPrefix(keyspace::kHistory, table_id);
  keyspace::MakeSuccessor(&end);
  return store.NewCursor(keyspace::HistoryKey(table_id, point.millis, point.sequence),
                         std::move(end));
}

}  // namespace pumice
