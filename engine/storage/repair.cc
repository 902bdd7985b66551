// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/repair.h"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/sst_file_reader.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "engine/storage/data_check.h"
#include "engine/storage/data_directory.h"
#include "engine/storage/data_directory_error.h"
#include "engine/storage/data_file_system.h"
#include "engine/storage/keyspace.h"
#include "engine/storage/log_reader.h"
#include "engine/storage/store.h"

namespace pumice {

namespace fs = std::filesystem;

class DirectoryRepair {
 public:
  explicit DirectoryRepair(std::string directory)
      : directory_(std::move(directory)), files_(rocksdb::FileSystem::Default().get()) {}

  std::vector<std::string> Run() {
    if (!fs::is_directory(directory_)) {
      Fail("is no directory: name the one to repair", DataDirectoryError::Kind::kUnusable);
    }
    const bool held_data = PrepareDataDirectory(directory_);
    Lock();
    const std::optional<Damage> damage = FindDamage(files_, directory_, held_data);
    if (damage && damage->unreadable) {
      Unlock();
      Fail("cannot be repaired: " + damage->file + ' ' + damage->what);
    }
    data_ = ListDataFiles(files_, directory_);
    const bool manifest_is_good = !CheckManifest(files_, directory_, data_, &manifest_);
    const std::set<uint64_t> bad_tables = BadTables(manifest_is_good);
    if (!damage && bad_tables.empty()) {
      Unlock();
      return {"data directory " + directory_ + ": nothing is damaged"};
    }
    MendLogs();
    const bool rebuild = !manifest_is_good || !bad_tables.empty();
    if (rebuild) PutAsideForRebuild(manifest_is_good, bad_tables);
    (void)fs::remove(Path("PUMICE.files"));
    Unlock();
    if (rebuild) Rebuild();
    Finish(bad_tables);
    lines_.insert(lines_.begin(), "data directory " + directory_ +
                                      " is repaired; what was damaged is kept in " + Aside());
    return std::move(lines_);
  }

 private:
  [[noreturn]] void Fail(const std::string& why,
                         DataDirectoryError::Kind kind = DataDirectoryError::Kind::kFailed) const {
    throw DataDirectoryError(kind, directory_, ' ' + why);
  }

  std::string Path(const std::string& name) const { return directory_ + '/' + name; }

  void Lock() {
    if (files_->LockFile(Path("LOCK"), rocksdb::IOOptions(), &lock_, nullptr).ok()) return;
    Fail("cannot be locked: stop the pumice that uses it, and be its owner");
  }
  void Unlock() { (void)files_->UnlockFile(lock_, rocksdb::IOOptions(), nullptr); }

  // Where damaged files are kept; made when it is asked for first.
  const std::string& Aside() {
    for (int i = 1; aside_.empty(); ++i) {
      const std::string path = Path("PUMICE.damaged-" + std::to_string(i));
      if (fs::create_directory(path)) aside_ = path;
    }
    fs::permissions(aside_, fs::perms::owner_all);
    return aside_;
  }
  void CopyAside(const std::string& name) {
    if (fs::exists(Path(name)))
      fs::copy(Path(name), Aside() + '/' + name, fs::copy_options::overwrite_existing);
  }
  void MoveAside(const std::string& name) {
    if (fs::exists(Path(name))) fs::rename(Path(name), Aside() + '/' + name);
  }

  // Tables that are missing or cannot be read whole.
  std::set<uint64_t> BadTables(bool manifest_is_good) {
    const std::set<uint64_t>& tables = manifest_is_good ? manifest_.tables : data_.tables;
    std::set<uint64_t> bad;
    for (const uint64_t table : tables) {
      rocksdb::SstFileReader reader{rocksdb::Options()};
      rocksdb::Status status = reader.Open(Path(TableName(table)));
      if (status.ok()) status = reader.VerifyChecksum();
      if (status.ok()) continue;
      bad.insert(table);
      if (!fs::exists(Path(TableName(table))))
        lines_.push_back(TableName(table) + " is missing: its rows are lost");
    }
    return bad;
  }

  // Puts back what can be read of a damaged table, from its first row and from its last row towards
  // the damage, where no other table or log has a row of that key. Which of two versions was the
  // newer one is not known any more.
  void Salvage(uint64_t table, Store* store) {
    const std::string name = TableName(table);
    const std::string damaged = Aside() + '/' + name;
    if (!fs::exists(damaged)) return;
    rocksdb::SstFileReader reader(store->MakeOptions(store->data_env_.get()));
    Rows front;
    Rows back;
    if (reader.Open(damaged).ok()) ReadFromBothEnds(&reader, &front, &back);
    PutMissing(front, store);
    PutMissing(back, store);
    // Whoever lists tables finds none whose description is lost; its rows go with it.
    const bool lost_descriptions =
        front.empty() || front.back().first.front() <= keyspace::kCatalog;
    const size_t kept = front.size() + back.size();
    lines_.push_back(
        name + " is damaged: " +
        (kept == 0
             ? "its rows are lost, at most " + std::to_string(fs::file_size(damaged)) + " bytes"
             : std::to_string(kept) +
                   " of its rows are kept, what stood between two of them is lost") +
        (lost_descriptions ? "; tables whose descriptions stood there are gone" : ""));
  }

  using Rows = std::vector<std::pair<std::string, std::string>>;

  // `back` from the last row on. A file of tables has a bounded size, and so have its rows.
  static void ReadFromBothEnds(rocksdb::SstFileReader* reader, Rows* front, Rows* back) {
    rocksdb::ReadOptions options;
    options.verify_checksums = true;
    options.total_order_seek = true;
    const auto read = [](const rocksdb::Iterator& row) {
      return std::pair(row.key().ToString(), row.value().ToString());
    };
    std::unique_ptr<rocksdb::Iterator> row(reader->NewIterator(options));
    for (row->SeekToFirst(); row->Valid(); row->Next()) front->push_back(read(*row));
    if (row->status().ok()) return;
    row.reset(reader->NewIterator(options));
    for (row->SeekToLast(); row->Valid(); row->Prev()) {
      if (!front->empty() && row->key().compare(front->back().first) <= 0) return;
      back->push_back(read(*row));
    }
  }

  static void PutMissing(const Rows& rows, Store* store) {
    constexpr size_t kRowsOfBatch = 100;
    for (size_t i = 0; i < rows.size();) {
      WriteBatch batch;
      for (const size_t end = std::min(rows.size(), i + kRowsOfBatch); i < end; ++i) {
        if (!store->Contains(rows[i].first)) batch.Put(rows[i].first, rows[i].second);
      }
      store->Commit(&batch);
    }
  }

  // Cuts the logs off at the first damage.
  void MendLogs() {
    LogsEnd end;
    const std::optional<Damage> damage = CheckLogs(files_, directory_, data_, manifest_, &end);
    if (!damage) return;
    lines_.push_back(damage->file + ' ' + damage->what);
    uint64_t lost_commits = 0;
    uint64_t lost_bytes = 0;
    for (auto log = data_.logs.lower_bound(std::max(manifest_.first_log, end.log));
         log != data_.logs.end(); ++log) {
      const std::string name = LogName(*log);
      const uint64_t good = *log == end.log ? end.offset : 0;
      const uint64_t size = fs::file_size(Path(name));
      if (good == size) continue;
      std::string bytes;
      (void)ReadFileToString(files_, Path(name), &bytes);
      lost_commits += ReadBehindDamage(bytes, good).fragments;
      lost_bytes += size - good;
      CopyAside(name);
      fs::resize_file(Path(name), good);
    }
    lines_.push_back("of the logs " + std::to_string(end.commits) +
                     " commits are kept; what follows them is lost: " + std::to_string(lost_bytes) +
                     " bytes, with " + std::to_string(lost_commits) +
                     " commits that are whole, but build on what is damaged");
  }

  // Leaves what a new MANIFEST is to be made of.
  void PutAsideForRebuild(bool manifest_is_good, const std::set<uint64_t>& bad_tables) {
    for (const uint64_t manifest : data_.manifests) CopyAside(ManifestName(manifest));
    CopyAside("CURRENT");
    for (const uint64_t table : data_.tables) {
      // What is no part of the database any more would come back.
      if (bad_tables.contains(table) || (manifest_is_good && !manifest_.tables.contains(table))) {
        MoveAside(TableName(table));
      }
    }
    for (const uint64_t log : data_.logs) {
      if (log < manifest_.first_log) MoveAside(LogName(log));
    }
    if (!manifest_is_good)
      lines_.push_back("the MANIFEST is made anew from the tables and logs that are there");
  }

  void Rebuild() {
    Store store(nullptr, nullptr);
    Prepare(&store);
    const rocksdb::Status status =
        rocksdb::RepairDB(directory_, store.MakeOptions(store.data_env_.get()));
    if (!status.ok()) Fail("cannot be repaired: " + status.ToString());
    // RocksDB keeps there what it has made tables of, or could not use.
    const fs::path lost = Path("lost");
    if (!fs::exists(lost)) return;
    for (const auto& file : fs::directory_iterator(lost)) {
      const fs::path kept = Aside() + '/' + file.path().filename().string();
      if (!fs::exists(kept)) fs::rename(file.path(), kept);
    }
    fs::remove_all(lost);
  }

  void Prepare(Store* store) const {
    store->files_ = std::make_shared<DataFileSystem>(rocksdb::FileSystem::Default());
    store->data_env_ = rocksdb::NewCompositeEnv(store->files_);
  }

  // Opens what is left, puts back what can be read of damaged tables, and sees that ids which are
  // in use are not given again.
  void Finish(const std::set<uint64_t>& bad_tables) {
    Store store(nullptr, nullptr);
    Prepare(&store);
    store.Open(directory_, store.data_env_.get());
    for (auto table = bad_tables.rbegin(); table != bad_tables.rend(); ++table)
      Salvage(*table, &store);
    RemoveSnapshots(&store);
    uint32_t last = LastStreamId(store);
    for (const char keyspace :
         {keyspace::kRows, keyspace::kExpiries, keyspace::kCounters, keyspace::kStreamRecords}) {
      last = std::max(last, LastId(store, keyspace));
    }
    store.SkipIds(last);
    store.FlushLog();
    MarkHoldsData(directory_);
  }

  // What leads back to them may be incomplete.
  void RemoveSnapshots(Store* store) {
    WriteBatch batch;
    const auto cursor = store->NewCursor(keyspace::KeyspaceStart(keyspace::kSnapshots),
                                         keyspace::KeyspaceEnd(keyspace::kSnapshots));
    for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) batch.Delete(cursor->key());
    if (batch.empty()) return;
    store->Commit(&batch);
    lines_.push_back("the snapshots are removed, as what leads back to them may be incomplete");
  }

  static uint32_t LastStreamId(const Store& store) {
    uint32_t last = 0;
    const auto cursor = store.NewCursor(keyspace::KeyspaceStart(keyspace::kStreams),
                                        keyspace::KeyspaceEnd(keyspace::kStreams));
    for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
      last = std::max(last, keyspace::IdOfStreamKey(cursor->key()));
    }
    return last;
  }

  static uint32_t LastId(const Store& store, char keyspace) {
    const auto cursor =
        store.NewCursor(keyspace::KeyspaceStart(keyspace), keyspace::KeyspaceEnd(keyspace));
    cursor->SeekToLast();
    return cursor->Valid() && cursor->key().size() >= keyspace::kRowPrefixSize
               ? keyspace::RowId(cursor->key())
               : 0;
  }

  const std::string directory_;
  rocksdb::FileSystem* const files_;
  rocksdb::FileLock* lock_ = nullptr;
  DataFiles data_;
  Manifest manifest_;
  std::string aside_;
  std::vector<std::string> lines_;
};

std::vector<std::string> RepairDirectory(const std::string& directory) {
  try {
    return DirectoryRepair(directory).Run();
  } catch (const fs::filesystem_error& error) {
    throw DataDirectoryError(DataDirectoryError::Kind::kFailed, directory,
                             std::string(" cannot be repaired: ") + error.what());
  }
}

}  // namespace pumice
