#include "tests/support/index_comparison.h"

#include <map>

#include "engine/access/index_maintenance.h"
#include "engine/access/key.h"

namespace pumice::test {
namespace {

std::string Text(const ItemCounters& counters) {
  return std::to_string(counters.items) + " items, " + std::to_string(counters.bytes) + " bytes";
}

// Gives every item of the table or an index to `visit` and returns how many there are and of what size.
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

class Comparison {
 public:
  Comparison(Database& database, std::string_view table)
      : database_(database), table_(table), info_(database.DescribeTable(table)) {}

  std::string Run() {
    std::map<std::string, int64_t> expected;  // entries of each index
    const ItemCounters items = ScanAll(database_, table_, "", [&](ItemView item) {
      for (const IndexSchema& index : info_.description.indexes) {
        expected[index.name] += KeyInIndex(index.key, item).has_value();
      }
    });
    if (Text(items) != Text(info_.counters)) {
      return "the table holds " + Text(items) + ", its counters say " + Text(info_.counters);
    }
    for (size_t i = 0; i < info_.description.indexes.size(); ++i) {
      CompareIndex(info_.description.indexes[i], info_.index_counters[i], expected);
      if (!difference_.empty()) return difference_;
    }
    return "equal";
  }

 private:
  void CompareIndex(const IndexSchema& index, const ItemCounters& counters,
                    std::map<std::string, int64_t>& expected) {
    const ItemCounters entries =
        ScanAll(database_, table_, index.name, [&](ItemView entry) { CompareEntry(index, entry); });
    if (!difference_.empty()) return;
    if (entries.items != expected[index.name]) {
      difference_ = index.name + " holds " + Text(entries) + ", the table " +
                    std::to_string(expected[index.name]) + " items of it";
    } else if (Text(entries) != Text(counters)) {
      difference_ = index.name + " holds " + Text(entries) + ", its counters say " + Text(counters);
    }
  }

  void CompareEntry(const IndexSchema& index, ItemView entry) {
    if (!difference_.empty()) return;
    std::string key;
    AppendKeyAttributes(info_.description, nullptr, entry, &key);
    GetResult result;
    database_.GetItem(table_, ItemView(key), true, &result, nullptr);
    std::string projected;
    if (result.item) AppendProjection(info_.description, index, *result.item, &projected);
    if (!result.item || projected != entry.payload()) {
      difference_ = index.name + " has an entry that its item does not project";
    }
  }

  Database& database_;
  std::string_view table_;
  TableInfo info_;
  std::string difference_;
};

}  // namespace

std::string CompareIndexes(Database& database, std::string_view table) {
  return Comparison(database, table).Run();
}

}  // namespace pumice::test
