// SPDX-License-Identifier: Apache-2.0

#include "engine/schema/table_update.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "engine/error/tables.h"
#include "engine/schema/table_rules.h"

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

// "After the first 4 decreases, each subsequent decrease in the same UTC day can be performed at
// most once every 3600 seconds".
constexpr int64_t kFreeDecreases = 4;
constexpr int64_t kDecreaseIntervalMillis = 60 * 60 * 1000;

void CountDecrease(int64_t now, Throughput* throughput) {
  throughput->decreases_today = DecreasesToday(*throughput, now);
  const int64_t next = throughput->last_decrease_millis + kDecreaseIntervalMillis;
  if (throughput->decreases_today >= kFreeDecreases && now < next) {
    ThrowTooManyDecreases(throughput->decreases_today, throughput->last_decrease_millis, next);
  }
  throughput->last_decrease_millis = now;
  ++throughput->decreases_today;
}

void ChangeThroughput(const Throughput& wanted, int64_t now, Throughput* throughput) {
  throughput->before = {throughput->read, throughput->write};
  if (wanted.read > throughput->read || wanted.write > throughput->write) {
    throughput->last_increase_millis = now;
  }
  if (wanted.read < throughput->read || wanted.write < throughput->write) {
    CountDecrease(now, throughput);
  }
  throughput->read = wanted.read;
  throughput->write = wanted.write;
}

void ChangeBilling(const TableUpdate& update, int64_t now, TableDescription* table) {
  const bool was_on_demand = table->on_demand_billing;
  table->on_demand_billing = update.on_demand_billing.value_or(was_on_demand);
  if (table->on_demand_billing && !was_on_demand) {
    table->on_demand_since_millis = now;
    table->throughput = Throughput();
    for (IndexSchema& index : table->indexes) index.throughput = Throughput();
  }
  if (!update.throughput) return;
  if (!table->on_demand_billing) CheckChanges({}, table->throughput, *update.throughput);
  ChangeThroughput(*update.throughput, now, &table->throughput);
}

// Warm throughput grows with what it must not be below, and with what is asked for.
void ChangeWarm(const std::optional<WarmThroughput>& wanted, const WarmThroughput& least,
                std::string_view index, std::optional<WarmThroughput>* warm) {
  WarmThroughput current = warm->value_or(least);
  current = {std::max(current.read, least.read), std::max(current.write, least.write)};
  if (wanted) {
    const WarmThroughput next = {wanted->read != 0 ? wanted->read : current.read,
                                 wanted->write != 0 ? wanted->write : current.write};
    if (next.read < current.read) {
      ThrowWarmThroughputTooLow("ReadUnitsPerSecond", index, current.read);
    }
    if (next.write < current.write) {
      ThrowWarmThroughputTooLow("WriteUnitsPerSecond", index, current.write);
    }
    current = next;
  }
  if (wanted || *warm) *warm = current;
}

void ChangeIndex(const IndexUpdate& update, int64_t now, TableDescription* table) {
  IndexSchema* const index = FindIndex(table, update.name);
  if (update.throughput) {
    if (!table->on_demand_billing) CheckChanges(index->name, index->throughput, *update.throughput);
    ChangeThroughput(*update.throughput, now, &index->throughput);
  }
  if (update.on_demand) index->on_demand = update.on_demand;
  if (update.warm) {
    ChangeWarm(update.warm, LeastWarmThroughput(table->on_demand_billing, index->throughput),
               index->name, &index->warm);
  }
}

void DeleteIndex(const std::string& name, TableDescription* table) {
  table->deleted_indexes.push_back(*FindIndex(table, name));
  std::erase_if(table->indexes, [&](const IndexSchema& index) { return index.name == name; });
}

void CreateIndex(IndexSchema index, TableDescription* table) {
  if (table->FindIndex(index.name) != nullptr) {
    ThrowIndexExists();
  }
  CompleteWarmThroughput(table->on_demand_billing, index.throughput, &index.warm);
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
void CheckOneOnlineIndex(const TableUpdate& update) {
  if (update.create_indexes.size() + update.delete_indexes.size() > 1) ThrowTooManyIndexChanges();
}

// Definitions that no key uses any more have gone with their index; a new one may not change the
// type of one that stays.
void AddDefinitions(const std::vector<KeyAttribute>& added, TableDescription* table) {
  std::vector<KeyAttribute>& definitions = table->attribute_definitions;
  for (const KeyAttribute& attribute : added) {
    const auto same =
        std::find_if(definitions.begin(), definitions.end(),
                     [&](const KeyAttribute& other) { return other.name == attribute.name; });
    if (same == definitions.end()) {
      definitions.push_back(attribute);
    } else if (same->type != attribute.type) {
      ThrowRedefinedAttribute(attribute.name);
    }
  }
}

// What a deleted index leaves may be named once more by the request that deletes it.
std::vector<KeyAttribute> WithoutNames(std::vector<KeyAttribute> attributes,
                                       const std::vector<std::string>& names) {
  std::erase_if(attributes, [&](const KeyAttribute& attribute) {
    return std::find(names.begin(), names.end(), attribute.name) != names.end();
  });
  return attributes;
}

void ChangeIndexes(const TableUpdate& update, int64_t now, TableDescription* table) {
  for (const IndexUpdate& index : update.update_indexes) ChangeIndex(index, now, table);
  for (const std::string& name : update.delete_indexes) DeleteIndex(name, table);
  const std::vector<std::string> left = DropUnusedDefinitions(table);
  for (const IndexSchema& index : update.create_indexes) CreateIndex(index, table);
  AddDefinitions(WithoutNames(update.attribute_definitions, left), table);
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

void ForgetUnitsBefore(TableDescription* table) {
  table->throughput.before.reset();
  for (IndexSchema& index : table->indexes) index.throughput.before.reset();
}

}  // namespace

void CheckTableUpdate(const TableUpdate& update) {
  CheckOneUpdatePerIndex(update);
  CheckOneOnlineIndex(update);
}

void ApplyTableUpdate(const TableUpdate& update, int64_t now_millis, TableDescription* table) {
  const bool was_on_demand = table->on_demand_billing;
  ForgetUnitsBefore(table);
  table->deleted_indexes.clear();
  ChangeBilling(update, now_millis, table);
  if (update.on_demand) table->on_demand = update.on_demand;
  ChangeIndexes(update, now_millis, table);
  if (update.lenient_definitions) DropUnusedDefinitions(table);
  ChangeWarm(update.warm, LeastWarmThroughput(table->on_demand_billing, table->throughput), {},
             &table->warm);
  for (IndexSchema& index : table->indexes) {
    if (!index.warm || index.backfilling) continue;
    ChangeWarm({}, LeastWarmThroughput(table->on_demand_billing, index.throughput), index.name,
               &index.warm);
  }
  ChangeStream(update, now_millis, table);
  if (update.encryption) {
    table->encryption.reset();
    if (update.encryption->enabled) table->encryption = update.encryption;
  }
  if (update.table_class) table->table_class = *update.table_class;
  if (update.deletion_protection) table->deletion_protection = *update.deletion_protection;
  CheckTable(*table, TableChange::kUpdate);
  // Another billing mode is told at once, with its throughput ("Use UpdateTable", Developer Guide,
  // example 1 of the AWS CLI).
  if (table->on_demand_billing != was_on_demand) ForgetUnitsBefore(table);
}

}  // namespace pumice
