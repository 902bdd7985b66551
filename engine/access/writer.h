#pragma once

#include <boost/container/small_vector.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "engine/access/index_maintenance.h"
#include "engine/access/key.h"
#include "engine/access/partition_locks.h"
#include "engine/catalog/table.h"
#include "engine/expression/condition.h"
#include "engine/expression/update.h"
#include "engine/storage/store.h"

namespace pumice {

// One item's write. Borrows everything.
struct ItemWrite {
  enum class Kind { kPut, kUpdate, kDelete, kConditionCheck };

  Kind kind;
  Table* table;  // held through a TableHandle
  // kPut: the whole item. Otherwise: the key as an item.
  ItemView item;
  const BoundCondition* condition = nullptr;  // null: always
  const BoundUpdate* update = nullptr;        // of kUpdate; null: creates the item if it is not there
};

// What became of an ItemWrite.
struct WriteOutcome {
  bool condition_failed = false;  // then nothing was written, and old_item is what the condition saw
  std::optional<ItemView> old_item;
  std::optional<ItemView> new_item;
  size_t old_size = 0;
  size_t new_size = 0;
  // Of every index, in the description's order.
  boost::container::small_vector<IndexDelta, 4> indexes;

  WriteOutcome() = default;
  WriteOutcome(const WriteOutcome&) = delete;
  WriteOutcome& operator=(const WriteOutcome&) = delete;

 private:
  friend class Writer;
  PinnedValue old_row_;
  std::string new_bytes_;
};

// The one way to change items: locks the items' partitions, reads each old image once, checks the conditions, makes the
// new images, and commits items, index entries and counters in one batch. Thread-safe.
class Writer {
 public:
  explicit Writer(Store* store) : store_(store) {}

  // Carries out all writes or, where a condition fails, none. No two of them may name the same item; `outcomes` is as
  // long as `writes`. Returns whether all conditions held: a failed one is an outcome, not an error.
  // Throws ApiError (ValidationException) for keys, index keys, sizes and updates that do not fit; then nothing is
  // written.
  bool Write(std::span<const ItemWrite> writes, std::span<WriteOutcome> outcomes);

  // Puts the item of a row into index number `place` of its table, unless there is an entry already or the item has none.
  void IndexRow(Table* table, size_t place, const std::string& row_key);

  // The store's key of the row that a write is about. Throws ApiError (ValidationException) for keys that do not fit.
  static std::string RowKeyOf(const ItemWrite& write);

 private:
  struct Target {
    KeyValues key;
    std::string row_key;
  };
  using Targets = boost::container::small_vector<Target, 1>;

  static Targets FindTargets(std::span<const ItemWrite> writes);
  // Everything but the locks and the commit.
  void Stage(const ItemWrite& write, const Target& target, WriteBatch* batch,
             WriteOutcome* outcome);
  static void MakeNewItem(const ItemWrite& write, WriteOutcome* outcome);
  void StageRows(const ItemWrite& write, const Target& target, WriteBatch* batch,
                 WriteOutcome* outcome);
  void AddPersistentCounters(uint32_t id, const ItemCounters& delta, WriteBatch* batch) const;
  static void AddCounters(const ItemWrite& write, const WriteOutcome& outcome);

  Store* store_;
  PartitionLocks locks_;
};

}  // namespace pumice
