// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <rocksdb/slice_transform.h>

#include <memory>

namespace pumice {

// What keys begin with that come in ascending order: a table's history, a lane of a stream, the
// undo log. A write buffer need not search for where such a key belongs (RocksDB's
// memtable_insert_with_hint_prefix_extractor).
std::shared_ptr<const rocksdb::SliceTransform> NewAppendedPrefix();

}  // namespace pumice
