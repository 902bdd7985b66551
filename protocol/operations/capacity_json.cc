// SPDX-License-Identifier: Apache-2.0

#include "protocol/operations/capacity_json.h"

#include <algorithm>

#include "protocol/item_json.h"
#include "protocol/table_arn.h"

namespace pumice {
namespace {

// The members of one amount.
void WriteUnitMembers(CapacityKind kind, double units, JsonWriter* json) {
  json->Key("CapacityUnits");
  json->Double(units);
  if (kind == CapacityKind::kPlain) return;
  json->Key(kind == CapacityKind::kTransactRead ? "ReadCapacityUnits" : "WriteCapacityUnits");
  json->Double(units);
}

void WriteUnits(CapacityKind kind, double units, JsonWriter* json) {
  json->BeginObject();
  WriteUnitMembers(kind, units, json);
  json->EndObject();
}

void WriteIndexes(std::string_view member, bool global, CapacityKind kind,
                  const ConsumedCapacity& capacity, JsonWriter* json) {
  const auto is_kind = [&](const ConsumedCapacity::Index& index) { return index.global == global; };
  if (std::none_of(capacity.indexes.begin(), capacity.indexes.end(), is_kind)) return;
  json->Key(member);
  json->BeginObject();
  for (const ConsumedCapacity::Index& index : capacity.indexes) {
    if (!is_kind(index)) continue;
    json->Key(index.name);
    WriteUnits(kind, index.units, json);
  }
  json->EndObject();
}

void WriteCapacity(CapacityDetail detail, CapacityKind kind, const ConsumedCapacity& capacity,
                   JsonWriter* json) {
  json->BeginObject();
  json->StringMember("TableName", capacity.table_name);
  WriteUnitMembers(kind, capacity.Total(), json);
  if (detail == CapacityDetail::kIndexes) {
    json->Key("Table");
    WriteUnits(kind, capacity.table, json);
    WriteIndexes("LocalSecondaryIndexes", false, kind, capacity, json);
    WriteIndexes("GlobalSecondaryIndexes", true, kind, capacity, json);
  }
  json->EndObject();
}

}  // namespace

CapacityDetail ReadCapacityDetail(const JsonValue& input) {
  const std::string_view detail = FindString(input, "ReturnConsumedCapacity").value_or("NONE");
  if (detail == "TOTAL") return CapacityDetail::kTotal;
  return detail == "INDEXES" ? CapacityDetail::kIndexes : CapacityDetail::kNone;
}

void NameAsRequested(std::string_view name_or_arn, ConsumedCapacity* capacity) {
  if (capacity->table_name == ParseTableName(name_or_arn)) capacity->table_name = name_or_arn;
}

void NameAsRequested(std::string_view name_or_arn, std::vector<ConsumedCapacity>* capacities) {
  for (ConsumedCapacity& capacity : *capacities) NameAsRequested(name_or_arn, &capacity);
}

void WriteConsumedCapacity(CapacityDetail detail, const ConsumedCapacity& capacity,
                           JsonWriter* json) {
  if (detail == CapacityDetail::kNone) return;
  json->Key("ConsumedCapacity");
  WriteCapacity(detail, CapacityKind::kPlain, capacity, json);
}

void WriteCapacities(CapacityDetail detail, CapacityKind kind,
                     const std::vector<ConsumedCapacity>& capacities, JsonWriter* json) {
  if (detail == CapacityDetail::kNone) return;
  json->Key("ConsumedCapacity");
  json->BeginArray();
  for (const ConsumedCapacity& capacity : capacities) WriteCapacity(detail, kind, capacity, json);
  json->EndArray();
}

void WriteItemCollection(std::string_view collection_key, JsonWriter* json) {
  json->BeginObject();
  json->Key("ItemCollectionKey");
  AppendItemJson(ItemView(collection_key), json->Raw());
  json->Key("SizeEstimateRangeGB");
  json->BeginArray();
  json->Double(0);
  json->Double(1);
  json->EndArray();
  json->EndObject();
}

void WriteCollections(const std::vector<WrittenCollection>& collections, JsonWriter* json) {
  if (collections.empty()) return;
  json->Key("ItemCollectionMetrics");
  json->BeginObject();
  for (size_t i = 0; i < collections.size(); ++i) {
    const bool first = i == 0 || collections[i].table_name != collections[i - 1].table_name;
    if (first) {
      if (i > 0) json->EndArray();
      json->Key(collections[i].table_name);
      json->BeginArray();
    }
    WriteItemCollection(collections[i].key, json);
  }
  json->EndArray();
  json->EndObject();
}

}  // namespace pumice
