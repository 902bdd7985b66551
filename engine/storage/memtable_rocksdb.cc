// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/memtable.h"

namespace pumice {

void ChooseMemtable(rocksdb::Options*) {}

}  // namespace pumice
