// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <rocksdb/compaction_filter.h>

#include <memory>

#include "engine/storage/live_ids.h"

namespace pumice {

// RocksDB's compaction filters that leave out the rows and expiries of ids that nobody reads any
// more, and forgotten stream records. Each flush and compaction goes by the ids that are live when
// it starts.
std::shared_ptr<rocksdb::CompactionFilterFactory> NewRowFilterFactory(
    std::shared_ptr<const LiveIds> live_ids);

}  // namespace pumice
