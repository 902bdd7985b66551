// SPDX-License-Identifier: Apache-2.0

#include "engine/access/backfill.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/access/derived_rows.h"
#include "engine/access/expiry_index.h"
#include "engine/access/first_fault.h"
#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

// An index that is to be filled. Names are not enough: while it is filled, a table or an index of
// the same name may take its place, or TTL may be disabled and enabled again.
struct Unfilled {
  TableIdentity table;
  uint32_t index_id = 0;  // zero: the index of expiries
  std::string index_name{};
  TtlSettings ttl{};  // whose expiries
};

std::vector<Unfilled> FindUnfilled(const Catalog& catalog) {
  std::vector<Unfilled> unfilled;
  catalog.ForEach([&](const TableDescription& table) {
    const TableIdentity identity = IdentityOf(table);
    for (const IndexSchema& index : table.indexes) {
      if (index.backfilling) unfilled.push_back({identity, index.id, index.name});
    }
    if (table.ttl.filling) unfilled.push_back({identity, 0, {}, table.ttl});
  });
  return unfilled;
}

// Where the index is in its table, or nothing if it is gone.
std::optional<size_t> PositionOf(const TableDescription& table, uint32_t index_id) {
  for (size_t i = 0; i < table.indexes.size(); ++i) {
    if (table.indexes[i].id == index_id) return i;
  }
  return std::nullopt;
}

// About how many items the table has; 0 if it is gone.
int64_t CountItems(const BackfillContext& context, const TableIdentity& table) {
  const std::optional<TableHandle> handle = context.catalog->OpenSame(table);
  return handle ? (*handle)->counters().Load().items : 0;
}

WalkRange AllRows(const TableIdentity& table) {
  WalkRange range = {table, {}, {}};
  keyspace::AppendRowPrefix(table.id, &range.lower);
  range.upper = range.lower;
  keyspace::MakeSuccessor(&range.upper);
  return range;
}

// Returns whether all rows were visited.
bool WalkRows(const BackfillContext& context, const TableIdentity& table, std::string what,
              const TableWalk::Wanted& wanted, const TableWalk::Visit& visit,
              const StopToken& stop) {
  Progress::Work work;
  if (context.progress != nullptr) {
    work = context.progress->Begin(std::move(what), CountItems(context, table));
  }
  const TableWalk walk(context.store, context.catalog, &context.walk);
  const auto visit_and_count = [&](Table* held, const std::string& row_key) {
    visit(held, row_key);
    work.Add(1);
  };
  return walk.Run(AllRows(table), wanted, visit_and_count, stop);
}

void FillIndex(const BackfillContext& context, const Unfilled& unfilled, const StopToken& stop) {
  const auto position_in = [&](const TableDescription& table) {
    return PositionOf(table, unfilled.index_id);
  };
  const bool filled = WalkRows(
      context, unfilled.table,
      "filling index " + unfilled.index_name + " of table " + unfilled.table.name,
      [&](const TableDescription& table) { return position_in(table).has_value(); },
      [&](Table* table, const std::string& row_key) {
        DerivedRows(context.store, context.writer)
            .IndexRow(table, *position_in(table->description()), row_key);
      },
      stop);
  if (!filled) return;
  context.catalog->UpdateSame(unfilled.table, [&](TableDescription* table) {
    const auto position = position_in(*table);
    if (!position) return false;
    table->indexes[*position].backfilling = false;
    table->indexes[*position].status = Status::kActive;
    return true;
  });
}

void FillExpiryIndex(const BackfillContext& context, const Unfilled& unfilled,
                     const StopToken& stop) {
  const auto is_same = [&](const TableDescription& table) {
    return table.ttl.filling && IsSamePeriod(table.ttl, unfilled.ttl);
  };
  const bool filled = WalkRows(
      context, unfilled.table, "filling the index of expiries of table " + unfilled.table.name,
      is_same,
      [&](Table* table, const std::string& row_key) {
        DerivedRows(context.store, context.writer).IndexExpiry(table, row_key);
      },
      stop);
  if (!filled) return;
  context.catalog->UpdateSame(unfilled.table, [&](TableDescription* table) {
    if (!is_same(*table)) return false;
    table->ttl.filling = false;
    return true;
  });
}

}  // namespace

bool HasUnfilled(const Catalog& catalog) { return !FindUnfilled(catalog).empty(); }

void FillUnfilled(const BackfillContext& context, const StopToken& stop) {
  FirstFault fault;
  for (const Unfilled& unfilled : FindUnfilled(*context.catalog)) {
    if (stop.stop_requested()) return;
    fault.Try([&] {
      if (unfilled.index_id != 0) {
        FillIndex(context, unfilled, stop);
      } else {
        FillExpiryIndex(context, unfilled, stop);
      }
    });
  }
  fault.Rethrow();
}

}  // namespace pumice
