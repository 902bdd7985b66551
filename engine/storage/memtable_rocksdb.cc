#include "engine/storage/memtable.h"

namespace pumice {

void ChooseMemtable(rocksdb::Options*) {}

}  // namespace pumice
