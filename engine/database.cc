// SPDX-License-Identifier: Apache-2.0

#include "engine/database.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <utility>

#include "engine/access/backfill.h"
#include "engine/access/failures.h"
#include "engine/access/key_counting.h"
#include "engine/access/scalar_keys.h"
#include "engine/error/api_error.h"
#include "engine/error/transactions.h"
#include "engine/schema/limits.h"
#include "engine/schema/table_rules.h"
#include "engine/schema/tags.h"
#include "engine/spaces.h"

namespace pumice {
namespace {

// "DynamoDB performs two underlying reads or writes of every item in the transaction" (Developer
// Guide).
constexpr double kTransactionPrice = 2;

// How long the answer to a backup, a restore or a new index waits for its rows: those of a small
// table are there by then, and clients need not poll for it.
constexpr std::chrono::milliseconds kRowsWait{20};

// The item that a failed condition looked at, encoded, where it is asked for.
std::string_view FailedItem(const WriteOutcome& outcome, bool wanted) {
  return wanted && outcome.old_item ? outcome.old_item->payload() : std::string_view();
}

CancellationReason ReasonOf(const TableWrite& write, const WriteOutcome& outcome) {
  if (outcome.fault) return ReasonOf(*outcome.fault);
  if (!outcome.condition_failed) return NoReason();
  return ConditionFailedReason(FailedItem(outcome, write.old_item_on_failure));
}

// "The aggregate size of the items in the transaction cannot exceed 4 MB" (TransactWriteItems, API
// reference): of what the request carries, not of what is stored.
void CheckRequestSize(std::span<const TableWrite> writes) {
  size_t bytes = 0;
  for (const TableWrite& write : writes) bytes += ItemSize(write.write.item) + write.value_bytes;
  if (bytes > limits::kTransactionSize) ThrowTransactionRequestTooLarge(bytes);
}

// Faults that were found before the items were looked at.
void CheckNoFaults(std::span<const TableWrite> writes) {
  const auto has_fault = [](const TableWrite& write) { return write.fault.has_value(); };
  if (std::none_of(writes.begin(), writes.end(), has_fault)) return;
  std::vector<CancellationReason> reasons;
  for (const TableWrite& write : writes) {
    reasons.push_back(write.fault ? ReasonOf(*write.fault) : NoReason());
  }
  ThrowCanceled(std::move(reasons));
}

// What a repeated transaction reads of each item: as much as the first call saw of it.
std::vector<size_t> SizesSeen(std::span<const WriteOutcome> outcomes) {
  std::vector<size_t> sizes;
  for (const WriteOutcome& outcome : outcomes) {
    sizes.push_back(std::max(outcome.old_size, outcome.new_size));
  }
  return sizes;
}

[[noreturn]] void ThrowCanceled(std::span<const TableWrite> writes,
                                std::span<const WriteOutcome> outcomes) {
  std::vector<CancellationReason> reasons;
  for (size_t i = 0; i < writes.size(); ++i) reasons.push_back(ReasonOf(writes[i], outcomes[i]));
  ThrowCanceled(std::move(reasons));
}

// The definitions of an update that its table did not take.
std::vector<std::string> UnusedOf(const TableUpdate& update, const TableDescription& table) {
  std::vector<std::string> unused;
  for (const KeyAttribute& given : update.attribute_definitions) {
    const auto& taken = table.attribute_definitions;
    if (std::find(taken.begin(), taken.end(), given) == taken.end()) unused.push_back(given.name);
  }
  return unused;
}

}  // namespace

std::shared_ptr<Database> Database::Open(const DatabaseOptions& options) {
  const std::shared_ptr<Spaces> spaces = Spaces::Open(options);
  return {spaces, &spaces->default_space()};
}

Database::Database(Spaces* spaces, SharedParts* parts, std::string space, const HistoryPoint& last)
    : spaces_(spaces),
      parts_(parts),
      space_(std::move(space)),
      store_(parts->store.get()),
      clock_(parts->clock),
      writer_(parts->writer.get()),
      reader_(parts->reader.get()),
      records_(store_, space_),
      snapshot_list_(std::make_unique<SnapshotList>(store_, space_)),
      backup_list_(std::make_unique<BackupList>(store_, space_, clock_)),
      history_(clock_, last, [parts] { parts->worker.Request(parts->trim_backups_job); }) {
  OpenStreams();
  const Catalog::Parts catalog_parts = {
      store_, streams_.get(), &history_, clock_,
      [this](std::string_view table) { spaces_->TellMissing(table, space_); }};
  catalog_ =
      std::make_unique<Catalog>(catalog_parts, space_, parts_->options.transition_delay.count());
  OpenBackups();
}

Database::~Database() = default;

void Database::OpenStreams() {
  StreamOptions stream_options;
  stream_options.lanes = std::max<uint16_t>(parts_->options.stream_shards, 1);
  stream_options.roll = [parts = parts_] { parts->worker.Request(parts->trim_job); };
  stream_options.recorded = parts_->options.on_record;
  stream_options.logged = [parts = parts_] {
    if (parts->delivery != nullptr) parts->delivery->Wake();
  };
  streams_ = std::make_unique<Streams>(store_, space_, clock_, std::move(stream_options));
  stream_reader_ = std::make_unique<StreamReader>(store_, streams_.get(), clock_,
                                                  parts_->options.transition_delay.count());
}

void Database::OpenBackups() {
  BackupsOptions options;
  options.transition_millis = parts_->options.transition_delay.count();
  options.lag_millis = parts_->options.recovery_lag.count();
  options.copy.progress = &parts_->progress;
  options.copy_wanted = [parts = parts_] { parts->worker.Request(parts->copy_job); };
  backups_ = std::make_unique<Backups>(store_, &history_, catalog_.get(), backup_list_.get(),
                                       clock_, std::move(options));
  snapshots_ = std::make_unique<Snapshots>(Snapshots::Parts{
      space_, store_, &history_, catalog_.get(), streams_.get(), backup_list_.get(),
      snapshot_list_.get(), clock_, dynamic_cast<ManualClock*>(parts_->options.clock)});
}

TableInfo Database::CreateTable(TableDescription description) {
  if (parts_->options.lenient_definitions) {
    LogUnused(description.name, DropUnusedDefinitions(&description));
  }
  return catalog_->Create(std::move(description));
}

TableInfo Database::DescribeTable(std::string_view name) { return catalog_->Describe(name); }

std::vector<std::string> Database::ListTables(std::string_view start, size_t limit) {
  return catalog_->List(start, limit);
}

TableInfo Database::DeleteTable(std::string_view name) { return catalog_->Delete(name); }

TableInfo Database::UpdateTable(std::string_view name, TableUpdate update) {
  update.lenient_definitions = parts_->options.lenient_definitions;
  uint32_t new_index = 0;
  TableInfo info = catalog_->UpdateTable(name, update, &new_index);
  if (new_index != 0) {
    parts_->worker.Request(parts_->fill_job);
    parts_->worker.WaitAtMost(kRowsWait);
  }
  if (parts_->options.lenient_definitions) LogUnused(name, UnusedOf(update, info.description));
  return info;
}

void Database::LogUnused(std::string_view table, const std::vector<std::string>& unused) const {
  for (const std::string& name : unused) {
    Log(LogLevel::kWarning, "table " + std::string(table) + ": the attribute definition of " +
                                name + " is ignored, as no key uses it; the service refuses it");
  }
}

void Database::UpdateTimeToLive(std::string_view name, const std::string& attribute, bool enabled) {
  if (enabled) parts_->sweeper->Start();  // first, as it may throw
  catalog_->UpdateTimeToLive(name, attribute, enabled);
  if (enabled) parts_->worker.Request(parts_->fill_job);
}

void Database::RunDueWork() { spaces_->RunDueWork(); }

RecoveryInfo Database::UpdateContinuousBackups(std::string_view table, bool enabled,
                                               std::optional<int64_t> period_days) {
  return backups_->UpdateRecovery(table, enabled, period_days);
}

RecoveryInfo Database::DescribeContinuousBackups(std::string_view table) {
  return backups_->DescribeRecovery(table);
}

std::shared_ptr<const Backup> Database::CreateBackup(std::string_view table,
                                                     std::string_view name) {
  std::shared_ptr<const Backup> backup = backups_->Create(table, name);
  parts_->worker.WaitAtMost(kRowsWait);
  return backup;
}

std::shared_ptr<const Backup> Database::DescribeBackup(std::string_view arn) const {
  return backups_->Describe(arn);
}

std::vector<std::shared_ptr<const Backup>> Database::ListBackups(const BackupFilter& filter,
                                                                 size_t limit) const {
  return backups_->List(filter, limit);
}

std::shared_ptr<const Backup> Database::DeleteBackup(std::string_view arn) {
  return backups_->Delete(arn);
}

TableInfo Database::RestoreTableFromBackup(std::string_view arn, const RestoreRequest& request) {
  TableInfo info = backups_->RestoreFromBackup(arn, request);
  parts_->worker.WaitAtMost(kRowsWait);
  return info;
}

TableInfo Database::RestoreTableToPointInTime(std::string_view table, std::optional<int64_t> millis,
                                              const RestoreRequest& request) {
  TableInfo info = backups_->RestoreToTime(table, millis, request);
  parts_->worker.WaitAtMost(kRowsWait);
  return info;
}

void Database::FillUnfilledRows(const StopToken& stop) {
  FillUnfilled({store_, catalog_.get(), writer_, &parts_->progress, parts_->options.walk}, stop);
}

void Database::ResumeWork() {
  if (backups_->Resume()) parts_->worker.Request(parts_->copy_job);
  if (HasUnfilled(*catalog_)) parts_->worker.Request(parts_->fill_job);
  if (parts_->delivery != nullptr && !streams_->ChangeLogs().empty()) parts_->delivery->Wake();
  bool any_expires = false;
  catalog_->ForEach([&](const TableDescription& table) { any_expires |= table.ttl.enabled; });
  if (any_expires) parts_->sweeper->Start();
}

void Database::TagResource(std::string_view table, std::span<const Tag> tags) {
  catalog_->Update(table, [&](TableDescription* changed) { SetTags(tags, &changed->tags); });
}

void Database::UntagResource(std::string_view table, std::span<const std::string_view> keys) {
  catalog_->Update(table, [&](TableDescription* changed) { RemoveTags(keys, &changed->tags); });
}

std::shared_ptr<const TableDescription> Database::FindDescription(std::string_view table) {
  return catalog_->Open(table)->shared_description();
}

void Database::WriteItem(std::string_view table, ItemWrite write, const WriteOptions& options,
                         WriteResult* result) {
  const TableHandle handle = catalog_->Open(table);
  write.table = &*handle;
  WriteOutcome& outcome = result->outcome;
  if (!writer_->Write({&write, 1}, {&outcome, 1}, {.policy = ConflictPolicy::kRefuse})) {
    if (outcome.fault) throw ApiError(*outcome.fault);
    if (options.explanation != nullptr) {
      *options.explanation = ExplainFailures({&write, 1}, {&outcome, 1});
    }
    ThrowConditionFailed(FailedItem(outcome, options.old_item_on_failure));
  }
  const TableDescription& description = handle.description();
  if (handle->insights() != nullptr) CountWrite(*handle, outcome, 1, clock_->NowMillis());
  if (options.capacity) result->capacity = CapacityOfWrite(description, outcome);
  if (options.collection && HasLocalIndex(description)) {
    AppendPartitionKey(description, write.item, &result->collection_key);
  }
}

TableHandle& Database::Hold(std::string_view name, HeldTables* tables) {
  auto table = tables->find(name);
  if (table == tables->end()) table = tables->emplace(name, catalog_->Open(name)).first;
  return table->second;
}

std::vector<ItemWrite> Database::HoldAll(std::span<TableWrite> writes, HeldTables* tables) {
  std::vector<ItemWrite> item_writes;
  for (TableWrite& write : writes) {
    write.write.table = &*Hold(write.table, tables);
    item_writes.push_back(write.write);
  }
  return item_writes;
}

void Database::WriteItems(std::span<TableWrite> writes, const WriteOptions& options,
                          BatchWriteResult* result) {
  HeldTables tables;
  const std::vector<ItemWrite> item_writes = HoldAll(writes, &tables);
  std::vector<WriteOutcome> outcomes(writes.size());
  if (!writer_->Write(item_writes, outcomes, {.operation = GroupOperation::kBatch})) {
    for (const WriteOutcome& outcome : outcomes) {
      if (outcome.fault) throw ApiError(*outcome.fault);
    }
  }
  CountWrites(item_writes, outcomes, /*price=*/1);
  Account(tables, writes, outcomes, options, result);
}

void Database::CountWrites(std::span<const ItemWrite> writes,
                           std::span<const WriteOutcome> outcomes, double price) const {
  for (size_t i = 0; i < writes.size(); ++i) {
    if (writes[i].table->insights() == nullptr) continue;
    CountWrite(*writes[i].table, outcomes[i], price, clock_->NowMillis());
  }
}

void Database::TransactWrite(std::span<TableWrite> writes, const TransactionToken* token,
                             const WriteOptions& options, BatchWriteResult* result) {
  HeldTables tables;
  const std::vector<ItemWrite> item_writes = HoldAll(writes, &tables);
  CheckRequestSize(writes);
  CheckNoFaults(writes);
  WriteGroup group = {.operation = GroupOperation::kTransaction,
                      .policy = ConflictPolicy::kTransaction};
  std::vector<WriteOutcome> outcomes(writes.size());
  std::optional<TransactionTokens::Hold> token_hold;
  if (token != nullptr) {
    token_hold.emplace(parts_->tokens.get(), space_, token->token);
    std::vector<size_t> sizes;
    result->repeated = token_hold->IsRepeated(token->payload_hash, &sizes);
    if (result->repeated) {
      WriteBatch nothing;
      store_->Commit(&nothing);
      if (options.capacity) AccountRepeated(tables, item_writes, sizes, result);
      return;
    }
    group.add_to_batch = [&](WriteBatch* batch) {
      token_hold->Remember(token->payload_hash, SizesSeen(outcomes), batch);
    };
  }
  if (!writer_->Write(item_writes, outcomes, group)) {
    if (options.explanation != nullptr) {
      *options.explanation = ExplainFailures(item_writes, outcomes);
    }
    ThrowCanceled(writes, outcomes);
  }
  CountWrites(item_writes, outcomes, kTransactionPrice);
  Account(tables, writes, outcomes, options, result);
  for (ConsumedCapacity& capacity : result->capacities) capacity.table *= kTransactionPrice;
}

void Database::TransactGet(std::span<const TableRead> reads,
                           const std::function<void(const std::optional<ItemView>&)>& take,
                           bool capacity, std::vector<ConsumedCapacity>* capacities) {
  HeldTables tables;
  std::vector<std::string> row_keys;
  std::vector<CancellationReason> reasons;
  bool ok = true;
  for (const TableRead& read : reads) {
    const TableDescription& description = Hold(read.table, &tables).description();
    reasons.push_back(NoReason());
    try {
      row_keys.push_back(TableRowKey(description.id, KeyOfRequest(description.key, read.key)));
      CheckKeysAreScalars(description, read.projection);
    } catch (const ApiError& error) {
      if (error.fails_transaction) throw;
      reasons.back() = ValidationReason(error.message());
      ok = false;
    }
  }
  if (!ok) ThrowCanceled(std::move(reasons));
  if (std::set<std::string_view>(row_keys.begin(), row_keys.end()).size() != row_keys.size()) {
    ThrowRepeatedItem(GroupOperation::kTransaction);
  }
  if (parts_->transactions != nullptr) CheckNotInTransaction(row_keys);

  const auto snapshot = store_->TakeSnapshot();
  std::map<std::string_view, ConsumedCapacity> by_table;
  size_t bytes = 0;
  for (size_t i = 0; i < reads.size(); ++i) {
    PinnedValue row;
    const std::optional<ItemView> item = reader_->GetRow(row_keys[i], *snapshot, &row);
    const size_t size = item ? ItemSize(*item) : 0;
    bytes += size;
    if (bytes > limits::kTransactionSize) ThrowTransactionTooLarge();
    take(item);
    const Table& table = *tables.at(reads[i].table);
    if (table.insights() != nullptr) {
      const double units = ReadUnits(static_cast<int64_t>(size), /*consistent=*/true);
      CountGet(table, reads[i].key, kTransactionPrice * units, clock_->NowMillis());
    }
    if (!capacity) continue;
    const TableDescription& description = tables.at(reads[i].table).description();
    by_table[reads[i].table].Add(CapacityOfGet(description, size, /*consistent=*/true));
  }
  for (auto& [name, consumed] : by_table) {
    consumed.table *= kTransactionPrice;
    capacities->push_back(std::move(consumed));
  }
}

void Database::CheckNotInTransaction(std::span<const std::string> row_keys) const {
  std::vector<CancellationReason> reasons;
  bool free = true;
  for (const std::string& row_key : row_keys) {
    reasons.push_back(NoReason());
    if (!parts_->transactions->Contains(row_key)) continue;
    reasons.back() = ConflictReason();
    free = false;
  }
  if (!free) ThrowCanceled(std::move(reasons));
}

void Database::Account(const HeldTables& tables, std::span<const TableWrite> writes,
                       std::span<const WriteOutcome> outcomes, const WriteOptions& options,
                       BatchWriteResult* result) const {
  for (const auto& [name, table] : tables) {
    const TableDescription& description = table.description();
    ConsumedCapacity capacity;
    std::set<std::string> collections;
    for (size_t i = 0; i < writes.size(); ++i) {
      if (writes[i].table != name) continue;
      if (options.capacity) capacity.Add(CapacityOfWrite(description, outcomes[i]));
      if (options.collection && HasLocalIndex(description)) {
        std::string key;
        AppendPartitionKey(description, writes[i].write.item, &key);
        collections.insert(std::move(key));
      }
    }
    if (options.capacity) result->capacities.push_back(std::move(capacity));
    for (const std::string& key : collections) {
      result->collections.push_back({description.name, key});
    }
  }
}

// A repeated transaction is charged for reading its items ("TransactWriteItems", Developer Guide,
// idempotency).
void Database::AccountRepeated(const HeldTables& tables, std::span<const ItemWrite> writes,
                               std::span<const size_t> sizes, BatchWriteResult* result) {
  for (const auto& [name, table] : tables) {
    ConsumedCapacity capacity;
    for (size_t i = 0; i < writes.size(); ++i) {
      if (writes[i].table != &*table) continue;
      const size_t size = i < sizes.size() ? sizes[i] : 0;
      capacity.Add(CapacityOfGet(table.description(), size, /*consistent=*/true));
    }
    capacity.table *= kTransactionPrice;
    result->capacities.push_back(std::move(capacity));
  }
}

void Database::GetItems(std::string_view table, std::span<const ItemView> keys, bool consistent,
                        const TakeItem& take, ConsumedCapacity* capacity,
                        const BoundProjection* projection) {
  const TableHandle handle = catalog_->Open(table);
  const TableDescription& description = handle.description();
  for (const ItemView key : keys) KeyOfRequest(description.key, key);
  CheckKeysAreScalars(description, projection);
  for (const ItemView key : keys) {
    PinnedValue row;
    const std::optional<ItemView> item = reader_->Get(*handle, key, consistent, &row);
    const Taken taken = take(description.key, item);
    if (taken == Taken::kNoMore) return;
    if (taken == Taken::kNo) continue;
    if (handle->insights() != nullptr) CountRead(*handle, key, item, consistent);
    if (capacity == nullptr) continue;
    capacity->Add(CapacityOfGet(description, item ? ItemSize(*item) : 0, consistent));
  }
}

void Database::GetItem(std::string_view table, ItemView key, bool consistent, GetResult* result,
                       ConsumedCapacity* capacity, const BoundProjection* projection) {
  const TableHandle handle = catalog_->Open(table);
  CheckKeysAreScalars(handle.description(), projection);
  result->item = reader_->Get(*handle, key, consistent, &result->row);
  if (handle->insights() != nullptr) CountRead(*handle, key, result->item, consistent);
  if (capacity == nullptr) return;
  const size_t bytes = result->item ? ItemSize(*result->item) : 0;
  *capacity = CapacityOfGet(handle.description(), bytes, consistent);
}

void Database::CountRead(const Table& table, ItemView key, const std::optional<ItemView>& item,
                         bool consistent) const {
  const auto size = static_cast<int64_t>(item ? ItemSize(*item) : 0);
  CountGet(table, key, ReadUnits(size, consistent), clock_->NowMillis());
}

PageResult Database::Query(std::string_view table, const QueryRequest& request,
                           const ItemSink& sink, ConsumedCapacity* capacity) {
  const TableHandle handle = catalog_->Open(table);
  PageResult page = reader_->Query(*handle, request, sink);
  if (handle->insights() != nullptr) CountQuery(*handle, request, page, clock_->NowMillis());
  if (capacity != nullptr) *capacity = CapacityOfPage(handle.description(), request, page);
  return page;
}

PageResult Database::Scan(std::string_view table, const ScanRequest& request, const ItemSink& sink,
                          ConsumedCapacity* capacity) {
  const TableHandle handle = catalog_->Open(table);
  PageResult page = reader_->Scan(*handle, request, sink);
  if (capacity != nullptr) *capacity = CapacityOfPage(handle.description(), request, page);
  return page;
}

StreamPage Database::ListStreams(std::string_view table, std::string_view start,
                                 size_t limit) const {
  return stream_reader_->List(table, start, limit);
}

StreamInfo Database::DescribeStream(const DescribeStreamRequest& request) const {
  return stream_reader_->Describe(request);
}

ShardIterator Database::GetShardIterator(std::string_view stream_arn, std::string_view shard_id,
                                         IteratorType type,
                                         std::optional<SequenceNumber> number) const {
  return stream_reader_->GetIterator(stream_arn, shard_id, type, number);
}

std::optional<ShardIterator> Database::GetRecords(const ShardIterator& iterator, size_t limit,
                                                  const RecordSink& sink) const {
  return stream_reader_->Read(iterator, limit, sink);
}

}  // namespace pumice
