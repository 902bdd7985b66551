#include "engine/access/writer.h"

#include <mutex>

#include "engine/access/row.h"
#include "engine/item/api_error.h"
#include "engine/schema/limits.h"

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
      ThrowValidation("One or more parameter values were invalid: Cannot update attribute " +
                      attribute.name + ". This attribute is part of the key");
    }
  };
  for (const KeyAttribute& attribute : schema.partition) check(attribute);
  for (const KeyAttribute& attribute : schema.sort) check(attribute);
}

// What does not depend on the stored item.
void CheckWrite(const ItemWrite& write) {
  const TableDescription& table = write.table->description();
  if (write.kind == ItemWrite::Kind::kPut) CheckIndexKeys(table, write.item);
  if (write.update != nullptr) CheckKeyStays(table.key, *write.update);
}

ItemCounters TableDelta(const WriteOutcome& outcome) {
  return {int64_t{outcome.new_item.has_value()} - int64_t{outcome.old_item.has_value()},
          static_cast<int64_t>(outcome.new_size) - static_cast<int64_t>(outcome.old_size)};
}

bool IsZero(const ItemCounters& delta) { return delta.items == 0 && delta.bytes == 0; }

}  // namespace

void Writer::Write(const ItemWrite& write, WriteOutcome* outcome) {
  const KeyValues key = KeyOf(write);
  CheckWrite(write);
  const std::string row_key = TableRowKey(write.table->description().id, key);

  const std::lock_guard lock(locks_.stripe(PartitionLocks::StripeOf(row_key)));
  WriteBatch batch;
  Stage(write, key, row_key, &batch, outcome);
  if (!batch.empty()) store_->Commit(&batch);
  AddCounters(write, *outcome);
}

void Writer::Stage(const ItemWrite& write, const KeyValues& key, const std::string& row_key,
                   WriteBatch* batch, WriteOutcome* outcome) {
  if (store_->Get(row_key, &outcome->old_row_)) {
    const Row row = DecodeRow(outcome->old_row_.view());
    outcome->old_item = row.item;
    outcome->old_size = row.size;
  }
  if (write.condition != nullptr &&
      !write.condition->Matches(outcome->old_item.value_or(ItemView()))) {
    outcome->condition_failed = true;
    return;
  }

  switch (write.kind) {
    case ItemWrite::Kind::kPut:
      outcome->new_item = write.item;
      outcome->new_size = ItemSize(write.item);
      break;
    case ItemWrite::Kind::kUpdate: {
      const ItemView base = outcome->old_item.value_or(write.item);
      if (write.update != nullptr) {
        write.update->Apply(base, &outcome->new_bytes_);
        outcome->new_item = ItemView(outcome->new_bytes_);
        CheckUpdatedIndexKeys(write.table->description(), *outcome->new_item);
      } else {
        outcome->new_item = base;
      }
      outcome->new_size = ItemSize(*outcome->new_item);
      if (outcome->new_size > limits::kItemSize) {
        ThrowValidation("Item size to update has exceeded the maximum allowed size");
      }
      break;
    }
    case ItemWrite::Kind::kDelete:
      break;
    case ItemWrite::Kind::kConditionCheck:
      return;
  }
  StageRows(write, key, row_key, batch, outcome);
}

void Writer::StageRows(const ItemWrite& write, const KeyValues& key, const std::string& row_key,
                       WriteBatch* batch, WriteOutcome* outcome) {
  const TableDescription& table = write.table->description();
  const ItemChange change = {outcome->old_item, outcome->new_item, outcome->old_size,
                             outcome->new_size};
  const bool unchanged = change.old_item.has_value() == change.new_item.has_value() &&
                         (!change.old_item ||
                          change.old_item->payload() == change.new_item->payload());
  for (const IndexSchema& index : table.indexes) {
    outcome->indexes.push_back(MaintainIndex(table, index, key, change, batch));
    const ItemCounters& delta = outcome->indexes.back().counters;
    if (store_->persistent() && !IsZero(delta)) batch->AddToCounters(index.id, delta);
  }
  if (unchanged) return;

  if (change.new_item) {
    batch->Put(row_key, RowHead(change.new_size), change.new_item->payload());
  } else {
    batch->Delete(row_key);
  }
  const ItemCounters delta = TableDelta(*outcome);
  if (store_->persistent() && !IsZero(delta)) batch->AddToCounters(table.id, delta);
}

void Writer::AddCounters(const ItemWrite& write, const WriteOutcome& outcome) {
  if (outcome.condition_failed || write.kind == ItemWrite::Kind::kConditionCheck) return;
  write.table->counters().Add(TableDelta(outcome));
  for (size_t i = 0; i < outcome.indexes.size(); ++i) {
    write.table->index_counters(i).Add(outcome.indexes[i].counters);
  }
}

}  // namespace pumice
