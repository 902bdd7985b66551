// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "engine/access/index_maintenance.h"
#include "engine/access/key.h"
#include "engine/access/partition_locks.h"
#include "engine/access/row.h"
#include "engine/access/transaction_keys.h"
#include "engine/catalog/table.h"
#include "engine/error/api_error.h"
#include "engine/error/transactions.h"
#include "engine/expression/condition.h"
#include "engine/expression/update.h"
#include "engine/storage/store.h"
#include "engine/stream/record_appender.h"

namespace pumice {

// One item's write. Borrows everything.
struct ItemWrite {
  enum class Kind { kPut, kUpdate, kDelete, kConditionCheck };

  Kind kind;
  Table* table;  // held through a TableHandle
  // kPut: the whole item. Otherwise: the key as an item.
  ItemView item;
  const BoundCondition* condition = nullptr;  // null: always
  const BoundUpdate* update = nullptr;  // of kUpdate; null: creates the item if it is not there
  // Of kDelete by TTL: only if the item expires then. Its stream record names the service as the
  // one who did it.
  std::optional<int64_t> expiry_seconds = {};
};

// What became of an ItemWrite.
struct WriteOutcome {
  bool condition_failed =
      false;  // then nothing was written, and old_item is what the condition saw
  // What did not fit (ValidationException), or that the item is in a transaction in flight
  // (TransactionConflictException); then nothing was written.
  std::optional<ApiError> fault;
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

// What writes do if a transaction is in flight on one of their items.
enum class ConflictPolicy : uint8_t {
  kWait,    // for its end
  kRefuse,  // fail with TransactionConflictException, where conflicts are told of; otherwise wait
  kTransaction,  // as kRefuse, and others conflict with them: they are a transaction
};

// What several writes share.
struct WriteGroup {
  // Two writes of one item are a ValidationException in the words of this operation.
  GroupOperation operation = GroupOperation::kBatch;
  ConflictPolicy policy = ConflictPolicy::kWait;
  // Adds to the batch that commits the writes; may be empty.
  std::function<void(WriteBatch*)> add_to_batch = {};
};

// The one way to change items: locks the items' partitions, reads each old image once, checks the
// conditions, makes the new images, and commits items, index entries, counters and stream records
// in one batch. Thread-safe.
class Writer {
 public:
  // `transactions`: the row keys of items in transactions, where conflicts with them are told of;
  // null: every write waits for its turn. All must outlive the writer.
  explicit Writer(Store* store, TransactionKeys* transactions = nullptr)
      : store_(store), transactions_(transactions) {}

  // Carries out all writes, of tables of one space, or, where a condition fails or a key, index
  // key, size or update does not fit, none; what was wrong stands in the outcomes, of which there
  // are as many as writes. Returns whether they were carried out. Throws ApiError
  // (ValidationException) for what is wrong with the group.
  bool Write(std::span<const ItemWrite> writes, std::span<WriteOutcome> outcomes,
             const WriteGroup& group = {});

  // For DerivedRows, which bring up to date what derives from a row, while the row stays as it is:
  // locks the row's partition, reads the row (null: there is none), and commits what `derive` adds
  // to the batch, if anything.
  using Derive = std::function<void(const Row*, WriteBatch*)>;
  void Rewrite(const std::string& row_key, const Derive& derive);

 private:
  struct Target {
    KeyValues key;
    std::string row_key;
  };
  using Targets = boost::container::small_vector<Target, 1>;

  static Target FindTarget(const ItemWrite& write);
  static void CheckGroup(const Targets& targets, const WriteGroup& group);
  // Whether no item is in a transaction in flight; where one is, that becomes its write's fault. A
  // transaction is itself in flight for as long as `registration` lives.
  bool CheckConflicts(const Targets& targets, ConflictPolicy policy,
                      std::span<WriteOutcome> outcomes,
                      std::optional<TransactionKeys::Registration>* registration) const;
  // Everything but the locks and the commit.
  void Stage(const ItemWrite& write, const Target& target, ConflictPolicy policy, WriteBatch* batch,
             WriteOutcome* outcome);
  // Adds the write to the table's stream and to its change log, if it has them.
  static void Record(const ItemWrite& write, const Target& target, const WriteOutcome& outcome,
                     RecordAppender* records, WriteBatch* batch);
  // Adds what rows of tables that keep a history were.
  static void RecordHistory(std::span<const ItemWrite> writes, const Targets& targets,
                            std::span<const WriteOutcome> outcomes, WriteBatch* batch);
  static void MakeNewItem(const ItemWrite& write, ConflictPolicy policy, WriteOutcome* outcome);
  void StageRows(const ItemWrite& write, const Target& target, WriteBatch* batch,
                 WriteOutcome* outcome);
  static void AddCounters(const ItemWrite& write, const WriteOutcome& outcome);

  Store* store_;
  TransactionKeys* transactions_;
  PartitionLocks locks_;
};

}  // namespace pumice
