// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/access/capacity.h"
#include "engine/access/reader.h"
#include "engine/access/writer.h"
#include "engine/catalog/table.h"

// Counts what requests take of keys, for Contributor Insights. Each is for tables whose insights()
// is not null, and a no-op for parts of them that count nothing.
namespace pumice {

// A write that was carried out, in the table and in its global indexes. `price`: 2 in a
// transaction.
void CountWrite(const Table& table, const WriteOutcome& outcome, double price, int64_t now_millis);

// A read of one item by its key.
void CountGet(const Table& table, ItemView key, double units, int64_t now_millis);

// A Query, of the partition that its key condition names.
void CountQuery(const Table& table, const QueryRequest& request, const PageResult& page,
                int64_t now_millis);

}  // namespace pumice
