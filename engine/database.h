// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/access/capacity.h"
#include "engine/access/reader.h"
#include "engine/access/writer.h"
#include "engine/backup/backup_list.h"
#include "engine/backup/backups.h"
#include "engine/backup/snapshot_list.h"
#include "engine/backup/snapshots.h"
#include "engine/base/stop_token.h"
#include "engine/catalog/catalog.h"
#include "engine/history/history.h"
#include "engine/records/records.h"
#include "engine/shared_parts.h"
#include "engine/storage/store.h"
#include "engine/stream/stream_reader.h"
#include "engine/stream/streams.h"
#include "pumice/clock.h"
#include "pumice/options.h"

namespace pumice {

class Spaces;

// What is to be told of a write beside its outcome.
struct WriteOptions {
  bool old_item_on_failure = false;  // with ConditionalCheckFailedException
  bool capacity = false;
  bool collection = false;             // ReturnItemCollectionMetrics
  std::string* explanation = nullptr;  // where ExplainFailures says what failed; null: nowhere
};

struct WriteResult {
  WriteOutcome outcome;
  ConsumedCapacity capacity;
  // The partition key's attribute as an item, if it was asked for and the table has local indexes.
  std::string collection_key;
};

// One write of several.
struct TableWrite {
  std::string_view table;
  ItemWrite write;
  bool old_item_on_failure = false;    // of a transaction: in its CancellationReason
  size_t value_bytes = 0;              // of a transaction: what its expressions' values take
  std::optional<ApiError> fault = {};  // of a transaction: found already, its CancellationReason
};

// ClientRequestToken, and a hash of what is asked for under it.
struct TransactionToken {
  std::string_view token;
  uint64_t payload_hash = 0;
};

// One read of a transaction.
struct TableRead {
  std::string_view table;
  ItemView key;
  const BoundProjection* projection = nullptr;  // only checked; null: there is none
};

// What became of an item that a batch read.
enum class Taken : uint8_t {
  kYes,
  kNo,      // it is left for another request
  kNoMore,  // like all that follow
};

// A partition that a batch wrote to, of a table with local indexes.
struct WrittenCollection {
  std::string table_name;
  std::string key;  // as WriteResult::collection_key
};

struct BatchWriteResult {
  bool repeated = false;  // a transaction that was carried out before: nothing was written
  std::vector<ConsumedCapacity> capacities;    // of each table, if asked for
  std::vector<WrittenCollection> collections;  // if asked for; those of one table together
};

struct GetResult {
  std::optional<ItemView> item;
  PinnedValue row;
};

// A space of the engine: tables, streams, backups, snapshots and transaction tokens of its own. One
// method an operation, typed request in, typed result out. Thread-safe. Requests borrow what they
// point to for the length of the call.
//
// Every method throws ApiError; the tables' methods ResourceNotFoundException and
// ResourceInUseException, the items' ResourceNotFoundException, ValidationException,
// ConditionalCheckFailedException, TransactionConflictException.
class Database {
 public:
  // Opens all spaces (Spaces::Open), and returns the default one, with which they live. Throws
  // std::runtime_error, saying what to do, if the directory cannot be used.
  static std::shared_ptr<Database> Open(const DatabaseOptions& options);
  // Loads what the store holds of a space. History goes on behind `last`. `spaces` and `parts` must
  // outlive this.
  Database(Spaces* spaces, SharedParts* parts, std::string space, const HistoryPoint& last);
  ~Database();

  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  const Clock& clock() const { return *clock_; }
  void Log(LogLevel level, std::string_view message) const {
    if (parts_->log) parts_->log(level, message);
  }

  // The name of this space, and all spaces.
  const std::string& space() const { return space_; }
  Spaces& spaces() const { return *spaces_; }

  // What marks the tokens that are handed out for the data of all spaces.
  const TokenSeal& token_seal() const { return *parts_->token_seal; }

  // Keeps what was written so far beyond the end of the process (Store::FlushLog).
  void FlushLog() { store_->FlushLog(); }

  // Tables: see Catalog.
  TableInfo CreateTable(TableDescription description);
  TableInfo DescribeTable(std::string_view name);
  std::vector<std::string> ListTables(std::string_view start, size_t limit);
  TableInfo DeleteTable(std::string_view name);
  // Returns when a new index is filled, or after a moment: then it is filled in the background.
  TableInfo UpdateTable(std::string_view name, TableUpdate update);
  // Returns before the items that are there already are found to expire.
  void UpdateTimeToLive(std::string_view name, const std::string& attribute, bool enabled);

  // Backups: see Backups. What copies rows returns when they are copied, or after a moment: then
  // they are copied in the background.
  RecoveryInfo UpdateContinuousBackups(std::string_view table, bool enabled,
                                       std::optional<int64_t> period_days);
  RecoveryInfo DescribeContinuousBackups(std::string_view table);
  std::shared_ptr<const Backup> CreateBackup(std::string_view table, std::string_view name);
  std::shared_ptr<const Backup> DescribeBackup(std::string_view arn) const;
  std::vector<std::shared_ptr<const Backup>> ListBackups(const BackupFilter& filter,
                                                         size_t limit) const;
  std::shared_ptr<const Backup> DeleteBackup(std::string_view arn);
  TableInfo RestoreTableFromBackup(std::string_view arn, const RestoreRequest& request);
  TableInfo RestoreTableToPointInTime(std::string_view table, std::optional<int64_t> millis,
                                      const RestoreRequest& request);

  // Snapshots: see Snapshots. Requests and work in the background end before or start after
  // (Spaces::gate), so no request may call these. They are durable when they return.
  SnapshotInfo TakeSnapshot(std::string_view name);
  SnapshotInfo RestoreSnapshot(std::string_view name);
  SnapshotInfo DeleteSnapshot(std::string_view name);
  std::vector<SnapshotInfo> ListSnapshots();
  void Reset();

  // What services beside DynamoDB keep in this space.
  Records& records() { return records_; }

  void TagResource(std::string_view table, std::span<const Tag> tags);
  void UntagResource(std::string_view table, std::span<const std::string_view> keys);

  // Resource policies: see PutPolicy and DeletePolicy. Throw also ResourceNotFoundException for a
  // table or stream that is not there, GetResourcePolicy PolicyNotFoundException where there is no
  // policy.
  std::string PutResourcePolicy(const PolicyTarget& target, std::string document,
                                const ExpectedRevision& expected);
  ResourcePolicy GetResourcePolicy(const PolicyTarget& target);
  std::string DeleteResourcePolicy(const PolicyTarget& target, const ExpectedRevision& expected);

  // Contributor Insights of a table, or of the global index that is named. Throws also
  // ResourceNotFoundException for an index that is not there, ValidationException for a table or
  // index that is not ACTIVE.
  InsightsStatus UpdateInsights(std::string_view table, std::string_view index, bool enabled,
                                bool throttled_only);
  InsightsSettings DescribeInsights(std::string_view table, std::string_view index);
  // Shows every table with the counts of its keys, in ascending order of names. `insights` may be
  // null.
  void ForEachInsights(const std::function<void(const TableDescription&,
                                                const TableInsights* insights)>& visit) const;

  // Kinesis destinations of a table's changes: see EnableDestination, DisableDestination and
  // UpdateDestination. Return the table.
  TableInfo EnableKinesis(std::string_view table, std::string_view stream_arn,
                          std::optional<TimePrecision> precision);
  TableInfo DisableKinesis(std::string_view table, std::string_view stream_arn);
  TableInfo UpdateKinesis(std::string_view table, std::string_view stream_arn,
                          TimePrecision precision);
  // Returns when all changes are delivered, or cannot be for now.
  void WaitForDelivery();

  // A table's description as it is now, for planning what to read or write: it is not held, and a
  // later request may find another one. Throws ApiError: ResourceNotFoundException if the table is
  // not there or not yet ACTIVE.
  std::shared_ptr<const TableDescription> FindDescription(std::string_view table);

  // Spaces::RunDueWork.
  void RunDueWork();

  // Writes one item. `write.table` is filled in here. On a failed condition throws
  // ConditionalCheckFailedException.
  void WriteItem(std::string_view table, ItemWrite write, const WriteOptions& options,
                 WriteResult* result);

  // Writes up to a batch of items, in one commit: all, or none where one throws. `table` of each
  // write names it, its write.table is filled in here. Two writes of one item are a
  // ValidationException. Waits for transactions in flight, as the service tries again itself what a
  // batch could not write.
  void WriteItems(std::span<TableWrite> writes, const WriteOptions& options,
                  BatchWriteResult* result);

  // Writes all or nothing, serializable against every other write. `token`: null if there is none.
  // Throws TransactionCanceledException with a reason for each write;
  // IdempotentParameterMismatchException; TransactionInProgressException.
  void TransactWrite(std::span<TableWrite> writes, const TransactionToken* token,
                     const WriteOptions& options, BatchWriteResult* result);

  // Reads items as they were at one moment, in the order of the reads; `take` is given nothing
  // where there is no such item. Throws TransactionCanceledException for keys that do not fit and
  // items in a transaction in flight.
  void TransactGet(std::span<const TableRead> reads,
                   const std::function<void(const std::optional<ItemView>&)>& take, bool capacity,
                   std::vector<ConsumedCapacity>* capacities);

  // Reads one table's items of a batch, in the order of the keys, for as long as `take` (given
  // the table's key, and nothing where there is no such item) says; what it does not take costs
  // nothing. Keys that do not fit, and paths of the projection that lead into a key, are
  // ValidationExceptions before anything is read.
  using TakeItem = std::function<Taken(const KeySchema&, const std::optional<ItemView>&)>;
  void GetItems(std::string_view table, std::span<const ItemView> keys, bool consistent,
                const TakeItem& take, ConsumedCapacity* capacity,
                const BoundProjection* projection = nullptr);

  // Reads one item. The result's item lives as long as the result. `capacity`: null if it is not
  // asked for. The projection is only checked, as GetItems does.
  void GetItem(std::string_view table, ItemView key, bool consistent, GetResult* result,
               ConsumedCapacity* capacity, const BoundProjection* projection = nullptr);

  // See Reader. `capacity`: null if it is not asked for.
  PageResult Query(std::string_view table, const QueryRequest& request, const ItemSink& sink,
                   ConsumedCapacity* capacity);
  PageResult Scan(std::string_view table, const ScanRequest& request, const ItemSink& sink,
                  ConsumedCapacity* capacity);

  // Streams: see StreamReader.
  StreamPage ListStreams(std::string_view table, std::string_view start, size_t limit) const;
  StreamInfo DescribeStream(const DescribeStreamRequest& request) const;
  ShardIterator GetShardIterator(std::string_view stream_arn, std::string_view shard_id,
                                 IteratorType type, std::optional<SequenceNumber> number) const;
  std::optional<ShardIterator> GetRecords(const ShardIterator& iterator, size_t limit,
                                          const RecordSink& sink) const;

  // What goes on in the background in this space, for the jobs of all (Spaces).
  void FillUnfilledRows(const StopToken& stop);
  void CopyBackupRows(const StopToken& stop) { backups_->CopyRows(stop); }
  void TrimStreams() { streams_->Trim(); }
  void TrimBackups() { backups_->Trim(); }
  // Takes up what an earlier run did not end, or what a restored snapshot has so.
  void ResumeWork();
  Catalog& catalog() { return *catalog_; }
  Streams& streams() { return *streams_; }
  // To be used while nobody else uses a space and nothing runs in the background.
  Snapshots& snapshots() { return *snapshots_; }

 private:
  void OpenStreams();
  void OpenBackups();
  // The tables of a request, each held once however often it is named.
  using HeldTables = std::map<std::string_view, TableHandle>;
  TableHandle& Hold(std::string_view name, HeldTables* tables);
  std::vector<ItemWrite> HoldAll(std::span<TableWrite> writes, HeldTables* tables);
  void CheckNotInTransaction(std::span<const std::string> row_keys) const;
  void Account(const HeldTables& tables, std::span<const TableWrite> writes,
               std::span<const WriteOutcome> outcomes, const WriteOptions& options,
               BatchWriteResult* result) const;
  void CountWrites(std::span<const ItemWrite> writes, std::span<const WriteOutcome> outcomes,
                   double price) const;
  void CountRead(const Table& table, ItemView key, const std::optional<ItemView>& item,
                 bool consistent) const;
  static void AccountRepeated(const HeldTables& tables, std::span<const ItemWrite> writes,
                              std::span<const size_t> sizes, BatchWriteResult* result);
  using DestinationChanger = std::function<void(const DestinationChange&, KinesisDestinations*)>;
  TableInfo ChangeKinesis(std::string_view table, std::string_view stream_arn,
                          std::optional<TimePrecision> precision, const DestinationChanger& change);
  // Changes the policy of a table or stream, and persists it.
  void ChangePolicy(const PolicyTarget& target, const std::function<void(ResourcePolicy*)>& change);
  std::shared_ptr<Stream> FindStream(const PolicyTarget& target);
  void LogUnused(std::string_view table, const std::vector<std::string>& unused) const;

  Spaces* const spaces_;
  SharedParts* const parts_;
  const std::string space_;
  // Of the parts.
  Store* const store_;
  const Clock* const clock_;
  Writer* const writer_;
  Reader* const reader_;

  Records records_;
  std::unique_ptr<Streams> streams_;
  std::unique_ptr<StreamReader> stream_reader_;
  std::unique_ptr<SnapshotList> snapshot_list_;
  std::unique_ptr<BackupList> backup_list_;
  History history_;
  std::unique_ptr<Catalog> catalog_;
  std::unique_ptr<Backups> backups_;
  std::unique_ptr<Snapshots> snapshots_;
};

}  // namespace pumice
