// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "engine/schema/table_schema.h"

// Rules over a whole table: whoever creates or changes one checks the description that would
// result, and stores it only if it holds.
namespace pumice {

// Whose words a fault is told in.
enum class TableChange { kCreate, kUpdate };

// In this order: the table's throughput; counts of indexes and of what they project; each index's
// keys and throughput; names of indexes; attribute definitions. Throws ApiError, kValidation.
void CheckTable(const TableDescription& table, TableChange change);

// Takes the definitions that no key uses out of the table, and returns their names.
std::vector<std::string> DropUnusedDefinitions(TableDescription* table);

}  // namespace pumice
