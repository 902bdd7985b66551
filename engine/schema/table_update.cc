// SPDX-License-Identifier: Apache-2.0

#include "engine/schema/table_update.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "engine/error/tables.h"
#include "engine/schema/limits.h"

namespace pumice {
namespace {

IndexSchema* FindIndex(TableDescription* table, const std::string& name) {
  for (IndexSchema& index : table->indexes) {
    if (index.name == name && index.global) return &index;
  }
  ThrowIndexNotFound(table->name, name);
}

// `index`: of the table where it is empty.
void CheckChanges(std::string_view index, const Throughput& current, const Throughput& wanted) {
  if (current.read != wanted.read || current.write != wanted.write) return;
  ThrowThroughputUnchanged(index, wanted.read, wanted.write);
}

void ChangeThroughput(const Throughput& wanted, int64_t now, Throughput* throughput) {
  if (wanted.read > throughput->read || wanted.write > throughput->write) {
    throughput->last_increase_millis = now;
  }
  if (wanted.read < throughput->read || wanted.write < throughput->write) {
    throughput->last_decrease_millis = now;
    ++throughput->decreases_today;
  }
  throughput->read = wanted.read;
  throughput->write = wanted.write;
}

void ChangeBilling(const TableUpdate& update, int64_t now, TableDescription* table) {
  const bool was_on_demand = table->on_demand_billing;
  table->on_demand_billing = update.on_demand_billing.value_or(was_on_demand);
  if (table->on_demand_billing) {
    if (update.throughput) {
      ThrowThroughputOnDemand();
    }
    if (was_on_demand) return;
    table->on_demand_since_millis = now;
    table->throughput = Throughput();
    for (IndexSchema& index : table->indexes) index.throughput = Throughput();
    return;
  }
  if (was_on_demand && !update.throughput) {
    ThrowNoThroughputForProvisioned();
  }
  if (!update.throughput) return;
  CheckChanges({}, table->throughput, *update.throughput);
  ChangeThroughput(*update.throughput, now, &table->throughput);
}

void ChangeIndex(const IndexUpdate& update, int64_t now, TableDescription* table) {
  IndexSchema* const index = FindIndex(table, update.name);
  if (update.throughput) {
    if (table->on_demand_billing) {
      ThrowIndexThroughputOnDemand(index->name);
    }
    CheckChanges(index->name, index->throughput, *update.throughput);
    ChangeThroughput(*update.throughput, now, &index->throughput);
  }
  if (update.on_demand) index->on_demand = update.on_demand;
  if (update.warm) index->warm = update.warm;
}

void DeleteIndex(const std::string& name, TableDescription* table) {
  FindIndex(table, name);
  std::erase_if(table->indexes, [&](const IndexSchema& index) { return index.name == name; });
}

void CreateIndex(IndexSchema index, TableDescription* table) {
  if (table->FindIndex(index.name) != nullptr) {
    ThrowIndexExists();
  }
  const auto is_global = [](const IndexSchema& other) { return other.global; };
  if (std::count_if(table->indexes.begin(), table->indexes.end(), is_global) >=
      static_cast<std::ptrdiff_t>(limits::kGlobalIndexes)) {
    ThrowTooManyGlobalIndexes(limits::kGlobalIndexes);
  }
  index.status = Status::kCreating;
  index.backfilling = true;
  table->indexes.push_back(std::move(index));
}

void CheckOneUpdatePerIndex(const TableUpdate& update) {
  std::set<std::string_view> names;
  const auto add = [&](const std::string& name) {
    if (names.insert(name).second) return;
    ThrowSeveralUpdatesOfIndex(name);
  };
  for (const IndexUpdate& index : update.update_indexes) add(index.name);
  for (const std::string& name : update.delete_indexes) add(name);
  for (const IndexSchema& index : update.create_indexes) add(index.name);
}

// "Only 1 online index can be created or deleted simultaneously per table" (UpdateTable,
// LimitExceededException).
void CheckIndexCount(const TableUpdate& update, const TableDescription& table) {
  const bool one_is_coming =
      std::any_of(table.indexes.begin(), table.indexes.end(),
                  [](const IndexSchema& index) { return index.backfilling; });
  const size_t count = update.create_indexes.size() + update.delete_indexes.size();
  if (count > 1 || (one_is_coming && !update.create_indexes.empty())) {
    ThrowTooManyIndexChanges();
  }
}

// Definitions that no key uses any more go; a new one may not change the type of one that stays.
void MergeDefinitions(const std::vector<KeyAttribute>& added, TableDescription* table) {
  std::vector<KeyAttribute>& definitions = table->attribute_definitions;
  for (const KeyAttribute& attribute : added) {
    const auto same =
        std::find_if(definitions.begin(), definitions.end(),
                     [&](const KeyAttribute& other) { return other.name == attribute.name; });
    if (same == definitions.end()) {
      definitions.push_back(attribute);
    } else if (same->type != attribute.type) {
      ThrowKeyTypeChange(attribute.name);
    }
  }
  std::erase_if(definitions, [&](const KeyAttribute& attribute) {
    const auto uses = [&](const IndexSchema& index) {
      return index.key.Find(attribute.name) != nullptr;
    };
    return table->key.Find(attribute.name) == nullptr &&
           std::none_of(table->indexes.begin(), table->indexes.end(), uses);
  });
}

void ChangeStream(const TableUpdate& update, int64_t now, TableDescription* table) {
  if (!update.stream_enabled) return;
  if (!*update.stream_enabled) {
    if (!table->stream) {
      ThrowNoStreamToDisable(table->name);
    }
    table->stream.reset();
    return;
  }
  if (table->stream) {
    ThrowStreamAlreadyEnabled(table->name);
  }
  table->latest_stream_label = StreamLabel(now);
  table->stream = {update.stream_view, table->latest_stream_label};
}

}  // namespace

void ApplyTableUpdate(const TableUpdate& update, int64_t now_millis, TableDescription* table) {
  CheckOneUpdatePerIndex(update);
  CheckIndexCount(update, *table);
  ChangeBilling(update, now_millis, table);
  if (update.on_demand) table->on_demand = update.on_demand;
  if (update.warm) table->warm = update.warm;
  for (const IndexUpdate& index : update.update_indexes) ChangeIndex(index, now_millis, table);
  for (const std::string& name : update.delete_indexes) DeleteIndex(name, table);
  for (const IndexSchema& index : update.create_indexes) CreateIndex(index, table);
  MergeDefinitions(update.attribute_definitions, table);
  ChangeStream(update, now_millis, table);
  if (update.encryption) {
    table->encryption.reset();
    if (update.encryption->enabled) table->encryption = update.encryption;
  }
  if (update.table_class) table->table_class = *update.table_class;
  if (update.deletion_protection) table->deletion_protection = *update.deletion_protection;
}

}  // namespace pumice
