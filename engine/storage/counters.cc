// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/counters.h"

#include <cstring>

namespace pumice {
namespace {

class CounterMergeOperator : public rocksdb::AssociativeMergeOperator {
 public:
  bool Merge(const rocksdb::Slice&, const rocksdb::Slice* existing, const rocksdb::Slice& value,
             std::string* merged, rocksdb::Logger*) const override {
    ItemCounters sum = DecodeCounters({value.data(), value.size()});
    if (existing != nullptr) {
      const ItemCounters before = DecodeCounters({existing->data(), existing->size()});
      sum.items += before.items;
      sum.bytes += before.bytes;
    }
    *merged = EncodeCounters(sum);
    return true;
  }

  const char* Name() const override { return "pumice.counters"; }
};

}  // namespace

std::string EncodeCounters(const ItemCounters& counters) {
  std::string bytes(2 * sizeof(int64_t), '\0');
  std::memcpy(bytes.data(), &counters.items, sizeof(int64_t));
  std::memcpy(bytes.data() + sizeof(int64_t), &counters.bytes, sizeof(int64_t));
  return bytes;
}

ItemCounters DecodeCounters(std::string_view bytes) {
  ItemCounters counters;
  if (bytes.size() == 2 * sizeof(int64_t)) {
    std::memcpy(&counters.items, bytes.data(), sizeof(int64_t));
    std::memcpy(&counters.bytes, bytes.data() + sizeof(int64_t), sizeof(int64_t));
  }
  return counters;
}

std::shared_ptr<rocksdb::MergeOperator> NewCounterMergeOperator() {
  return std::make_shared<CounterMergeOperator>();
}

}  // namespace pumice
