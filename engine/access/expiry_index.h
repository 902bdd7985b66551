// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/access/index_maintenance.h"
#include "engine/item/value.h"
#include "engine/schema/table_schema.h"
#include "engine/storage/store.h"

// The items of tables with TTL in the order of their expiry, kept by the write path, so that the
// sweeper reads what is due and nothing else.
namespace pumice {

// Whether items expire by both, and have done so for the whole time between them: TTL was not
// disabled and enabled again.
bool IsSamePeriod(const TtlSettings& a, const TtlSettings& b);

// When an item expires, in seconds since the epoch: the whole part of its TTL attribute, if that is
// a number and not negative. Nothing where the table has no TTL.
std::optional<int64_t> ExpiryOf(const TableDescription& table, ItemView item);

// Whether the service deletes an item of that expiry at a time: it is past, and not by more than
// five years ("Using time to live (TTL)", Developer Guide).
bool IsDue(int64_t expiry_seconds, int64_t now_millis);
// The least expiry that is due at a time, and the first one that is not yet: not below zero, nor
// below the least.
int64_t FirstDue(int64_t now_millis);
int64_t FirstNotDue(int64_t now_millis);

// Adds to `batch` what `change` does to the expiry index. The row must be one of the table's.
void MaintainExpiry(const TableDescription& table, std::string_view row_key,
                    const ItemChange& change, WriteBatch* batch);

}  // namespace pumice
