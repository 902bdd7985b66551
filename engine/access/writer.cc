// SPDX-License-Identifier: Apache-2.0

#include "engine/access/writer.h"

#include <algorithm>
#include <cassert>
#include <utility>
#include <vector>

#include "engine/access/expiry_index.h"
#include "engine/access/row.h"
#include "engine/access/scalar_keys.h"
#include "engine/error/api_error.h"
#include "engine/error/items.h"
#include "engine/error/transactions.h"
#include "engine/schema/limits.h"
#include "engine/storage/keyspace.h"

namespace pumice {
namespace {

KeyValues KeyOf(const ItemWrite& write) {
  const KeySchema& schema = write.table->description().key;
  return write.kind == ItemWrite::Kind::kPut ? KeyOfItem(schema, write.item)
                                             : KeyOfRequest(schema, write.item);
}

void CheckKeyStays(const KeySchema& schema, const BoundUpdate& update) {
  const auto check = [&](const KeyAttribute& attribute) {
    if (update.Touches(attribute.name)) {
      ThrowUpdateOfKey(attribute.name);
    }
  };
  for (const KeyAttribute& attribute : schema.partition) check(attribute);
  for (const KeyAttribute& attribute : schema.sort) check(attribute);
}

// What does not depend on the stored item.
void CheckWrite(const ItemWrite& write) {
  const TableDescription& table = write.table->description();
  CheckKeysAreScalars(table, write.condition);
  CheckKeysAreScalars(table, write.update);
  if (write.kind == ItemWrite::Kind::kPut) CheckIndexKeys(table, write.item);
  if (write.update != nullptr) CheckKeyStays(table.key, *write.update);
}

ItemCounters TableDelta(const WriteOutcome& outcome) {
  return {int64_t{outcome.new_item.has_value()} - int64_t{outcome.old_item.has_value()},
          static_cast<int64_t>(outcome.new_size) - static_cast<int64_t>(outcome.old_size)};
}

// Does something for each write; what does not fit becomes that write's fault. Whether all
// succeeded.
template <typename Do>
bool TryEach(std::span<const ItemWrite> writes, std::span<WriteOutcome> outcomes, Do action) {
  bool ok = true;
  for (size_t i = 0; i < writes.size(); ++i) {
    try {
      action(i);
    } catch (const ApiError& error) {
      if (error.code() != ErrorCode::kValidation || error.fails_transaction) throw;
      outcomes[i].fault = error;
    }
    ok = ok && !outcomes[i].fault && !outcomes[i].condition_failed;
  }
  return ok;
}

// About as much as a batch of these writes takes if each index and the history hold every image
// whole. Bounded: of large items and many indexes most might never come.
size_t ExpectedBytes(std::span<const ItemWrite> writes) {
  constexpr size_t kKeys = 64;
  constexpr size_t kMaxReserved = 256 << 10;
  size_t bytes = 0;
  for (const ItemWrite& write : writes) {
    const size_t images =
        1 + write.table->description().indexes.size() + (write.table->keeps_history() ? 1 : 0);
    bytes += images * (write.item.payload().size() + 2 * kKeys);
  }
  return std::min(bytes, kMaxReserved);
}

UpdateWords WordsOf(const BoundUpdate& update, ConflictPolicy policy) {
  if (update.legacy()) return UpdateWords::kItem;
  return policy == ConflictPolicy::kTransaction ? UpdateWords::kTransactionExpression
                                                : UpdateWords::kExpression;
}

bool IsUnchanged(const std::optional<ItemView>& old_item, const std::optional<ItemView>& new_item) {
  if (!old_item || !new_item) return !old_item && !new_item;
  return old_item->payload() == new_item->payload();
}

}  // namespace

Writer::Target Writer::FindTarget(const ItemWrite& write) {
  KeyValues key = KeyOf(write);
  CheckWrite(write);
  std::string row_key = TableRowKey(write.table->description().id, key);
  key.partition_hash = keyspace::RowHash(row_key);
  return {std::move(key), std::move(row_key)};
}

void Writer::CheckGroup(const Targets& targets, const WriteGroup& group) {
  if (targets.size() == 1) return;
  std::vector<std::string_view> row_keys;
  for (const Target& target : targets) row_keys.push_back(target.row_key);
  std::sort(row_keys.begin(), row_keys.end());
  if (std::adjacent_find(row_keys.begin(), row_keys.end()) != row_keys.end()) {
    ThrowRepeatedItem(group.operation);
  }
}

bool Writer::CheckConflicts(const Targets& targets, ConflictPolicy policy,
                            std::span<WriteOutcome> outcomes,
                            std::optional<TransactionKeys::Registration>* registration) const {
  if (transactions_ == nullptr || policy == ConflictPolicy::kWait) return true;
  bool free = true;
  const auto refuse = [&](size_t i) {
    outcomes[i].fault = TransactionConflict();
    free = false;
  };
  if (policy == ConflictPolicy::kTransaction) {
    std::vector<std::string_view> row_keys;
    for (const Target& target : targets) row_keys.push_back(target.row_key);
    registration->emplace(transactions_, std::move(row_keys));
    for (const size_t i : (*registration)->taken()) refuse(i);
    return free;
  }
  for (size_t i = 0; i < targets.size(); ++i) {
    if (transactions_->Contains(targets[i].row_key)) refuse(i);
  }
  return free;
}

bool Writer::Write(std::span<const ItemWrite> writes, std::span<WriteOutcome> outcomes,
                   const WriteGroup& group) {
  Targets targets(writes.size());
  const bool found =
      TryEach(writes, outcomes, [&](size_t i) { targets[i] = FindTarget(writes[i]); });
  if (!found) return false;
  CheckGroup(targets, group);
  std::optional<TransactionKeys::Registration> registration;
  if (!CheckConflicts(targets, group.policy, outcomes, &registration)) return false;

  boost::container::small_vector<size_t, 1> stripes;
  for (const Target& target : targets) stripes.push_back(PartitionLocks::StripeOf(target.row_key));
  const PartitionLocks::Guard guard(&locks_, &stripes);
  WriteBatch batch(ExpectedBytes(writes));
  const bool staged = TryEach(writes, outcomes, [&](size_t i) {
    Stage(writes[i], targets[i], group.policy, &batch, &outcomes[i]);
  });
  if (!staged) return false;
  if (group.add_to_batch) group.add_to_batch(&batch);
  RecordAppender records;
  for (size_t i = 0; i < writes.size(); ++i) {
    Record(writes[i], targets[i], outcomes[i], &records, &batch);
  }
  RecordHistory(writes, targets, outcomes, &batch);
  store_->Commit(&batch);
  for (size_t i = 0; i < writes.size(); ++i) AddCounters(writes[i], outcomes[i]);
  return true;
}

void Writer::Rewrite(const std::string& row_key, const Derive& derive) {
  boost::container::small_vector<size_t, 1> stripes = {PartitionLocks::StripeOf(row_key)};
  const PartitionLocks::Guard guard(&locks_, &stripes);
  PinnedValue value;
  std::optional<Row> row;
  if (store_->Get(row_key, &value)) row = DecodeRow(value.view());
  WriteBatch batch;
  derive(row ? &*row : nullptr, &batch);
  if (!batch.empty()) store_->Commit(&batch);
}

void Writer::Stage(const ItemWrite& write, const Target& target, ConflictPolicy policy,
                   WriteBatch* batch, WriteOutcome* outcome) {
  if (store_->Get(target.row_key, &outcome->old_row_)) {
    const Row row = DecodeRow(outcome->old_row_.view());
    outcome->old_item = row.item;
    outcome->old_size = row.size;
  }
  if (write.condition != nullptr &&
      !write.condition->Matches(outcome->old_item.value_or(ItemView()))) {
    outcome->condition_failed = true;
    return;
  }
  if (write.expiry_seconds &&
      (!outcome->old_item ||
       ExpiryOf(write.table->description(), *outcome->old_item) != write.expiry_seconds)) {
    outcome->condition_failed = true;
    return;
  }
  if (write.kind == ItemWrite::Kind::kConditionCheck) return;
  MakeNewItem(write, policy, outcome);
  // In memory, what is full takes only what makes room.
  if (outcome->new_item && outcome->new_size >= outcome->old_size) store_->CheckMemory();
  StageRows(write, target, batch, outcome);
}

void Writer::MakeNewItem(const ItemWrite& write, ConflictPolicy policy, WriteOutcome* outcome) {
  if (write.kind == ItemWrite::Kind::kDelete) return;
  if (write.kind == ItemWrite::Kind::kPut) {
    outcome->new_item = write.item;
    outcome->new_size = ItemSize(write.item);
    return;
  }
  outcome->new_item = outcome->old_item.value_or(write.item);
  if (write.update != nullptr) {
    write.update->Apply(*outcome->new_item, &outcome->new_bytes_, outcome->old_item.has_value());
    outcome->new_item = ItemView(outcome->new_bytes_);
    CheckUpdatedIndexKeys(write.table->description(), *outcome->new_item,
                          WordsOf(*write.update, policy));
    // Removing from an item that is not there causes nothing to happen (AttributeUpdates, DELETE;
    // API reference).
    if (!outcome->old_item && write.update->path_count() > 0 &&
        outcome->new_item->payload() == write.item.payload()) {
      outcome->new_item.reset();
      return;
    }
  }
  outcome->new_size = ItemSize(*outcome->new_item);
  const size_t max_size = write.update != nullptr
                              ? write.update->MaxSizeOf(*outcome->new_item, outcome->new_size)
                              : limits::kItemSize;
  if (outcome->new_size > max_size) ThrowUpdatedItemTooLarge();
}

void Writer::StageRows(const ItemWrite& write, const Target& target, WriteBatch* batch,
                       WriteOutcome* outcome) {
  const TableDescription& table = write.table->description();
  const ItemChange change = {outcome->old_item, outcome->new_item, outcome->old_size,
                             outcome->new_size};
  for (const IndexSchema& index : table.indexes) {
    outcome->indexes.push_back(MaintainIndex(table, index, target.key, change, *store_, batch));
    AddPersistentCounters(*store_, index.id, outcome->indexes.back().counters, batch);
  }
  if (IsUnchanged(change.old_item, change.new_item)) return;

  MaintainExpiry(table, target.row_key, change, batch);
  if (change.new_item) {
    batch->Put(target.row_key, RowHead(change.new_size), change.new_item->payload());
  } else {
    batch->Delete(target.row_key);
  }
  AddPersistentCounters(*store_, table.id, TableDelta(*outcome), batch);
}

void Writer::Record(const ItemWrite& write, const Target& target, const WriteOutcome& outcome,
                    RecordAppender* records, WriteBatch* batch) {
  Stream* const stream = write.table->stream();
  Stream* const log = write.table->change_log();
  if ((stream == nullptr && log == nullptr) || write.kind == ItemWrite::Kind::kConditionCheck ||
      IsUnchanged(outcome.old_item, outcome.new_item)) {
    return;
  }
  const ItemImages images = {outcome.old_item, outcome.new_item, write.expiry_seconds.has_value()};
  const uint64_t partition_hash = keyspace::RowHash(target.row_key);
  if (stream != nullptr) records->Append(stream, partition_hash, images, batch);
  if (log != nullptr) records->Append(log, partition_hash, images, batch);
}

void Writer::RecordHistory(std::span<const ItemWrite> writes, const Targets& targets,
                           std::span<const WriteOutcome> outcomes, WriteBatch* batch) {
  const auto is_recorded = [&](size_t i) {
    return writes[i].table->keeps_history() && writes[i].kind != ItemWrite::Kind::kConditionCheck &&
           !IsUnchanged(outcomes[i].old_item, outcomes[i].new_item);
  };
  size_t count = 0;
  for (size_t i = 0; i < writes.size(); ++i) count += is_recorded(i) ? 1 : 0;
  if (count == 0) return;
  History* const history = writes.front().table->history();
  assert(history != nullptr);
  // All at one time, so that no time falls between two changes of one commit.
  HistoryPoint point = history->Assign(count);
  for (size_t i = 0; i < writes.size(); ++i) {
    if (!is_recorded(i)) continue;
    const std::string_view old_row =
        outcomes[i].old_item ? outcomes[i].old_row_.view() : std::string_view();
    PutHistory(point, targets[i].row_key, old_row, batch);
    ++point.sequence;
  }
}

void Writer::AddCounters(const ItemWrite& write, const WriteOutcome& outcome) {
  if (write.kind == ItemWrite::Kind::kConditionCheck) return;
  write.table->counters().Add(TableDelta(outcome));
  for (size_t i = 0; i < outcome.indexes.size(); ++i) {
    write.table->index_counters(i).Add(outcome.indexes[i].counters);
  }
}

}  // namespace pumice
