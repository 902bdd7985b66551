// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/partition_prefix.h"

#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

class PartitionPrefix : public rocksdb::SliceTransform {
 public:
  const char* Name() const override { return "pumice.partition"; }
  rocksdb::Slice Transform(const rocksdb::Slice& key) const override {
    const std::string_view partition = keyspace::RowPartition({key.data(), key.size()});
    return {partition.data(), partition.size()};
  }
  bool InDomain(const rocksdb::Slice& key) const override { return !Transform(key).empty(); }
};

}  // namespace

std::shared_ptr<const rocksdb::SliceTransform> NewPartitionPrefix() {
  return std::make_shared<PartitionPrefix>();
}

bool InOnePartition(std::string_view lower, std::string_view upper) {
  const std::string_view partition = keyspace::RowPartition(lower);
  return !partition.empty() && partition == keyspace::RowPartition(upper);
}

}  // namespace pumice
