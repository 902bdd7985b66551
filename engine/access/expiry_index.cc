// SPDX-License-Identifier: Apache-2.0

#include "engine/access/expiry_index.h"

#include <algorithm>
#include <cassert>

#include "engine/item/number.h"
#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

constexpr int64_t kFiveYearsSeconds = int64_t{5} * 365 * 24 * 60 * 60;

}  // namespace

bool IsSamePeriod(const TtlSettings& a, const TtlSettings& b) {
  // Changes are an hour apart at least, by a clock that is not set back for them
  // (Catalog::UpdateTimeToLive).
  return a.enabled && b.enabled && a.changed_millis == b.changed_millis;
}

std::optional<int64_t> ExpiryOf(const TableDescription& table, ItemView item) {
  if (!table.ttl.enabled) return std::nullopt;
  const auto value = item.Find(table.ttl.attribute);
  if (!value || value->type() != ValueType::kNumber) return std::nullopt;
  int64_t seconds = 0;
  if (!Number::FromBytes(value->payload()).ToInt64Floor(&seconds) || seconds < 0) {
    return std::nullopt;
  }
  return seconds;
}

bool IsDue(int64_t expiry_seconds, int64_t now_millis) {
  return expiry_seconds >= FirstDue(now_millis) && expiry_seconds < FirstNotDue(now_millis);
}

int64_t FirstDue(int64_t now_millis) {
  return std::max<int64_t>(0, now_millis / 1000 - kFiveYearsSeconds);
}

int64_t FirstNotDue(int64_t now_millis) { return std::max<int64_t>(0, now_millis / 1000); }

void MaintainExpiry(const TableDescription& table, std::string_view row_key,
                    const ItemChange& change, WriteBatch* batch) {
  assert(keyspace::RowId(row_key) == table.id);
  if (!table.ttl.enabled) return;
  const auto before = change.old_item ? ExpiryOf(table, *change.old_item) : std::nullopt;
  const auto after = change.new_item ? ExpiryOf(table, *change.new_item) : std::nullopt;
  if (before == after) return;
  if (before) batch->Delete(keyspace::ExpiryKey(*before, row_key));
  if (after) batch->Put(keyspace::ExpiryKey(*after, row_key), "");
}

}  // namespace pumice
