// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

#include "engine/schema/table_schema.h"

namespace pumice {

// A table's description as the catalog stores it: an item, so that fields may come and go between
// versions. Fields that are missing decode to their defaults. Throws std::runtime_error for bytes
// that are damaged.
std::string EncodeDescription(const TableDescription& table);
TableDescription DecodeDescription(std::string_view bytes);

// Whether a description that was decoded has what none is stored without: names and keys.
bool IsWhole(const TableDescription& table);

}  // namespace pumice
