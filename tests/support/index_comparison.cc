// SPDX-License-Identifier: Apache-2.0

#include "tests/support/index_comparison.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <vector>

#include "engine/access/index_maintenance.h"
#include "engine/access/key.h"

namespace pumice::test {
namespace {

std::string Text(const ItemCounters& counters) {
  return std::to_string(counters.items) + " items, " + std::to_string(counters.bytes) + " bytes";
}

// Gives every item of the table or an index to `visit` and returns how many there are and of what
// size.
template <typename Visit>
ItemCounters ScanAll(Database& database, std::string_view table, std::string_view index,
                     Visit visit) {
  ItemCounters counters;
  std::string start;
  do {
    ScanRequest request;
    request.index = index;
    if (!start.empty()) request.exclusive_start_key = ItemView(start);
    const PageResult page = database.Scan(
        table, request,
        [&](ItemView item) {
          ++counters.items;
          counters.bytes += static_cast<int64_t>(ItemSize(item));
          visit(item);
        },
        nullptr);
    start = page.last_evaluated_key;
  } while (!start.empty());
  return counters;
}

// Entries as a set: how many, of what size, and the sum of their hashes, which does not depend on
// their order.
struct Entries {
  ItemCounters counters;
  uint64_t hashes = 0;

  void Add(std::string_view entry) {
    ++counters.items;
    counters.bytes += static_cast<int64_t>(ItemSize(ItemView(entry)));
    hashes += XXH3_64bits(entry.data(), entry.size());
  }
};

// What the index must hold, from one walk over the table.
std::vector<Entries> ExpectedEntries(Database& database, const TableInfo& info,
                                     ItemCounters* items) {
  const TableDescription& table = info.description;
  std::vector<Entries> expected(table.indexes.size());
  std::string projected;
  *items = ScanAll(database, table.name, "", [&](ItemView item) {
    for (size_t i = 0; i < table.indexes.size(); ++i) {
      if (!KeyInIndex(table.indexes[i].key, item)) continue;
      projected.clear();
      AppendProjection(table, table.indexes[i], item, &projected);
      expected[i].Add(projected);
    }
  });
  return expected;
}

std::string CompareIndex(Database& database, const TableInfo& info, size_t i,
                         const Entries& expected) {
  const std::string& name = info.description.indexes[i].name;
  Entries found;
  ScanAll(database, info.description.name, name,
          [&](ItemView entry) { found.Add(entry.payload()); });
  if (Text(found.counters) != Text(expected.counters)) {
    return name + " holds " + Text(found.counters) + ", the table projects " +
           Text(expected.counters);
  }
  if (found.hashes != expected.hashes) return name + " holds other entries than the table projects";
  if (Text(found.counters) != Text(info.index_counters[i])) {
    return name + " holds " + Text(found.counters) + ", its counters say " +
           Text(info.index_counters[i]);
  }
  return "";
}

}  // namespace

std::string CompareIndexes(Database& database, std::string_view table) {
  const TableInfo info = database.DescribeTable(table);
  ItemCounters items;
  const std::vector<Entries> expected = ExpectedEntries(database, info, &items);
  if (Text(items) != Text(info.counters)) {
    return "the table holds " + Text(items) + ", its counters say " + Text(info.counters);
  }
  for (size_t i = 0; i < expected.size(); ++i) {
    const std::string difference = CompareIndex(database, info, i, expected[i]);
    if (!difference.empty()) return difference;
  }
  return "equal";
}

}  // namespace pumice::test
