// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/undo_log.h"

#include <rocksdb/slice.h>
#include <rocksdb/status.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "engine/item/value.h"
#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

constexpr char kExisted = 1;
constexpr char kMissing = 0;

std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// Collects the keys that a batch changes.
class ChangedKeys : public rocksdb::WriteBatch::Handler {
 public:
  ChangedKeys(const Store* store, std::vector<std::string>* keys) : store_(store), keys_(keys) {}

  rocksdb::Status PutCF(uint32_t, const rocksdb::Slice& key, const rocksdb::Slice&) override {
    keys_->emplace_back(ToView(key));
    return rocksdb::Status::OK();
  }
  rocksdb::Status DeleteCF(uint32_t, const rocksdb::Slice& key) override {
    keys_->emplace_back(ToView(key));
    return rocksdb::Status::OK();
  }
  rocksdb::Status DeleteRangeCF(uint32_t, const rocksdb::Slice& from,
                                const rocksdb::Slice& to) override {
    const auto cursor = store_->NewCursor(std::string(ToView(from)), std::string(ToView(to)));
    for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
      keys_->emplace_back(cursor->key());
    }
    cursor->CheckStatus();
    return rocksdb::Status::OK();
  }
  rocksdb::Status MergeCF(uint32_t, const rocksdb::Slice&, const rocksdb::Slice&) override {
    return rocksdb::Status::OK();  // counters
  }

 private:
  const Store* store_;
  std::vector<std::string>* keys_;
};

}  // namespace

UndoEntry DecodeUndo(std::string_view key, std::string_view value) {
  UndoEntry entry;
  entry.number = keyspace::NumberOfUndo(key);
  uint32_t size = 0;
  const char* const changed = encoding::ReadVarint(value.data(), &size);
  const char* const end = value.data() + value.size();
  assert(end - changed > static_cast<ptrdiff_t>(size));
  entry.key = {changed, size};
  entry.existed = changed[size] == kExisted;
  entry.value = {changed + size + 1, static_cast<size_t>(end - changed) - size - 1};
  return entry;
}

void UndoLog::Load() {
  const auto cursor = store_->UndoFrom(0);
  cursor->SeekToLast();
  if (cursor->Valid()) SkipTo(keyspace::NumberOfUndo(cursor->key()) + 1);
  cursor->CheckStatus();
}

void UndoLog::Keep(const void* keeper, std::unordered_set<uint32_t> ids, uint64_t first) {
  Kept& kept = keepers_[keeper];
  for (const uint32_t id : kept.ids) ids_.erase(id);
  ids_.insert(ids.begin(), ids.end());
  kept = {std::move(ids), first};
}

void UndoLog::Need(const void* keeper, uint64_t first) { keepers_.at(keeper).first = first; }

void UndoLog::Stop(const void* keeper) {
  const auto found = keepers_.find(keeper);
  if (found == keepers_.end()) return;
  for (const uint32_t id : found->second.ids) ids_.erase(id);
  keepers_.erase(found);
}

uint64_t UndoLog::FirstNeeded() const {
  uint64_t first = next();
  for (const auto& [keeper, kept] : keepers_) first = std::min(first, kept.first);
  return first;
}

void UndoLog::SkipTo(uint64_t next) {
  if (next > next_.load()) next_.store(next);
}

bool UndoLog::IsLogged(std::string_view key) const {
  if (keyspace::LeadsWithId(key)) return ids_.contains(keyspace::RowId(key));
  return keyspace::LeadsWithSpace(key) && key[0] != keyspace::kSnapshots;
}

void UndoLog::Extend(WriteBatch* batch) {
  std::vector<std::string> keys;
  ChangedKeys handler(store_, &keys);
  [[maybe_unused]] const rocksdb::Status status = batch->batch_.Iterate(&handler);
  assert(status.ok());
  std::string head;
  for (const std::string& key : keys) {
    if (!IsLogged(key)) continue;
    PinnedValue before;
    const bool existed = store_->Get(key, &before);
    head.clear();
    encoding::AppendVarint(static_cast<uint32_t>(key.size()), &head);
    head.append(key).push_back(existed ? kExisted : kMissing);
    // Numbered behind the read: an entry of a higher number saw no earlier state.
    const uint64_t number = next_.fetch_add(1, std::memory_order_relaxed);
    batch->Put(keyspace::UndoKey(number), head, existed ? before.view() : std::string_view());
  }
}

}  // namespace pumice
