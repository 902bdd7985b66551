// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/partition_blocks.h"

#include <string>
#include <string_view>

#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

// Of keys and values, before compression.
constexpr size_t kMinBlockSize = 4 << 10;
constexpr size_t kMaxBlockSize = 16 << 10;

class PartitionBlockPolicy : public rocksdb::FlushBlockPolicy {
 public:
  // Whether a new block begins with this entry.
  bool Update(const rocksdb::Slice& key, const rocksdb::Slice& value) override {
    const size_t entry = key.size() + value.size();
    const std::string_view partition = keyspace::RowPartition({key.data(), key.size()});
    const size_t max_size = partition == partition_ ? kMaxBlockSize : kMinBlockSize;
    const bool begins = size_ > 0 && size_ + entry > max_size;
    size_ = begins ? entry : size_ + entry;
    partition_.assign(partition);
    return begins;
  }

 private:
  size_t size_ = 0;
  std::string partition_;
};

class PartitionBlockPolicyFactory : public rocksdb::FlushBlockPolicyFactory {
 public:
  const char* Name() const override { return "pumice.partition"; }
  rocksdb::FlushBlockPolicy* NewFlushBlockPolicy(const rocksdb::BlockBasedTableOptions&,
                                                 const rocksdb::BlockBuilder&) const override {
    return new PartitionBlockPolicy();
  }
};

}  // namespace

std::shared_ptr<rocksdb::FlushBlockPolicyFactory> NewPartitionBlockPolicy() {
  return std::make_shared<PartitionBlockPolicyFactory>();
}

}  // namespace pumice
