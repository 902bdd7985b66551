// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <rocksdb/options.h>

namespace pumice {

// Chooses the write buffers: pumice's own (skip_list_memtable.h) in what is built with
// PUMICE_OWN_MEMTABLE, otherwise RocksDB's with its own settings. Two files define this;
// engine/CMakeLists.txt takes one.
void ChooseMemtable(rocksdb::Options* options);

}  // namespace pumice
