// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>
#include <vector>

#include "engine/access/capacity.h"
#include "engine/database.h"
#include "protocol/json.h"
#include "protocol/json_writer.h"
#include "protocol/operation.h"

namespace pumice {

// ReturnConsumedCapacity.
enum class CapacityDetail : uint8_t { kNone, kTotal, kIndexes };

CapacityDetail ReadCapacityDetail(const JsonValue& input);

// Whether capacity is to be counted: for the answer or for the request's record.
inline bool CountsCapacity(const OperationContext& context, CapacityDetail detail) {
  return detail != CapacityDetail::kNone || context.record != nullptr;
}

// A table that the request named by its ARN is called by it in the answer (ConsumedCapacity, API
// reference).
void NameAsRequested(std::string_view name_or_arn, ConsumedCapacity* capacity);
void NameAsRequested(std::string_view name_or_arn, std::vector<ConsumedCapacity>* capacities);

// Writes the member ConsumedCapacity, or nothing for kNone.
void WriteConsumedCapacity(CapacityDetail detail, const ConsumedCapacity& capacity,
                           JsonWriter* json);

// Transactions say of what kind their units are, ReadCapacityUnits or WriteCapacityUnits.
enum class CapacityKind : uint8_t { kPlain, kTransactRead, kTransactWrite };

// Writes the member ConsumedCapacity of a request to several tables, or nothing for kNone.
void WriteCapacities(CapacityDetail detail, CapacityKind kind,
                     const std::vector<ConsumedCapacity>& capacities, JsonWriter* json);

// Writes the structure ItemCollectionMetrics. Sizes are estimates in GB; a local collection is
// always in the first range.
void WriteItemCollection(std::string_view collection_key, JsonWriter* json);

// Writes the member ItemCollectionMetrics of a request to several tables, or nothing if there is
// none.
void WriteCollections(const std::vector<WrittenCollection>& collections, JsonWriter* json);

}  // namespace pumice
