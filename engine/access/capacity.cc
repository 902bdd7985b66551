// SPDX-License-Identifier: Apache-2.0

#include "engine/access/capacity.h"

#include <algorithm>

namespace pumice {
namespace {

constexpr int64_t kReadUnitBytes = 4096;
constexpr size_t kWriteUnitBytes = 1024;

double IndexWriteUnits(const IndexDelta& delta) {
  if (!delta.changed) return 0;
  if (!delta.moved) return WriteUnits(std::max(delta.old_size, delta.new_size));
  return WriteUnits(delta.old_size) + WriteUnits(delta.new_size);
}

}  // namespace

double ReadUnits(int64_t bytes, bool consistent) {
  const int64_t units = std::max<int64_t>(1, (bytes + kReadUnitBytes - 1) / kReadUnitBytes);
  return static_cast<double>(units) * (consistent ? 1 : 0.5);
}

double WriteUnits(size_t bytes) {
  return static_cast<double>(std::max<size_t>(1, (bytes + kWriteUnitBytes - 1) / kWriteUnitBytes));
}

double ConsumedCapacity::Total() const {
  double total = table;
  for (const Index& index : indexes) total += index.units;
  return total;
}

void ConsumedCapacity::Add(const ConsumedCapacity& other) {
  table_name = other.table_name;
  table += other.table;
  for (const Index& added : other.indexes) {
    const auto same = std::find_if(indexes.begin(), indexes.end(),
                                   [&](const Index& index) { return index.name == added.name; });
    if (same == indexes.end()) {
      indexes.push_back(added);
    } else {
      same->units += added.units;
    }
  }
}

ConsumedCapacity CapacityOfGet(const TableDescription& table, size_t item_bytes, bool consistent) {
  return {table.name, ReadUnits(static_cast<int64_t>(item_bytes), consistent), {}};
}

ConsumedCapacity CapacityOfPage(const TableDescription& table, const PageRequest& request,
                                const PageResult& page) {
  const double units = ReadUnits(page.read_bytes, request.consistent);
  const IndexSchema* const index = table.FindIndex(request.index);
  if (index == nullptr) return {table.name, units, {}};
  return {table.name, page.fetched_units, {{index->name, index->global, units}}};
}

ConsumedCapacity CapacityOfWrite(const TableDescription& table, const WriteOutcome& outcome) {
  ConsumedCapacity capacity = {
      table.name, WriteUnits(std::max(outcome.old_size, outcome.new_size)), {}};
  for (size_t i = 0; i < outcome.indexes.size(); ++i) {
    const double units = IndexWriteUnits(outcome.indexes[i]);
    if (units == 0) continue;
    capacity.indexes.push_back({table.indexes[i].name, table.indexes[i].global, units});
  }
  return capacity;
}

}  // namespace pumice
