#pragma once

#include <string_view>

#include "engine/access/capacity.h"
#include "protocol/json.h"
#include "protocol/json_writer.h"

namespace pumice {

// ReturnConsumedCapacity.
enum class CapacityDetail : uint8_t { kNone, kTotal, kIndexes };

CapacityDetail ReadCapacityDetail(const JsonValue& input);

// Writes the member ConsumedCapacity, or nothing for kNone.
void WriteConsumedCapacity(CapacityDetail detail, const ConsumedCapacity& capacity,
                           JsonWriter* json);

// Writes the structure alone; `detail` is not kNone.
void WriteCapacity(CapacityDetail detail, const ConsumedCapacity& capacity, JsonWriter* json);

// Writes the structure ItemCollectionMetrics. Sizes are estimates in GB; a local collection is always in the first range.
void WriteItemCollection(std::string_view collection_key, JsonWriter* json);

}  // namespace pumice
