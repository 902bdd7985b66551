// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/store.h"

#include <rocksdb/convenience.h>
#include <rocksdb/env.h>
#include <rocksdb/options.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/transaction_log.h>

#include <optional>
#include <stdexcept>
#include <utility>

#include "engine/error/service.h"
#include "engine/storage/block_cache.h"
#include "engine/storage/counters.h"
#include "engine/storage/data_check.h"
#include "engine/storage/data_directory.h"
#include "engine/storage/data_directory_error.h"
#include "engine/storage/data_file_system.h"
#include "engine/storage/dropped_files.h"
#include "engine/storage/keyspace.h"
#include "engine/storage/layers.h"
#include "engine/storage/live_ids.h"
#include "engine/storage/partition_prefix.h"
#include "engine/storage/reclaimer.h"
#include "engine/storage/rocksdb_options.h"
#include "engine/storage/rocksdb_version.h"
#include "engine/storage/undo_log.h"

namespace pumice {
namespace {

constexpr char kNextIdName[] = "next-id";
// What an orderly end leaves in the log for the next start to read.
constexpr uint64_t kShortLog = 1 << 20;

// Writes that were suspended go on when there is this much room, beside what is to be written at
// once: not to stop again at the next one.
constexpr uint64_t kMinFreeSpace = 1 << 20;

rocksdb::Slice ToSlice(std::string_view view) { return {view.data(), view.size()}; }

// Of what cannot fail: batches of ours have no limit.
void Check(const rocksdb::Status& status) {
  if (!status.ok()) throw std::logic_error(status.ToString());
}

// For what RocksDB says of a directory that it does not open.
[[noreturn]] void RefuseDirectory(const std::string& path, const rocksdb::Status& status) {
  const std::string text = status.ToString();
  const auto says = [&](const char* words) { return text.find(words) != std::string::npos; };
  DataDirectoryError::Kind kind = DataDirectoryError::Kind::kFailed;
  std::string what = "cannot be opened: " + text.substr(0, text.find('\n'));
  if (status.IsNoSpace()) what = "has no room to be opened: " + text;
  if (says("LOCK") && (says("Permission denied") || says("not permitted"))) {
    kind = DataDirectoryError::Kind::kUnusable;
    what = "has a LOCK that this user may not open: change its owner or choose another directory";
  } else if (says("LOCK") && !status.IsNoSpace()) {
    kind = DataDirectoryError::Kind::kUnusable;
    what = "is in use by another pumice: stop that one or choose another directory";
  }
  throw DataDirectoryError(kind, path, ' ' + what);
}

[[noreturn]] void RefuseDamaged(const std::string& path, const Damage& damage) {
  const std::string what = ": " + damage.file + ' ' + damage.what;
  if (damage.unreadable) {
    throw DataDirectoryError(
        DataDirectoryError::Kind::kUnusable, path,
        what + ": make it readable for this user, or choose another directory");
  }
  throw DataDirectoryError(DataDirectoryError::Kind::kDamaged, path,
                           what + ": restore the directory from a copy");
}

// What RocksDB could not open a directory for, whose other files are good. It names the wrong file.
Damage FindDamagedTable(rocksdb::Env* env, const std::string& directory,
                        const rocksdb::Status& status) {
  const std::string text = status.ToString();
  rocksdb::Options options;
  options.env = env;
  for (const uint64_t table : ListDataFiles(env->GetFileSystem().get(), directory).tables) {
    rocksdb::SstFileReader reader(options);
    if (!reader.Open(directory + '/' + TableName(table)).ok())
      return {TableName(table), "is damaged"};
  }
  return {"a file", "is damaged (" + text.substr(0, text.find('\n')) + ")"};
}

// The logs of the runs before are to be read again at the next start too, as they are now. With
// `fsync` they are durable before anybody sees what is in them: a killed process may not have come
// to that.
void KeepLogs(DataFileSystem* files, const std::string& directory, bool fsync) {
  for (const uint64_t log : ListDataFiles(files, directory).logs) {
    const std::string path = directory + '/' + LogName(log);
    uint64_t size = 0;
    rocksdb::IOStatus status = files->GetFileSize(path, rocksdb::IOOptions(), &size, nullptr);
    files->LogExists(path, size);
    std::unique_ptr<rocksdb::FSWritableFile> file;
    if (status.ok() && fsync)
      status = files->ReopenWritableFile(path, rocksdb::FileOptions(), &file, nullptr);
    if (file != nullptr) status = file->Fsync(rocksdb::IOOptions(), nullptr);
    if (!status.ok()) RefuseDirectory(directory, status);
  }
}

// Refuses a directory that lacks anything of what was acknowledged.
void CheckDataDirectory(DataFileSystem* files, const std::string& directory, bool held_data,
                        bool fsync) {
  // Nobody writes to it meanwhile.
  rocksdb::FileLock* lock = nullptr;
  rocksdb::IOStatus status =
      files->LockFile(directory + "/LOCK", rocksdb::IOOptions(), &lock, nullptr);
  if (!status.ok()) RefuseDirectory(directory, status);
  const std::optional<Damage> damage = FindDamage(files, directory, held_data);
  if (!damage) KeepLogs(files, directory, fsync);
  status = files->UnlockFile(lock, rocksdb::IOOptions(), nullptr);
  if (!status.ok()) RefuseDirectory(directory, status);
  if (damage) RefuseDamaged(directory, *damage);
}

}  // namespace

void WriteBatch::Put(std::string_view key, std::string_view value) {
  Check(batch_.Put(ToSlice(key), ToSlice(value)));
}

void WriteBatch::Put(std::string_view key, std::string_view head, std::string_view tail) {
  const rocksdb::Slice key_parts[] = {ToSlice(key)};
  const rocksdb::Slice value_parts[] = {ToSlice(head), ToSlice(tail)};
  Check(batch_.Put(rocksdb::SliceParts(key_parts, 1), rocksdb::SliceParts(value_parts, 2)));
}

void WriteBatch::Put(std::string_view key, std::string_view head, std::string_view middle,
                     std::string_view tail) {
  const rocksdb::Slice key_parts[] = {ToSlice(key)};
  const rocksdb::Slice value_parts[] = {ToSlice(head), ToSlice(middle), ToSlice(tail)};
  Check(batch_.Put(rocksdb::SliceParts(key_parts, 1), rocksdb::SliceParts(value_parts, 3)));
}

void WriteBatch::Delete(std::string_view key) { Check(batch_.Delete(ToSlice(key))); }

void WriteBatch::DeleteRange(std::string_view from, std::string_view to) {
  Check(batch_.DeleteRange(ToSlice(from), ToSlice(to)));
}

void WriteBatch::AddToCounters(uint32_t id, const ItemCounters& delta) {
  Check(batch_.Merge(keyspace::CounterKey(id), EncodeCounters(delta)));
}

Store::Store(const LogSink& log, MemoryBudget* memory)
    : faults_(log),
      suspension_(log),
      memory_(memory),
      live_ids_(std::make_shared<LiveIds>()),
      layers_(std::make_unique<Layers>()),
      dropped_files_(std::make_shared<DroppedFiles>(live_ids_)),
      block_cache_(std::make_shared<BlockCache>(memory_limit() / 8)),
      undo_log_(std::make_unique<UndoLog>(this)) {}

std::unique_ptr<Store> Store::OpenInMemory(MemoryBudget* memory) {
  std::unique_ptr<Store> store(new Store(nullptr, memory));
  store->memory_env_.reset(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  store->write_options_.disableWAL = true;
  store->Open("/pumice", store->memory_env_.get());
  return store;
}

std::unique_ptr<Store> Store::OpenDirectory(const std::string& directory, bool fsync,
                                            rocksdb::Env* env, const LogSink& log) {
  const bool held_data = PrepareDataDirectory(directory);
  std::unique_ptr<Store> store(new Store(log, nullptr));
  store->fsync_ = fsync;
  if (env == nullptr) env = rocksdb::Env::Default();
  store->files_ = std::make_shared<DataFileSystem>(env->GetFileSystem());
  store->data_env_ = rocksdb::NewCompositeEnv(store->files_);
  CheckDataDirectory(store->files_.get(), directory, held_data, fsync);
  store->Open(directory, store->data_env_.get());
  if (!held_data) MarkHoldsData(directory);
  return store;
}

rocksdb::Options Store::MakeOptions(rocksdb::Env* env) const {
  return MakeRocksdbOptions(
      {env, persistent(), memory_limit(), block_cache_, live_ids_, dropped_files_});
}

void Store::Open(const std::string& path, rocksdb::Env* env) {
  path_ = path;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(MakeOptions(env), path, &db);
  if (status.IsCorruption()) RefuseDamaged(path, FindDamagedTable(env, path, status));
  if (!status.ok()) RefuseDirectory(path, status);
  db_.reset(db);
  block_cache_->Fit(db);
  if (memory_ != nullptr) reclaimer_ = std::make_unique<Reclaimer>(db, [this] { CountMemory(); });
  LoadNextId();
}

Store::~Store() {
  if (db_ == nullptr) return;
  reclaimer_.reset();
  if (persistent()) ShortenLog();
  rocksdb::CancelAllBackgroundWork(db_.get(), /*wait=*/true);
}

void Store::ShortenLog() {
  // The size of the log tells nothing of what is not in its file yet. If it fails, what was
  // acknowledged is there.
  (void)db_->FlushWAL(fsync_);
  rocksdb::VectorLogPtr logs;
  (void)db_->GetSortedWalFiles(logs);
  uint64_t size = 0;
  for (const auto& log : logs) size += log->SizeFileBytes();
  if (size < kShortLog) return;
  rocksdb::FlushOptions options;
  options.allow_write_stall = true;  // nobody writes any more
  // If it fails, the log still holds everything.
  (void)db_->Flush(options);
}

bool Store::Get(std::string_view key, PinnedValue* value, const Snapshot* snapshot) const {
  if (layers_->any()) [[unlikely]] {
    const auto layers = layers_->FindFor(key);
    if (layers != nullptr) return GetInLayers(*layers, key, value, snapshot);
  }
  return GetPlain(key, value, snapshot);
}

bool Store::GetInLayers(const std::vector<uint32_t>& layers, std::string_view key,
                        PinnedValue* value, const Snapshot* snapshot) const {
  for (const uint32_t layer : layers) {
    if (!GetPlain(KeyInLayer(key, layer), value, snapshot)) continue;
    return value->view() != kDeletedInLayer;
  }
  return false;
}

bool Store::GetPlain(std::string_view key, PinnedValue* value, const Snapshot* snapshot) const {
  rocksdb::ReadOptions options;
  if (snapshot != nullptr) options.snapshot = snapshot->snapshot_;
  value->slice_.Reset();
  const rocksdb::Status status =
      db_->Get(options, db_->DefaultColumnFamily(), ToSlice(key), &value->slice_);
  if (status.IsNotFound()) return false;
  faults_.Check(status);
  return true;
}

bool Store::Contains(std::string_view key) const {
  PinnedValue value;
  return Get(key, &value);
}

std::unique_ptr<Cursor> Store::NewCursor(std::string lower, std::string upper,
                                         const Snapshot* snapshot) const {
  std::unique_ptr<Cursor> cursor(new Cursor(&faults_, std::move(lower), std::move(upper)));
  if (layers_->any()) [[unlikely]] {
    const auto layers = layers_->FindFor(cursor->lower_);
    if (layers != nullptr) {
      cursor->iterator_ = NewIteratorInLayers(*layers, cursor->lower_, cursor->upper_, snapshot);
      return cursor;
    }
  }
  cursor->lower_slice_ = ToSlice(cursor->lower_);
  cursor->upper_slice_ = ToSlice(cursor->upper_);
  cursor->iterator_ = NewIterator(&cursor->lower_slice_, &cursor->upper_slice_, snapshot);
  return cursor;
}

std::unique_ptr<rocksdb::Iterator> Store::NewIterator(const rocksdb::Slice* lower,
                                                      const rocksdb::Slice* upper,
                                                      const Snapshot* snapshot) const {
  rocksdb::ReadOptions options;
  options.iterate_lower_bound = lower;
  options.iterate_upper_bound = upper;
  if (snapshot != nullptr) options.snapshot = snapshot->snapshot_;
  options.total_order_seek =
      !InOnePartition({lower->data(), lower->size()}, {upper->data(), upper->size()});
  return std::unique_ptr<rocksdb::Iterator>(db_->NewIterator(options));
}

std::unique_ptr<rocksdb::Iterator> Store::NewIteratorInLayers(const std::vector<uint32_t>& layers,
                                                              std::string_view lower,
                                                              std::string_view upper,
                                                              const Snapshot* snapshot) const {
  std::vector<std::unique_ptr<LayerPart>> parts;
  for (const uint32_t layer : layers) {
    parts.push_back(MakeLayerPart(lower, upper, layer));
    LayerPart& part = *parts.back();
    part.iterator = NewIterator(&part.lower_slice, &part.upper_slice, snapshot);
  }
  return NewLayeredIterator(lower.substr(0, keyspace::kRowPrefixSize), std::move(parts));
}

std::shared_ptr<const Snapshot> Store::TakeSnapshot() const {
  return std::shared_ptr<const Snapshot>(new Snapshot(db_.get()));
}

void Store::DelayEventualReads(const Clock* clock, int64_t millis) {
  eventual_view_ = std::make_unique<EventualView>(clock, millis);
}

std::shared_ptr<const Snapshot> Store::EventualSnapshot() const {
  return eventual_view_ == nullptr ? nullptr : eventual_view_->Now();
}

void Store::Commit(WriteBatch* batch) {
  if (undo_log_->keeps()) [[unlikely]] {
    undo_log_->Extend(batch);
  }
  Write(batch);
}

void Store::CommitForGood(WriteBatch* batch) { Write(batch); }

void Store::Write(WriteBatch* batch) {
  CheckNotSuspended();
  if (batch->empty()) return;
  if (before_commit_) before_commit_();
  if (eventual_view_ != nullptr) {
    eventual_view_->BeforeCommit([this] { return TakeSnapshot(); });
  }
  if (layers_->any()) [[unlikely]] {
    WriteToLayers(&batch->batch_);
  }
  CheckWrite(db_->Write(write_options_, &batch->batch_));
  if (memory_ != nullptr) CountCommitted(batch->batch_.GetDataSize());
}

void Store::CountCommitted(size_t bytes) {
  constexpr size_t kSeldom = 256 * 1024;
  const size_t uncounted = uncounted_.fetch_add(bytes, std::memory_order_relaxed) + bytes;
  if (uncounted < kSeldom) return;
  uncounted_.store(0, std::memory_order_relaxed);
  CountMemory();
}

void Store::CountMemory() {
  using Properties = rocksdb::DB::Properties;
  uint64_t sum = 0;
  for (const std::string* part : {&Properties::kSizeAllMemTables, &Properties::kTotalSstFilesSize,
                                  &Properties::kBlockCacheUsage}) {
    uint64_t bytes = 0;
    if (db_->GetIntProperty(*part, &bytes)) sum += bytes;
  }
  memory_->SetStored(sum);
}

void Store::CheckFullStore() {
  CountMemory();
  if (!memory_->IsStoreFull()) return;
  reclaimer_->Start();
  ThrowOutOfMemory(*memory_);
}

void Store::FlushLog() {
  if (!persistent()) return;
  // RocksDB moves this number on when a write can be seen, and has put it into the log's buffer
  // before.
  const uint64_t visible = db_->GetLatestSequenceNumber();
  uint64_t flushed = flushed_.load(std::memory_order_acquire);
  if (flushed >= visible) return;
  CheckNotSuspended();
  const uint64_t shortfalls = files_->shortfalls();
  CheckWrite(db_->FlushWAL(fsync_));
  if (files_->HasPending() || files_->shortfalls() != shortfalls) {
    CheckWrite(rocksdb::Status::NoSpace("the write-ahead log in " + path_));
  }
  while (flushed < visible && !flushed_.compare_exchange_weak(flushed, visible)) {
  }
}

void Store::CheckWrite(const rocksdb::Status& status) {
  if (status.ok()) return;
  suspension_.Begin(status.ToString());
  ThrowInternalError();
}

void Store::CheckNotSuspended() {
  if (suspension_.current() == 0 || suspension_.TryEnd([this] { return Resume(); })) return;
  ThrowInternalError();
}

bool Store::Resume() {
  // The log first: while it lacks something, what was committed is in memory only.
  if (!HasFreeSpace() || (persistent() && !files_->WritePending().ok())) return false;
  // If RocksDB stopped, this writes its buffers to files.
  return db_->Resume().ok();
}

bool Store::HasFreeSpace() const {
  uint64_t free = 0;
  if (!persistent() || !data_env_->GetFreeSpace(path_, &free).ok()) return true;
  return free >= kMinFreeSpace;
}

ItemCounters Store::ReadCounters(uint32_t id) const {
  PinnedValue value;
  return Get(keyspace::CounterKey(id), &value) ? DecodeCounters(value.view()) : ItemCounters();
}

void Store::LoadNextId() {
  PinnedValue value;
  const bool found = Get(keyspace::MetaKey(kNextIdName), &value);
  live_ids_->StartAt(found ? static_cast<uint32_t>(std::stoul(std::string(value.view()))) : 1);
}

void Store::SkipIds(uint32_t last) {
  const uint32_t reserved = live_ids_->SkipTo(last + 1);
  WriteBatch batch;
  batch.Put(keyspace::MetaKey(kNextIdName), std::to_string(reserved));
  Commit(&batch);
}

uint32_t Store::NewId() {
  return live_ids_->New([this](uint32_t reserved) {
    WriteBatch batch;
    batch.Put(keyspace::MetaKey(kNextIdName), std::to_string(reserved));
    Commit(&batch);
  });
}

void Store::KeepId(uint32_t id) { live_ids_->Keep(id); }

void Store::StartDroppingRows() {
  LoadLayers();
  DropUnusedLayers();
  live_ids_->Start();
}

void Store::ReturnId(uint32_t id) { live_ids_->Drop(id); }

void Store::DropId(uint32_t id) { DropIds({&id, 1}); }

uint32_t Store::FirstUnusedIdBefore(uint32_t id) const { return live_ids_->GapAround(id).first; }

void Store::ForgetStreamRecords(uint64_t below) { live_ids_->ForgetStreamRecords(below); }

void Store::ForgetHistory(uint32_t id, int64_t before_millis) {
  live_ids_->ForgetHistory(id, before_millis);
}

void Store::LoadUndo() { undo_log_->Load(); }

void Store::KeepUndo(const void* keeper, std::unordered_set<uint32_t> ids, uint64_t first) {
  undo_log_->Keep(keeper, std::move(ids), first);
  live_ids_->KeepOld(true);
  ForgetUndo();
}

void Store::NeedUndo(const void* keeper, uint64_t first) {
  undo_log_->Need(keeper, first);
  ForgetUndo();
}

void Store::StopUndo(const void* keeper) {
  undo_log_->Stop(keeper);
  live_ids_->KeepOld(undo_log_->keeps());
  ForgetUndo();
}

bool Store::keeps_undo() const { return undo_log_->keeps(); }

uint64_t Store::NextUndo() const { return undo_log_->next(); }

void Store::SkipUndo(uint64_t next) { undo_log_->SkipTo(next); }

std::unique_ptr<Cursor> Store::UndoFrom(uint64_t number) const {
  return NewCursor(keyspace::UndoKey(number), keyspace::KeyspaceEnd(keyspace::kUndo));
}

void Store::ForgetUndo() {
  const uint64_t below = undo_log_->FirstNeeded();
  // That nobody reads them must be as lasting as what says so.
  FlushLog();
  live_ids_->ForgetUndo(below);
  DropFiles(keyspace::UndoKey(0), keyspace::UndoKey(below));
}

void Store::DropIds(std::span<const uint32_t> ids) {
  if (ids.empty()) return;
  // That nobody reads them must be as lasting as that they are gone.
  FlushLog();
  bool any = false;
  for (const uint32_t id : ids) any = LetGo(id) || any;
  if (any) dropped_files_->Delete(db_.get());
}

void Store::ForgetPast() {
  if (eventual_view_ != nullptr) eventual_view_->Forget();
}

void Store::DropFiles(const std::string& lower, const std::string& upper) {
  const rocksdb::Slice begin = ToSlice(lower);
  const rocksdb::Slice end = ToSlice(upper);
  (void)rocksdb::DeleteFilesInRange(db_.get(), db_->DefaultColumnFamily(), &begin, &end, false);
}

}  // namespace pumice
