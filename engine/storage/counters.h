// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <rocksdb/merge_operator.h>

#include <memory>
#include <string>
#include <string_view>

#include "engine/storage/store.h"

namespace pumice {

// Counters as stored: two little-endian 64-bit integers.
std::string EncodeCounters(const ItemCounters& counters);
ItemCounters DecodeCounters(std::string_view bytes);

// Adds counters where they are merged, so that writers of different partitions need not read them.
std::shared_ptr<rocksdb::MergeOperator> NewCounterMergeOperator();

}  // namespace pumice
