// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

#include "engine/catalog/catalog.h"
#include "protocol/json_writer.h"

namespace pumice {

// "NEW_AND_OLD_IMAGES", …
std::string_view StreamViewName(StreamView view);

// Writes the member KeySchema.
void WriteKeySchema(const KeySchema& key, JsonWriter* json);

// DeleteTable's answer leaves out definitions, keys, indexes, creation time and warm throughput.
enum class TableDetail { kAll, kDeleted };
// Write the members Projection, OnDemandThroughput (where it is set) and SSEDescription (where the
// table has one).
void WriteProjection(const Projection& projection, JsonWriter* json);
void WriteOnDemand(const std::optional<OnDemandThroughput>& on_demand, JsonWriter* json);
void WriteEncryption(const TableDescription& table, JsonWriter* json);

// Writes a table as the service's TableDescription structure.
void WriteTableDescription(const TableInfo& info, TableDetail detail, JsonWriter* json);

// Appends {"<member>": TableDescription}: the whole answer of the operations that describe a table.
void WriteTableAnswer(std::string_view member, const TableInfo& info, std::string* output,
                      TableDetail detail = TableDetail::kAll);

}  // namespace pumice
