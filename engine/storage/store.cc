#include "engine/storage/store.h"

#include <rocksdb/cache.h>
#include <rocksdb/compaction_filter.h>
#include <rocksdb/convenience.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/options.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/table.h>
#include <rocksdb/transaction_log.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

#include "engine/error/service.h"
#include "engine/storage/block_cache.h"
#include "engine/storage/counters.h"
#include "engine/storage/data_check.h"
#include "engine/storage/data_directory.h"
#include "engine/storage/data_directory_error.h"
#include "engine/storage/data_file_system.h"
#include "engine/storage/keyspace.h"
#include "engine/storage/partition_blocks.h"
#include "engine/storage/partition_prefix.h"
#include "engine/storage/skip_list_memtable.h"

namespace pumice {
namespace {

constexpr char kNextIdName[] = "next-id";
// Ids are reserved on disk in blocks, so that a new one seldom costs a write of its own.
constexpr uint32_t kIdBlock = 64;

constexpr size_t kWriteBufferSize = 32 << 20;
// What a start after kill -9 reads again is at most a write buffer's log: 10 MB take 30 to 40 ms.
constexpr size_t kWriteBufferSizeOnDisk = 12 << 20;
// A Query walks through each of these beside the others, over the older versions of its items.
constexpr int kOverlappingFiles = 2;
// What an orderly end leaves in the log for the next start to read.
constexpr uint64_t kShortLog = 1 << 20;
constexpr uint64_t kFirstLevelSizeOnDisk = 64 << 20;
// Single rows of a table whose blocks are many times what fits: a block is cached whole, for one row that is asked for.
constexpr size_t kRowCacheSize = 32 << 20;
constexpr int kRowCacheShardBits = 3;
constexpr int kOpenFiles = 1024;

// Writes that were suspended go on when there is this much room, beside what is to be written at once: not to stop again at the
// next one.
constexpr uint64_t kRoomToGoOn = 1 << 20;

rocksdb::Slice ToSlice(std::string_view view) { return {view.data(), view.size()}; }

// Of what cannot fail: batches of ours have no limit.
void Check(const rocksdb::Status& status) {
  if (!status.ok()) throw std::logic_error(status.ToString());
}

// Most of a large table is not in memory: a lookup should pass by write buffers, and meet few files.
void TuneForDisk(rocksdb::Options* options) {
  options->memtable_whole_key_filtering = true;
  options->memtable_prefix_bloom_size_ratio = 0.1;
  options->max_bytes_for_level_base = kFirstLevelSizeOnDisk;
  options->level_compaction_dynamic_level_bytes = true;
  options->row_cache = rocksdb::NewLRUCache(kRowCacheSize, kRowCacheShardBits);
  // What was just written is soon compacted; packing it takes the processor from the writers.
  options->compression_per_level = {rocksdb::kNoCompression, rocksdb::kLZ4Compression};
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
  throw DataDirectoryError(
      DataDirectoryError::Kind::kDamaged, path,
      ": " + damage.file + ' ' + damage.what + ": restore the directory from a copy");
}

// What RocksDB could not open a directory for, whose other files are good. It names the wrong file.
Damage FindDamagedTable(rocksdb::Env* env, const std::string& directory, const rocksdb::Status& status) {
  const std::string text = status.ToString();
  rocksdb::Options options;
  options.env = env;
  for (const uint64_t table : ListDataFiles(env->GetFileSystem().get(), directory).tables) {
    rocksdb::SstFileReader reader(options);
    if (!reader.Open(directory + '/' + TableName(table)).ok()) return {TableName(table), "is damaged"};
  }
  return {"a file", "is damaged (" + text.substr(0, text.find('\n')) + ")"};
}

// The logs of the runs before are to be read again at the next start too, as they are now. With `fsync` they are durable before anybody
// sees what is in them: a killed process may not have come to that.
void KeepLogs(DataFileSystem* files, const std::string& directory, bool fsync) {
  for (const uint64_t log : ListDataFiles(files, directory).logs) {
    const std::string path = directory + '/' + LogName(log);
    uint64_t size = 0;
    rocksdb::IOStatus status = files->GetFileSize(path, rocksdb::IOOptions(), &size, nullptr);
    files->LogExists(path, size);
    std::unique_ptr<rocksdb::FSWritableFile> file;
    if (status.ok() && fsync) status = files->ReopenWritableFile(path, rocksdb::FileOptions(), &file, nullptr);
    if (file != nullptr) status = file->Fsync(rocksdb::IOOptions(), nullptr);
    if (!status.ok()) RefuseDirectory(directory, status);
  }
}

// Refuses a directory that lacks anything of what was acknowledged.
void CheckDataDirectory(DataFileSystem* files, const std::string& directory, bool held_data, bool fsync) {
  // Nobody writes to it meanwhile.
  rocksdb::FileLock* lock = nullptr;
  rocksdb::IOStatus status = files->LockFile(directory + "/LOCK", rocksdb::IOOptions(), &lock, nullptr);
  if (!status.ok()) RefuseDirectory(directory, status);
  const std::optional<Damage> damage = FindDamage(files, directory, held_data);
  if (!damage) KeepLogs(files, directory, fsync);
  status = files->UnlockFile(lock, rocksdb::IOOptions(), nullptr);
  if (!status.ok()) RefuseDirectory(directory, status);
  if (damage) RefuseDamaged(directory, *damage);
}

// No part is so large that it could not be known in time that the whole is too large.
void TuneForLittleMemory(uint64_t limit, rocksdb::Options* options) {
  options->write_buffer_size = std::max<size_t>(limit / 16, 1 << 20);
  options->target_file_size_base = options->write_buffer_size;
  options->max_compaction_bytes = limit / 8;
}

// Says nothing: faults come back as a Status, and a log file in the data directory helps no user.
class SilentLogger : public rocksdb::Logger {
 public:
  SilentLogger() : Logger(rocksdb::InfoLogLevel::FATAL_LEVEL) {}
  using Logger::Logv;
  void Logv(const char*, va_list) override {}
};

// What RocksDB does about a full device is decided by the store: RocksDB looks for room each five seconds only, and gives up
// for good where it could not make a new log.
class FullDeviceListener : public rocksdb::EventListener {
 public:
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* error) override {
    using Severity = rocksdb::Status::Severity;
    if (!error->IsNoSpace()) return;
    // A compaction is tried again by itself.
    if (error->severity() < Severity::kHardError) *error = rocksdb::Status::OK();
    if (error->severity() == Severity::kFatalError) *error = rocksdb::Status(*error, Severity::kHardError);
  }
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status, bool* recover) override {
    *recover = false;
  }
};

}  // namespace

// Which row ids are in use. Ids from `next` on are not given yet, or are so new that a filter has not heard of them.
class Store::LiveIds {
 public:
  struct View {
    std::unordered_set<uint32_t> live;
    uint32_t next = 0;
    uint64_t first_stream_record = 0;

    bool IsDropped(uint32_t id) const { return id < next && !live.contains(id); }
  };

  void Keep(uint32_t id) {
    const std::lock_guard lock(mutex_);
    view_.live.insert(id);
  }
  void Drop(uint32_t id) {
    const std::lock_guard lock(mutex_);
    view_.live.erase(id);
  }
  void Start() {
    const std::lock_guard lock(mutex_);
    started_ = true;
  }
  void ForgetStreamRecords(uint64_t below) {
    const std::lock_guard lock(mutex_);
    view_.first_stream_record = below;
  }
  // What a compaction that starts now may drop.
  View Now() const {
    const std::lock_guard lock(mutex_);
    return started_ ? view_ : View();
  }

  // Gives an id; `reserve` commits that ids below a number may be given. A commit may wait for a flush, and that for Now:
  // `mutex_` must be free meanwhile.
  uint32_t New(const std::function<void(uint32_t)>& reserve) {
    const std::lock_guard giving(giving_mutex_);
    if (next_ == reserved_) {
      reserve(reserved_ + kIdBlock);
      reserved_ += kIdBlock;
    }
    const std::lock_guard lock(mutex_);
    view_.live.insert(next_);
    view_.next = next_ + 1;
    return next_++;
  }
  // The next id is at least this; the one below which ids are reserved.
  uint32_t SkipTo(uint32_t next) {
    const std::lock_guard giving(giving_mutex_);
    const std::lock_guard lock(mutex_);
    view_.next = next_ = reserved_ = std::max(reserved_, next);
    return reserved_;
  }
  void StartAt(uint32_t next) {
    const std::lock_guard giving(giving_mutex_);
    const std::lock_guard lock(mutex_);
    view_.next = next_ = reserved_ = next;
  }

 private:
  std::mutex giving_mutex_;  // before mutex_
  uint32_t next_ = 0;
  uint32_t reserved_ = 0;
  mutable std::mutex mutex_;
  View view_;
  bool started_ = false;
};

namespace {

// Leaves out the rows and expiries of ids that nobody reads any more, whole ids at a time and without a tombstone.
template <typename View>
class RowFilter : public rocksdb::CompactionFilter {
 public:
  explicit RowFilter(View view) : view_(std::move(view)) {}

  Decision FilterV2(int, const rocksdb::Slice& key, ValueType, const rocksdb::Slice&, std::string*,
                    std::string* skip_until) const override {
    if (key.size() < keyspace::kRowPrefixSize) return Decision::kKeep;
    if (key[0] == keyspace::kStreamRecords) return FilterStreamRecord(key, skip_until);
    if (key[0] != keyspace::kRows && key[0] != keyspace::kExpiries) return Decision::kKeep;
    if (!view_.IsDropped(keyspace::RowId({key.data(), key.size()}))) return Decision::kKeep;
    skip_until->assign(key.data(), keyspace::kRowPrefixSize);
    keyspace::MakeSuccessor(skip_until);
    return Decision::kRemoveAndSkipUntil;
  }

  bool IgnoreSnapshots() const override { return true; }
  const char* Name() const override { return "pumice.rows"; }

 private:
  // The records of a lane stand in the order of their numbers.
  Decision FilterStreamRecord(const rocksdb::Slice& key, std::string* skip_until) const {
    if (key.size() != keyspace::kStreamRecordKeySize) return Decision::kKeep;
    const uint64_t number = keyspace::SequenceOfStreamRecord({key.data(), key.size()});
    if (number >= view_.first_stream_record) return Decision::kKeep;
    *skip_until = keyspace::StreamRecordKey(keyspace::RowId({key.data(), key.size()}),
                                            keyspace::LaneOfStreamRecord({key.data(), key.size()}),
                                            view_.first_stream_record);
    return Decision::kRemoveAndSkipUntil;
  }

  View view_;
};

}  // namespace

class Store::RowFilterFactory : public rocksdb::CompactionFilterFactory {
 public:
  explicit RowFilterFactory(std::shared_ptr<LiveIds> live_ids) : live_ids_(std::move(live_ids)) {}

  std::unique_ptr<rocksdb::CompactionFilter> CreateCompactionFilter(
      const rocksdb::CompactionFilter::Context&) override {
    return std::make_unique<RowFilter<LiveIds::View>>(live_ids_->Now());
  }
  bool ShouldFilterTableFileCreation(rocksdb::TableFileCreationReason reason) const override {
    return reason == rocksdb::TableFileCreationReason::kFlush ||
           reason == rocksdb::TableFileCreationReason::kCompaction;
  }
  const char* Name() const override { return "pumice.rows"; }

 private:
  std::shared_ptr<LiveIds> live_ids_;
};

void WriteBatch::Put(std::string_view key, std::string_view value) {
  Check(batch_.Put(ToSlice(key), ToSlice(value)));
}

void WriteBatch::Put(std::string_view key, std::string_view head, std::string_view tail) {
  const rocksdb::Slice key_parts[] = {ToSlice(key)};
  const rocksdb::Slice value_parts[] = {ToSlice(head), ToSlice(tail)};
  Check(batch_.Put(rocksdb::SliceParts(key_parts, 1), rocksdb::SliceParts(value_parts, 2)));
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
      block_cache_(std::make_shared<BlockCache>(memory_limit() / 8)) {}

// Gives back the memory of what was deleted: compacts everything, one time at once, on a thread of its own.
class Store::Reclaimer {
 public:
  Reclaimer(rocksdb::DB* db, std::function<void()> done) : db_(db), done_(std::move(done)) {}
  ~Reclaimer() {
    db_->DisableManualCompaction();
    if (thread_.joinable()) thread_.join();
  }

  // No-op while it goes on, and where nothing was committed since it began last.
  void Start() {
    const std::lock_guard lock(mutex_);
    const uint64_t latest = db_->GetLatestSequenceNumber();
    if (running_ || latest == started_at_) return;
    if (thread_.joinable()) thread_.join();
    started_at_ = latest;
    running_ = true;
    thread_ = std::thread([this] {
      // If it fails, the store stays as full as it is.
      (void)db_->CompactRange(rocksdb::CompactRangeOptions(), nullptr, nullptr);
      done_();
      running_ = false;
    });
  }

 private:
  rocksdb::DB* const db_;
  const std::function<void()> done_;
  std::mutex mutex_;
  std::thread thread_;
  std::atomic<bool> running_ = false;
  uint64_t started_at_ = 0;
};

std::unique_ptr<Store> Store::OpenInMemory(MemoryBudget* memory) {
  std::unique_ptr<Store> store(new Store(nullptr, memory));
  store->memory_env_.reset(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  store->write_options_.disableWAL = true;
  store->Open("/pumice", store->memory_env_.get());
  return store;
}

std::unique_ptr<Store> Store::OpenDirectory(const std::string& directory, bool fsync, rocksdb::Env* env,
                                            LogSink log) {
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
  rocksdb::BlockBasedTableOptions table_options;
  table_options.block_cache = block_cache_->cache();
  table_options.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  // Memory stays bounded by the cache; partitions of a block's size keep a lookup from reading a whole file's filter when it
  // has fallen out of it.
  table_options.cache_index_and_filter_blocks = persistent();
  table_options.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table_options.partition_filters = true;
  table_options.flush_block_policy_factory = NewPartitionBlockPolicy();
  table_options.checksum = rocksdb::kXXH3;
  table_options.pin_l0_filter_and_index_blocks_in_cache = true;

  rocksdb::Options options;
  options.create_if_missing = true;
  options.env = env;
  options.info_log = std::make_shared<SilentLogger>();
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table_options));
  options.prefix_extractor = NewPartitionPrefix();
  options.memtable_factory = NewSkipListMemtableFactory();
  options.allow_concurrent_memtable_write = false;
  options.merge_operator = NewCounterMergeOperator();
  options.compaction_filter_factory = std::make_shared<RowFilterFactory>(live_ids_);
  options.compression = persistent() ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
  options.write_buffer_size = persistent() ? kWriteBufferSizeOnDisk : kWriteBufferSize;
  options.level0_file_num_compaction_trigger = kOverlappingFiles;
  if (persistent()) TuneForDisk(&options);
  if (memory_limit() / 16 < kWriteBufferSize) TuneForLittleMemory(memory_limit(), &options);
  options.listeners.push_back(block_cache_);
  options.listeners.push_back(std::make_shared<FullDeviceListener>());
  options.max_open_files = kOpenFiles;
  options.max_file_opening_threads = 1;
  // Opening must not grow with the data, and a small database must stay small.
  options.skip_stats_update_on_db_open = true;
  options.skip_checking_sst_file_sizes_on_db_open = true;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.avoid_flush_during_recovery = true;
  options.avoid_flush_during_shutdown = true;
  options.manual_wal_flush = true;
  // Reads on behind the torn end of a log, if the next log goes on exactly there. What else could end its reading early was refused
  // before (data_check.h).
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  return options;
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
  // The size of the log tells nothing of what is not in its file yet. If it fails, what was acknowledged is there.
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
  cursor->lower_slice_ = ToSlice(cursor->lower_);
  cursor->upper_slice_ = ToSlice(cursor->upper_);
  rocksdb::ReadOptions options;
  options.iterate_lower_bound = &cursor->lower_slice_;
  options.iterate_upper_bound = &cursor->upper_slice_;
  if (snapshot != nullptr) options.snapshot = snapshot->snapshot_;
  options.total_order_seek = !InOnePartition(cursor->lower_, cursor->upper_);
  cursor->iterator_.reset(db_->NewIterator(options));
  return cursor;
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
  CheckNotSuspended();
  if (batch->empty()) return;
  if (before_commit_) before_commit_();
  if (eventual_view_ != nullptr) {
    eventual_view_->BeforeCommit([this] { return TakeSnapshot(); });
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
  // RocksDB moves this number on when a write can be seen, and has put it into the log's buffer before.
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
  if (!HasRoom() || (persistent() && !files_->WritePending().ok())) return false;
  // If RocksDB stopped, this writes its buffers to files.
  return db_->Resume().ok();
}

bool Store::HasRoom() const {
  uint64_t free = 0;
  if (!persistent() || !data_env_->GetFreeSpace(path_, &free).ok()) return true;
  return free >= kRoomToGoOn;
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

void Store::StartDroppingRows() { live_ids_->Start(); }

void Store::ReturnId(uint32_t id) { live_ids_->Drop(id); }

void Store::DropId(uint32_t id) {
  // That nobody reads them must be as lasting as that they are gone.
  FlushLog();
  live_ids_->Drop(id);
  std::string first;
  keyspace::AppendRowPrefix(id, &first);
  std::string last = first;
  keyspace::MakeSuccessor(&last);
  // Whole files go at once; what shares a file with other rows goes when that file is compacted next.
  DropFiles(first, last);
}

void Store::ForgetStreamRecords(uint64_t below) { live_ids_->ForgetStreamRecords(below); }

void Store::DropFiles(const std::string& lower, const std::string& upper) {
  const rocksdb::Slice begin = ToSlice(lower);
  const rocksdb::Slice end = ToSlice(upper);
  (void)rocksdb::DeleteFilesInRange(db_.get(), db_->DefaultColumnFamily(), &begin, &end, false);
}

}  // namespace pumice
