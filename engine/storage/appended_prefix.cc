// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/appended_prefix.h"

#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

size_t PrefixSize(const rocksdb::Slice& key) {
  if (key.empty()) return 0;
  switch (key[0]) {
    case keyspace::kHistory:
      return keyspace::kHistoryKeySize - 2 * sizeof(uint64_t);
    case keyspace::kStreamRecords:
      return keyspace::kStreamRecordKeySize - sizeof(uint64_t);
    case keyspace::kUndo:
      return keyspace::kUndoKeySize - sizeof(uint64_t);
    default:
      return 0;
  }
}

class AppendedPrefix : public rocksdb::SliceTransform {
 public:
  const char* Name() const override { return "pumice.appended"; }
  rocksdb::Slice Transform(const rocksdb::Slice& key) const override {
    return {key.data(), PrefixSize(key)};
  }
  bool InDomain(const rocksdb::Slice& key) const override {
    const size_t size = PrefixSize(key);
    return size > 0 && size <= key.size();
  }
};

}  // namespace

std::shared_ptr<const rocksdb::SliceTransform> NewAppendedPrefix() {
  return std::make_shared<AppendedPrefix>();
}

}  // namespace pumice
