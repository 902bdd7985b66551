// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "engine/base/memory_budget.h"
#include "engine/storage/eventual_view.h"
#include "engine/storage/fault_log.h"
#include "engine/storage/suspension.h"
#include "pumice/clock.h"
#include "pumice/log.h"

namespace pumice {

class BlockCache;
class DataFileSystem;
class Layers;
class LiveIds;
class DroppedFiles;
class Reclaimer;
class UndoLog;

// How many items a table or index holds, and their size in bytes by DynamoDB's rules.
struct ItemCounters {
  int64_t items = 0;
  int64_t bytes = 0;
};

// A value read from the store, pinned where it lies for as long as this object lives.
class PinnedValue {
 public:
  std::string_view view() const { return {slice_.data(), slice_.size()}; }

 private:
  friend class Store;
  rocksdb::PinnableSlice slice_;
};

// Writes that become visible together, and outlive the process together or not at all.
class WriteBatch {
 public:
  WriteBatch() = default;
  // With memory for so many bytes of keys and values: more is taken as it comes.
  explicit WriteBatch(size_t expected_bytes) : batch_(expected_bytes) {}

  void Put(std::string_view key, std::string_view value);
  // A value in parts, one behind the other.
  void Put(std::string_view key, std::string_view head, std::string_view tail);
  void Put(std::string_view key, std::string_view head, std::string_view middle,
           std::string_view tail);
  void Delete(std::string_view key);
  // Everything from `from` up to but not including `to`. For rare use: later reads of the range
  // pass over it. Only for keys that nobody Gets: RocksDB's row cache does not know of it.
  void DeleteRange(std::string_view from, std::string_view to);
  // Adds to the counters of a table or index.
  void AddToCounters(uint32_t id, const ItemCounters& delta);
  bool empty() const { return batch_.Count() == 0; }
  // How many changes it has.
  size_t count() const { return static_cast<size_t>(batch_.Count()); }

 private:
  friend class Store;
  friend class UndoLog;
  rocksdb::WriteBatch batch_;
};

// The state of the store at one moment; reads through it see nothing later.
class Snapshot {
 public:
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  ~Snapshot() { db_->ReleaseSnapshot(snapshot_); }

 private:
  friend class Store;
  explicit Snapshot(rocksdb::DB* db) : db_(db), snapshot_(db->GetSnapshot()) {}

  rocksdb::DB* db_;
  const rocksdb::Snapshot* snapshot_;
};

// Walks the keys from `lower` up to but not including `upper`, in either direction, over one state
// of the store.
class Cursor {
 public:
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;

  bool Valid() const { return iterator_->Valid(); }
  void SeekToFirst() { iterator_->SeekToFirst(); }
  void SeekToLast() { iterator_->SeekToLast(); }
  // To the first key at or after `key`.
  void Seek(std::string_view key) { iterator_->Seek({key.data(), key.size()}); }
  // To the last key at or before `key`.
  void SeekForPrev(std::string_view key) { iterator_->SeekForPrev({key.data(), key.size()}); }
  void Next() { iterator_->Next(); }
  void Prev() { iterator_->Prev(); }
  // Valid until the cursor moves.
  std::string_view key() const { return {iterator_->key().data(), iterator_->key().size()}; }
  std::string_view value() const { return {iterator_->value().data(), iterator_->value().size()}; }
  // Throws ApiError (kInternal) if the walk ended because of a fault.
  void CheckStatus() const { faults_->Check(iterator_->status()); }

 private:
  friend class Store;
  Cursor(FaultLog* faults, std::string lower, std::string upper)
      : faults_(faults), lower_(std::move(lower)), upper_(std::move(upper)) {}

  FaultLog* const faults_;
  std::string lower_;
  std::string upper_;
  rocksdb::Slice lower_slice_;
  rocksdb::Slice upper_slice_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

// RocksDB with one column family, in memory or in a directory. Thread-safe. Faults of the device
// are ApiError (kInternal); what they are, with paths, is told to the log sink.
//
// A device without room, or one that fails, suspends writes: each throws, while reads go on, of
// everything that was committed. Nothing that FlushLog kept is lost. Writes are accepted again as
// soon as what was committed has found room.
class Store {
 public:
  // `memory`: what CheckMemory goes by, and what the store counts itself in; null: it may grow
  // without end.
  static std::unique_ptr<Store> OpenInMemory(MemoryBudget* memory = nullptr);

  // Creates the directory where it is missing. Time does not grow with the data. What FlushLog
  // keeps survives the end of the process; with `fsync` the machine's too. `env` is what lies below
  // RocksDB, for tests that make it fail; it must outlive the store. Null: the machine's. Throws
  // DataDirectoryError, saying in one line what to do, if it cannot be used, or if it lacks
  // anything of what was acknowledged but the torn end of the last log, which a crash leaves
  // (data_check.h).
  static std::unique_ptr<Store> OpenDirectory(const std::string& directory, bool fsync,
                                              rocksdb::Env* env = nullptr,
                                              const LogSink& log = nullptr);

  ~Store();

  // Whether anything outlives this object.
  bool persistent() const { return memory_env_ == nullptr; }

  // False if there is no such key.
  bool Get(std::string_view key, PinnedValue* value, const Snapshot* snapshot = nullptr) const;
  bool Contains(std::string_view key) const;
  std::unique_ptr<Cursor> NewCursor(std::string lower, std::string upper,
                                    const Snapshot* snapshot = nullptr) const;
  std::shared_ptr<const Snapshot> TakeSnapshot() const;
  // From now on EventualSnapshot is this far behind. `clock` must outlive the store. Call before
  // any commit.
  void DelayEventualReads(const Clock* clock, int64_t millis);
  // What a read sees that need not be consistent; null: the present.
  std::shared_ptr<const Snapshot> EventualSnapshot() const;
  // Everybody sees the writes when this returns. They outlive the process from the next FlushLog
  // on. Nothing is committed of an empty batch, but it is refused like others: whoever has nothing
  // to write because of what he saw may have seen what is not durable yet.
  void Commit(WriteBatch* batch);
  // As Commit, of what the undo log is not to know of.
  void CommitForGood(WriteBatch* batch);
  // For tests: calls `hook` before each commit from now on. What it throws, Commit throws, and
  // nothing is committed. Call before any commit of another thread.
  void CallBeforeCommits(std::function<void()> hook) { before_commit_ = std::move(hook); }
  // Makes every commit visible before the call durable: hands the log to the operating system, and
  // with `fsync` to the device. One call for many commits costs as much as for one. No-op if
  // nothing is pending.
  void FlushLog();
  // 0: writes are accepted. Otherwise the number of the suspension, which no other one has: nothing
  // is committed in its course.
  uint64_t suspension() const { return suspension_.current(); }

  // In memory: throws ThrowOutOfMemory's error if the store has its share of the budget. Then it
  // starts to give back, in the background, what was deleted.
  void CheckMemory() {
    if (memory_ != nullptr && memory_->IsStoreFull()) CheckFullStore();
  }

  // Counters as committed so far.
  ItemCounters ReadCounters(uint32_t id) const;

  // A new id for a table or index, never given before, not in an earlier run either. Its rows live
  // until DropId.
  uint32_t NewId();
  // Holds an id beside whoever holds it already: its rows live until each has called DropId. After
  // opening: the rows of this id are in use.
  void KeepId(uint32_t id);
  // After opening, once, for who only reads: rows of ids that were forked are found. Throws
  // std::runtime_error if what is stored of layers is damaged.
  void LoadLayers();
  // After opening and all KeepIds, before rows are read or written: as LoadLayers, and rows of
  // other ids may go.
  void StartDroppingRows();

  // A fork of the rows and expiries of an id (layers.h): `copy`, a new id, has what `source` has,
  // and both go their own ways.
  struct Fork {
    uint32_t source = 0;
    uint32_t copy = 0;
    std::vector<uint32_t> source_layers;  // empty: as they are
    std::vector<uint32_t> copy_layers;    // empty: none
    bool wants_rows = false;  // there are too many layers: `copy` is to be given each row
  };
  // Takes the same time for any number of rows. Nobody may write to either id until ApplyFork.
  // To be followed by PutFork, a commit and ApplyFork, or by ReturnFork.
  Fork PrepareFork(uint32_t source, uint32_t copy);
  static void PutFork(const Fork& fork, WriteBatch* batch);
  void ApplyFork(const Fork& fork);
  void ReturnFork(const Fork& fork) noexcept;
  // Gives back an id that is not used after all: nothing was committed under it.
  void ReturnId(uint32_t id);
  // The rows, expiries, stream records and history of this id are never read again, where nobody
  // else holds it; their space comes back in the background. No-op for ids that are not in use.
  // Throws ApiError (kInternal) if the log cannot be flushed. Time grows with the number of files.
  void DropId(uint32_t id);
  // Where the ids begin that stand right before `id` and are not in use; `id` if there are none.
  uint32_t FirstUnusedIdBefore(uint32_t id) const;
  // Stream records of lower numbers are never read again, until told otherwise; their space comes
  // back in the background. Constant time.
  void ForgetStreamRecords(uint64_t below);
  // The history of a table before a time is never read again; its space comes back in the
  // background. Constant time.
  void ForgetHistory(uint32_t id, int64_t before_millis);
  // Gives back at once the space of whole files between two keys, of what is never read again.
  void DropFiles(const std::string& lower, const std::string& upper);

  // The undo log (undo_log.h). After opening: entries that come have higher numbers than those that
  // are there.
  void LoadUndo();
  // From now on every commit keeps what it replaces of records that belong to no id and of those of
  // these ids, and no stream record and no history is trimmed. Each keeper has ids of its own, and
  // needs the entries from `first` on; entries that none needs are never read again, and their
  // space comes back in the background. Nobody may commit meanwhile. Throws ApiError (kInternal) if
  // the log cannot be flushed; then only their space does not come back.
  void KeepUndo(const void* keeper, std::unordered_set<uint32_t> ids, uint64_t first);
  void NeedUndo(const void* keeper, uint64_t first);
  void StopUndo(const void* keeper);
  bool keeps_undo() const;
  // Entries that come have this number at least.
  uint64_t NextUndo() const;
  void SkipUndo(uint64_t next);
  // The entries from a number on.
  std::unique_ptr<Cursor> UndoFrom(uint64_t number) const;

  // DropId of each, which looks at the files once.
  void DropIds(std::span<const uint32_t> ids);
  // From now on EventualSnapshot sees nothing older than the present.
  void ForgetPast();

 private:
  friend class DirectoryRepair;

  // Gives back the entries of the undo log that nobody needs.
  void ForgetUndo();
  // Those of ids that nobody has: a kill came between the id's end and that of its layers.
  void DropUnusedLayers();
  // Lets go of an id once, and of what goes with it. Returns whether anybody's rows may go.
  bool LetGo(uint32_t id);
  bool GetPlain(std::string_view key, PinnedValue* value, const Snapshot* snapshot) const;
  bool GetInLayers(const std::vector<uint32_t>& layers, std::string_view key, PinnedValue* value,
                   const Snapshot* snapshot) const;
  // The bounds must outlive the iterator.
  std::unique_ptr<rocksdb::Iterator> NewIterator(const rocksdb::Slice* lower,
                                                 const rocksdb::Slice* upper,
                                                 const Snapshot* snapshot) const;
  std::unique_ptr<rocksdb::Iterator> NewIteratorInLayers(const std::vector<uint32_t>& layers,
                                                         std::string_view lower,
                                                         std::string_view upper,
                                                         const Snapshot* snapshot) const;
  // Whether a layer holds no row and no expiry.
  bool IsEmptyLayer(uint32_t layer) const;
  // Has a batch write to the layers of ids that have some.
  void WriteToLayers(rocksdb::WriteBatch* batch) const;

  Store(const LogSink& log, MemoryBudget* memory);
  void Write(WriteBatch* batch);
  uint64_t memory_limit() const { return memory_ == nullptr ? UINT64_MAX : memory_->limit(); }
  rocksdb::Options MakeOptions(rocksdb::Env* env) const;
  void Open(const std::string& path, rocksdb::Env* env);
  void LoadNextId();
  // Ids up to `last` are not given again.
  void SkipIds(uint32_t last);
  void ShortenLog();
  // Suspends writes, and throws, if `status` is a fault.
  void CheckWrite(const rocksdb::Status& status);
  void CheckNotSuspended();
  // Whether writes can go on; makes durable what was committed.
  bool Resume();
  bool HasFreeSpace() const;
  void CheckFullStore();
  void CountCommitted(size_t bytes);
  void CountMemory();

  mutable FaultLog faults_;
  Suspension suspension_;
  std::string path_;
  std::unique_ptr<rocksdb::Env> memory_env_;  // null: on disk
  std::shared_ptr<DataFileSystem> files_;     // null: in memory
  std::unique_ptr<rocksdb::Env> data_env_;    // of files_
  MemoryBudget* const memory_;                // in memory; null: unbounded
  std::atomic<size_t> uncounted_ = 0;         // committed since the last CountMemory
  std::unique_ptr<Reclaimer> reclaimer_;
  std::shared_ptr<LiveIds> live_ids_;
  std::unique_ptr<Layers> layers_;
  std::shared_ptr<DroppedFiles> dropped_files_;
  std::shared_ptr<BlockCache> block_cache_;
  std::unique_ptr<rocksdb::DB> db_;
  rocksdb::WriteOptions write_options_;
  bool fsync_ = false;
  std::unique_ptr<UndoLog> undo_log_;
  std::function<void()> before_commit_;  // of tests; may be empty
  std::atomic<uint64_t> flushed_ = 0;    // the log holds all up to this sequence number
  std::unique_ptr<EventualView>
      eventual_view_;  // null: such reads see the present; after db_, which it needs to end
};

}  // namespace pumice
