// SPDX-License-Identifier: Apache-2.0

#include "engine/schema/table_rules.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>

#include "engine/error/tables.h"
#include "engine/schema/limits.h"

namespace pumice {
namespace {

// No units can be asked for: zero stands for throughput that was not given.
bool IsGiven(const Throughput& throughput) { return throughput.read != 0 || throughput.write != 0; }

void CheckThroughput(const TableDescription& table, TableChange change) {
  if (table.on_demand_billing) {
    if (IsGiven(table.throughput)) ThrowThroughputOnDemand();
    return;
  }
  if (IsGiven(table.throughput)) return;
  if (change == TableChange::kCreate) ThrowNoThroughput();
  ThrowNoThroughputForProvisioned();
}

void CheckIndexThroughput(const TableDescription& table, const IndexSchema& index,
                          TableChange change) {
  if (!index.global) return;
  if (table.on_demand_billing) {
    if (IsGiven(index.throughput)) ThrowIndexThroughputOnDemand(index.name);
    return;
  }
  if (IsGiven(index.throughput)) return;
  if (change == TableChange::kCreate) ThrowNoNewIndexThroughput(index.name);
  ThrowNoIndexThroughput(index.name);
}

// Pre-warming only raises what a table serves anyway.
void CheckWarmThroughput(const std::optional<WarmThroughput>& warm, bool on_demand_billing,
                         const Throughput& throughput, std::string_view index) {
  if (!warm) return;
  const WarmThroughput least = LeastWarmThroughput(on_demand_billing, throughput);
  if (warm->read < least.read) ThrowWarmThroughputTooLow("ReadUnitsPerSecond", index, least.read);
  if (warm->write < least.write) {
    ThrowWarmThroughputTooLow("WriteUnitsPerSecond", index, least.write);
  }
}

// A local index shares the table's partitions and orders them by another attribute.
void CheckLocalIndex(const TableDescription& table, const IndexSchema& index) {
  if (index.global) return;
  if (table.key.sort.empty()) ThrowLocalIndexNeedsSortKey();
  if (index.key.sort.empty()) ThrowLocalIndexWithoutSortKey(index.name);
  if (index.key.partition == table.key.partition) return;
  ThrowLocalIndexPartition(index.name, index.key.partition[0].name, table.key.partition[0].name);
}

void CheckIndexNames(const std::vector<IndexSchema>& indexes) {
  std::set<std::string_view> names;
  for (const IndexSchema& index : indexes) {
    if (!names.insert(index.name).second) ThrowDuplicateIndexName(index.name);
  }
}

void CheckCounts(const std::vector<IndexSchema>& indexes) {
  size_t global = 0;
  size_t projected = 0;
  for (const IndexSchema& index : indexes) {
    if (index.global) ++global;
    projected += index.projection.non_key_attributes.size();
  }
  const size_t local = indexes.size() - global;
  if (local > limits::kLocalIndexes) ThrowTooManyLocalIndexes(limits::kLocalIndexes);
  if (global > limits::kGlobalIndexes) ThrowTooManyGlobalIndexes(limits::kGlobalIndexes);
  if (projected > limits::kProjectedAttributes) {
    ThrowTooManyProjectedAttributes(limits::kProjectedAttributes);
  }
}

std::set<std::string_view> AttributesOfKeys(const TableDescription& table) {
  std::set<std::string_view> used;
  const auto add = [&](const KeySchema& key) {
    for (const KeyAttribute& attribute : key.partition) used.insert(attribute.name);
    for (const KeyAttribute& attribute : key.sort) used.insert(attribute.name);
  };
  add(table.key);
  for (const IndexSchema& index : table.indexes) add(index.key);
  return used;
}

// As the service prints a list.
template <typename Names>
std::string Join(const Names& names) {
  std::string text = "[";
  for (const std::string_view name : names) {
    if (text.size() > 1) text += ", ";
    text += name;
  }
  return text + ']';
}

void CheckDefinitions(const TableDescription& table) {
  const std::set<std::string_view> used = AttributesOfKeys(table);
  if (used.size() == table.attribute_definitions.size()) return;
  if (table.indexes.empty()) ThrowDefinitionCount();
  std::vector<std::string_view> defined;
  for (const KeyAttribute& attribute : table.attribute_definitions) {
    defined.push_back(attribute.name);
  }
  ThrowUnusedDefinitions(Join(defined), Join(used));
}

}  // namespace

void CheckTable(const TableDescription& table, TableChange change) {
  CheckThroughput(table, change);
  CheckWarmThroughput(table.warm, table.on_demand_billing, table.throughput, {});
  CheckCounts(table.indexes);
  for (const IndexSchema& index : table.indexes) {
    CheckLocalIndex(table, index);
    CheckIndexThroughput(table, index, change);
    CheckWarmThroughput(index.warm, table.on_demand_billing, index.throughput, index.name);
  }
  CheckIndexNames(table.indexes);
  CheckDefinitions(table);
}

std::vector<std::string> DropUnusedDefinitions(TableDescription* table) {
  const std::set<std::string_view> used = AttributesOfKeys(*table);
  std::vector<std::string> dropped;
  std::erase_if(table->attribute_definitions, [&](const KeyAttribute& attribute) {
    if (used.contains(attribute.name)) return false;
    dropped.push_back(attribute.name);
    return true;
  });
  return dropped;
}

}  // namespace pumice
