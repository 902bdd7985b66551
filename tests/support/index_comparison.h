// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

#include "engine/database.h"

namespace pumice::test {

// Compares every index of a table with the table, item by item: each entry holds exactly what the
// index projects of its item, every item with the index's key has its entry, and the counters of
// table and indexes say how many there are. Returns the first difference, or "equal". The table
// must not be written to meanwhile.
std::string CompareIndexes(Database& database, std::string_view table);

}  // namespace pumice::test
