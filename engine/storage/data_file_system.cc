// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/data_file_system.h"

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <utility>
#include <vector>

#include "engine/base/mutex.h"

namespace pumice {
namespace {

using rocksdb::FSWritableFile;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

constexpr mode_t kOwnersOnly = S_IRUSR | S_IWUSR;

// Whatever the umask is. Where it fails there is no such file: `below` is not the machine's file
// system.
void MakeOwnersOnly(const std::string& path) { (void)chmod(path.c_str(), kOwnersOnly); }

}  // namespace

// A log whose file may be shorter than what was appended to it.
class PendingLog {
 public:
  PendingLog(std::string path, std::unique_ptr<FSWritableFile> file, rocksdb::FileSystem* below)
      : path_(std::move(path)), file_(std::move(file)), below_(below) {}

  const std::string& path() const { return path_; }
  FSWritableFile* file() const { return file_.get(); }

  // NoSpace: the rest of `data` is pending.
  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) {
    const MutexLock lock(mutex_);
    if (!pending_.empty()) {
      pending_.append(data.data(), data.size());
      return IOStatus::NoSpace(path_);
    }
    return Write(data, options, debug);
  }

  bool HasPending() const {
    const MutexLock lock(mutex_);
    return !pending_.empty();
  }

  // Closed at once or, if something is pending, once that is written.
  IOStatus Close(const IOOptions& options, IODebugContext* debug) {
    const MutexLock lock(mutex_);
    closed_ = true;
    return pending_.empty() ? file_->Close(options, debug) : IOStatus::OK();
  }

  IOStatus WritePending() {
    const MutexLock lock(mutex_);
    const std::string data = std::exchange(pending_, {});
    IOStatus status = Write(data, IOOptions(), nullptr);
    if (!status.ok() && pending_.empty()) pending_ = data;
    if (status.ok()) status = file_->Sync(IOOptions(), nullptr);
    if (status.ok() && closed_) status = file_->Close(IOOptions(), nullptr);
    return status;
  }

  uint64_t Size() const {
    const MutexLock lock(mutex_);
    return size_ + pending_.size();
  }

 private:
  IOStatus Write(const Slice& data, const IOOptions& options, IODebugContext* debug)
      REQUIRES(mutex_) {
    IOStatus status = file_->Append(data, options, debug);
    if (status.ok()) {
      size_ += data.size();
      return status;
    }
    if (!status.IsNoSpace()) return status;
    // The device may have taken a part of it.
    uint64_t size = 0;
    IOStatus found = below_->GetFileSize(path_, IOOptions(), &size, nullptr);
    if (!found.ok()) return found;
    const size_t written = std::min<size_t>(size - std::min(size, size_), data.size());
    size_ += written;
    pending_.assign(data.data() + written, data.size() - written);
    // What it took is in the file, but RocksDB's file does not count it, and cuts a log to its
    // count when it is closed. This changes the count only.
    IOStatus counted = file_->Truncate(size_, options, debug);
    return counted.ok() ? status : counted;
  }

  const std::string path_;
  const std::unique_ptr<FSWritableFile> file_;
  rocksdb::FileSystem* const below_;
  mutable Mutex mutex_;
  std::string pending_ GUARDED_BY(mutex_);
  uint64_t size_ GUARDED_BY(mutex_) = 0;  // of the file
  bool closed_ GUARDED_BY(mutex_) = false;
};

// The logs of a directory that have something pending, in the order in which they fell short.
class PendingLogs {
 public:
  bool any() const { return any_.load(std::memory_order_acquire); }
  uint64_t shortfalls() const { return shortfalls_.load(std::memory_order_acquire); }

  void Add(const std::shared_ptr<PendingLog>& log) {
    const MutexLock lock(mutex_);
    if (std::find(logs_.begin(), logs_.end(), log) == logs_.end()) logs_.push_back(log);
    any_.store(true, std::memory_order_release);
    shortfalls_.fetch_add(1, std::memory_order_release);
  }

  void Forget(const std::string& path) {
    const MutexLock lock(mutex_);
    std::erase_if(logs_, [&](const auto& log) { return log->path() == path; });
    any_.store(!logs_.empty(), std::memory_order_release);
  }

  IOStatus Write() {
    const MutexLock lock(mutex_);
    while (!logs_.empty()) {
      IOStatus status = logs_.front()->WritePending();
      if (!status.ok()) return status;
      logs_.erase(logs_.begin());
    }
    any_.store(false, std::memory_order_release);
    return IOStatus::OK();
  }

 private:
  Mutex mutex_;
  std::vector<std::shared_ptr<PendingLog>> logs_ GUARDED_BY(mutex_);
  std::atomic<bool> any_ = false;
  std::atomic<uint64_t> shortfalls_ = 0;
};

namespace {

// What RocksDB holds of a log. It hears of every fault but the want of room.
class LogFile : public rocksdb::FSWritableFileWrapper {
 public:
  LogFile(std::shared_ptr<PendingLog> log, std::shared_ptr<PendingLogs> pending)
      : FSWritableFileWrapper(log->file()), log_(std::move(log)), pending_(std::move(pending)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = log_->Append(data, options, debug);
    if (!status.IsNoSpace()) return status;
    pending_->Add(log_);
    return IOStatus::OK();
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    if (log_->HasPending()) pending_->Add(log_);
    return target()->Sync(options, debug);
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    if (log_->HasPending()) pending_->Add(log_);
    return target()->Fsync(options, debug);
  }
  IOStatus Close(const IOOptions& options, IODebugContext* debug) override {
    return log_->Close(options, debug);
  }
  uint64_t GetFileSize(const IOOptions&, IODebugContext*) override { return log_->Size(); }

 private:
  const std::shared_ptr<PendingLog> log_;
  const std::shared_ptr<PendingLogs> pending_;
};

class ManifestFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  ManifestFile(std::unique_ptr<FSWritableFile> file, std::string path, FileLedger* ledger)
      : FSWritableFileOwnerWrapper(std::move(file)), path_(std::move(path)), ledger_(ledger) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = target()->Append(data, options, debug);
    if (status.ok()) size_ += data.size();
    return status;
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    return Synced(target()->Sync(options, debug));
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Synced(target()->Fsync(options, debug));
  }

 private:
  IOStatus Synced(IOStatus status) {
    if (status.ok()) ledger_->ManifestSynced(path_, size_);
    return status;
  }

  const std::string path_;
  FileLedger* const ledger_;
  uint64_t size_ = 0;
};

}  // namespace

DataFileSystem::DataFileSystem(const std::shared_ptr<rocksdb::FileSystem>& below)
    : FileSystemWrapper(below), pending_(std::make_shared<PendingLogs>()), ledger_(this) {}

DataFileSystem::~DataFileSystem() = default;

bool DataFileSystem::HasPending() const { return pending_->any(); }

uint64_t DataFileSystem::shortfalls() const { return pending_->shortfalls(); }

IOStatus DataFileSystem::WritePending() { return pending_->Write(); }

IOStatus DataFileSystem::NewWritableFile(const std::string& path,
                                         const rocksdb::FileOptions& options,
                                         std::unique_ptr<FSWritableFile>* file,
                                         IODebugContext* debug) {
  IOStatus status = FileSystemWrapper::NewWritableFile(path, options, file, debug);
  if (!status.ok()) return status;
  MakeOwnersOnly(path);
  if (path.ends_with(".log")) {
    auto log = std::make_shared<PendingLog>(path, std::move(*file), target());
    *file = std::make_unique<LogFile>(std::move(log), pending_);
    ledger_.LogExists(path, 0);
  } else if (path.find("/MANIFEST-") != std::string::npos) {
    *file = std::make_unique<ManifestFile>(std::move(*file), path, &ledger_);
    ledger_.ManifestCreated(path);
  }
  return status;
}

IOStatus DataFileSystem::DeleteFile(const std::string& path, const IOOptions& options,
                                    IODebugContext* debug) {
  pending_->Forget(path);
  if (path.ends_with(".log")) ledger_.LogDeleted(path);
  return FileSystemWrapper::DeleteFile(path, options, debug);
}

IOStatus DataFileSystem::RenameFile(const std::string& from, const std::string& to,
                                    const IOOptions& options, IODebugContext* debug) {
  IOStatus status = FileSystemWrapper::RenameFile(from, to, options, debug);
  if (status.ok() && to.ends_with("/CURRENT")) ledger_.ManifestIsCurrent(to);
  return status;
}

IOStatus DataFileSystem::LockFile(const std::string& path, const IOOptions& options,
                                  rocksdb::FileLock** lock, IODebugContext* debug) {
  IOStatus status = FileSystemWrapper::LockFile(path, options, lock, debug);
  if (status.ok()) MakeOwnersOnly(path);
  return status;
}

}  // namespace pumice
