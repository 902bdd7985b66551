#include "protocol/operations/capacity_json.h"

#include <algorithm>

#include "protocol/item_json.h"

namespace pumice {
namespace {

void WriteUnits(double units, JsonWriter* json) {
  json->BeginObject();
  json->Key("CapacityUnits");
  json->Double(units);
  json->EndObject();
}

void WriteIndexes(std::string_view member, bool global, const ConsumedCapacity& capacity,
                  JsonWriter* json) {
  const auto is_kind = [&](const ConsumedCapacity::Index& index) { return index.global == global; };
  if (std::none_of(capacity.indexes.begin(), capacity.indexes.end(), is_kind)) return;
  json->Key(member);
  json->BeginObject();
  for (const ConsumedCapacity::Index& index : capacity.indexes) {
    if (!is_kind(index)) continue;
    json->Key(index.name);
    WriteUnits(index.units, json);
  }
  json->EndObject();
}

}  // namespace

CapacityDetail ReadCapacityDetail(const JsonValue& input) {
  const std::string_view detail = FindString(input, "ReturnConsumedCapacity").value_or("NONE");
  if (detail == "TOTAL") return CapacityDetail::kTotal;
  return detail == "INDEXES" ? CapacityDetail::kIndexes : CapacityDetail::kNone;
}

void WriteConsumedCapacity(CapacityDetail detail, const ConsumedCapacity& capacity,
                           JsonWriter* json) {
  if (detail == CapacityDetail::kNone) return;
  json->Key("ConsumedCapacity");
  WriteCapacity(detail, capacity, json);
}

void WriteCapacity(CapacityDetail detail, const ConsumedCapacity& capacity, JsonWriter* json) {
  json->BeginObject();
  json->StringMember("TableName", capacity.table_name);
  json->Key("CapacityUnits");
  json->Double(capacity.Total());
  if (detail == CapacityDetail::kIndexes) {
    json->Key("Table");
    WriteUnits(capacity.table, json);
    WriteIndexes("LocalSecondaryIndexes", false, capacity, json);
    WriteIndexes("GlobalSecondaryIndexes", true, capacity, json);
  }
  json->EndObject();
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

}  // namespace pumice
