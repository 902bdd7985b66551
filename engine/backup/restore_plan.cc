// SPDX-License-Identifier: Apache-2.0

#include "engine/backup/restore_plan.h"

#include <algorithm>
#include <set>

#include "engine/error/backups.h"
#include "engine/error/tables.h"
#include "engine/schema/table_rules.h"

namespace pumice {
namespace {

bool HasNames(const std::vector<KeyAttribute>& attributes, const std::vector<std::string>& names) {
  return std::equal(attributes.begin(), attributes.end(), names.begin(), names.end(),
                    [](const KeyAttribute& attribute, const std::string& name) {
                      return attribute.name == name;
                    });
}

bool IsSame(const Projection& a, const Projection& b) {
  using Names = std::set<std::string>;
  return a.type == b.type && Names(a.non_key_attributes.begin(), a.non_key_attributes.end()) ==
                                 Names(b.non_key_attributes.begin(), b.non_key_attributes.end());
}

bool Describes(const IndexOverride& wanted, const IndexSchema& index) {
  return wanted.name == index.name && HasNames(index.key.partition, wanted.partition) &&
         HasNames(index.key.sort, wanted.sort) && IsSame(index.projection, wanted.projection);
}

const IndexOverride* FindOverride(const std::vector<IndexOverride>& overrides,
                                  const std::string& name) {
  for (const IndexOverride& wanted : overrides) {
    if (wanted.name == name) return &wanted;
  }
  return nullptr;
}

// Keeps those of the source's indexes of one kind that an override repeats.
void KeepIndexes(const std::vector<IndexOverride>& overrides, bool global,
                 TableDescription* table) {
  std::set<std::string_view> names;
  for (const IndexOverride& wanted : overrides) {
    if (!names.insert(wanted.name).second) ThrowDuplicateIndexName(wanted.name);
    const IndexSchema* const index = table->FindIndex(wanted.name);
    if (index == nullptr || index->global != global || !Describes(wanted, *index)) {
      ThrowIndexOverrideMismatch(wanted.name);
    }
  }
  std::erase_if(table->indexes, [&](const IndexSchema& index) {
    return index.global == global && !names.contains(index.name);
  });
}

void SetThroughput(const Throughput& wanted, Throughput* throughput) {
  *throughput = Throughput();  // it was never increased or decreased
  throughput->read = wanted.read;
  throughput->write = wanted.write;
}

void PlanBilling(const TableDescription& source, const RestoreRequest& request,
                 TableDescription* table) {
  table->on_demand_billing = request.on_demand_billing.value_or(source.on_demand_billing);
  if (table->on_demand_billing) {
    if (request.throughput) ThrowThroughputOnDemand();
    table->on_demand = request.on_demand ? request.on_demand : source.on_demand;
    return;
  }
  if (!request.throughput && source.on_demand_billing) ThrowNoThroughputForProvisioned();
  SetThroughput(request.throughput.value_or(source.throughput), &table->throughput);
}

void PlanIndex(const TableDescription& source, const IndexOverride* wanted,
               const TableDescription& table, IndexSchema* index) {
  const Throughput before = index->throughput;
  index->id = 0;
  index->status = Status::kActive;
  index->backfilling = false;
  index->warm.reset();
  index->insights = InsightsSettings();
  index->throughput = Throughput();
  if (!index->global) return;
  const auto throughput = wanted != nullptr ? wanted->throughput : std::nullopt;
  if (table.on_demand_billing) {
    if (throughput) ThrowIndexThroughputOnDemand(index->name);
    if (wanted != nullptr && wanted->on_demand) index->on_demand = wanted->on_demand;
    return;
  }
  index->on_demand.reset();
  if (!throughput && source.on_demand_billing) ThrowNoIndexThroughput(index->name);
  SetThroughput(throughput.value_or(before), &index->throughput);
}

}  // namespace

TableDescription PlanRestore(const TableDescription& source, const RestoreRequest& request) {
  TableDescription table;
  table.name = request.target_name;
  table.region = request.region;
  table.account = request.account;
  table.key = source.key;
  table.attribute_definitions = source.attribute_definitions;
  table.indexes = source.indexes;
  PlanBilling(source, request, &table);
  if (request.local_indexes) KeepIndexes(*request.local_indexes, /*global=*/false, &table);
  if (request.global_indexes) KeepIndexes(*request.global_indexes, /*global=*/true, &table);
  for (IndexSchema& index : table.indexes) {
    const IndexOverride* const wanted =
        request.global_indexes ? FindOverride(*request.global_indexes, index.name) : nullptr;
    PlanIndex(source, wanted, table, &index);
  }
  DropUnusedDefinitions(&table);
  table.encryption = source.encryption;
  if (request.encryption) {
    table.encryption.reset();
    if (request.encryption->enabled) table.encryption = request.encryption;
  }
  return table;
}

}  // namespace pumice
