// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/memtable.h"
#include "engine/storage/skip_list_memtable.h"

namespace pumice {

void ChooseMemtable(rocksdb::Options* options) {
  options->memtable_factory = NewSkipListMemtableFactory();
  options->allow_concurrent_memtable_write = false;
}

}  // namespace pumice
