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

// Writes a table as the service's TableDescription structure.
void WriteTableDescription(const TableInfo& info, JsonWriter* json);

// Appends {"<member>": TableDescription}: the whole answer of the operations that describe a table.
void WriteTableAnswer(std::string_view member, const TableInfo& info, std::string* output);

}  // namespace pumice
