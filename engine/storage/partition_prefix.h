// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <rocksdb/slice_transform.h>

#include <memory>
#include <string_view>

namespace pumice {

// Puts each DynamoDB partition into the filters of RocksDB's files, so that a walk through one
// passes by the files that hold none of it.
std::shared_ptr<const rocksdb::SliceTransform> NewPartitionPrefix();

// Whether all keys between the bounds are of one partition.
bool InOnePartition(std::string_view lower, std::string_view upper);

}  // namespace pumice
