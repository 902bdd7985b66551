// SPDX-License-Identifier: Apache-2.0

#include "tools/hardening/crash/power_loss.h"

#include <rocksdb/file_system.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <vector>

#include "tools/hardening/support/random.h"

namespace pumice::hardening::crash {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

// How often an append writes back a part of what waits, and a change of names the oldest of those
// that wait.
constexpr uint64_t kWriteBackOneIn = 50;
constexpr uint64_t kNamesOneIn = 8;

// A file that is written to. Thread-safe.
class UnsyncedFile {
 public:
  UnsyncedFile(std::unique_ptr<rocksdb::FSWritableFile> file, uint64_t seed)
      : file_(std::move(file)), random_(seed) {}

  IOStatus Append(const Slice& data) {
    const std::lock_guard lock(mutex_);
    waiting_.append(data.data(), data.size());
    if (!random_.OneIn(kWriteBackOneIn)) return IOStatus::OK();
    return Write(random_.Below(waiting_.size() + 1));
  }

  IOStatus Sync() {
    const std::lock_guard lock(mutex_);
    return Write(waiting_.size());
  }

  uint64_t size() const {
    const std::lock_guard lock(mutex_);
    return written_ + waiting_.size();
  }

 private:
  IOStatus Write(size_t size) {
    if (size == 0) return IOStatus::OK();
    IOStatus status = file_->Append(Slice(waiting_.data(), size), IOOptions(), nullptr);
    if (status.ok()) status = file_->Flush(IOOptions(), nullptr);
    if (!status.ok()) return status;
    waiting_.erase(0, size);
    written_ += size;
    return status;
  }

  mutable std::mutex mutex_;
  std::unique_ptr<rocksdb::FSWritableFile> file_;
  std::string waiting_;  // not on disk
  uint64_t written_ = 0;
  Random random_;
};

// RocksDB's handle of an UnsyncedFile.
class WritableFile : public rocksdb::FSWritableFile {
 public:
  explicit WritableFile(std::shared_ptr<UnsyncedFile> file) : file_(std::move(file)) {}

  using FSWritableFile::Append;
  IOStatus Append(const Slice& data, const IOOptions&, IODebugContext*) override {
    return file_->Append(data);
  }
  IOStatus Truncate(uint64_t, const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Flush(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Sync(const IOOptions&, IODebugContext*) override { return file_->Sync(); }
  IOStatus Fsync(const IOOptions&, IODebugContext*) override { return file_->Sync(); }
  bool IsSyncThreadSafe() const override { return true; }
  uint64_t GetFileSize(const IOOptions&, IODebugContext*) override { return file_->size(); }

 private:
  std::shared_ptr<UnsyncedFile> file_;
};

// The names of a directory as the process sees them and as they are on disk. Not thread-safe.
class Names {
 public:
  // Where the file of a name is on disk; empty: there is none of that name.
  std::string Find(const std::string& name) const {
    if (const auto moved = moved_.find(name); moved != moved_.end()) return moved->second;
    return gone_.contains(name) ? std::string() : name;
  }

  void Create(const std::string& name, const std::string& file) {
    gone_.erase(name);
    moved_[name] = file;
    changes_.push_back({file, name});
  }
  void Rename(const std::string& from, const std::string& to) {
    moved_[to] = Find(from);
    gone_.erase(to);
    moved_.erase(from);
    gone_.insert(from);
    changes_.push_back({from, to});
  }
  void Delete(const std::string& name) {
    moved_.erase(name);
    gone_.insert(name);
    changes_.push_back({name, ""});
  }

  // Makes the oldest changes true on disk, in the order in which they were made.
  void Apply(size_t count) {
    count = std::min(count, changes_.size());
    for (size_t i = 0; i < count; ++i) Apply(changes_[i]);
    changes_.erase(changes_.begin(), changes_.begin() + static_cast<std::ptrdiff_t>(count));
    if (changes_.empty()) gone_.clear();
  }
  size_t waiting() const { return changes_.size(); }

  void EditList(const std::string& directory, std::vector<std::string>* children) const {
    std::erase_if(*children, [&](const std::string& child) {
      return gone_.contains(directory + '/' + child) || moved_.contains(directory + '/' + child);
    });
    for (const auto& [name, file] : moved_) children->push_back(name.substr(directory.size() + 1));
  }

 private:
  struct Change {
    std::string from;
    std::string to;  // empty: deleted
  };

  void Apply(const Change& change) {
    std::error_code ignored;
    if (change.to.empty()) {
      std::filesystem::remove(change.from, ignored);
      return;
    }
    std::filesystem::rename(change.from, change.to, ignored);
    for (auto it = moved_.begin(); it != moved_.end();) {
      if (it->second == change.from) it->second = change.to;
      it = it->second == it->first ? moved_.erase(it) : std::next(it);
    }
  }

  std::map<std::string, std::string> moved_;  // name to where its file still is
  std::set<std::string> gone_;                // names that may still be on disk
  std::vector<Change> changes_;
};

class PowerLossFileSystem : public rocksdb::FileSystemWrapper {
 public:
  PowerLossFileSystem(std::string directory, std::string waiting, uint64_t seed)
      : FileSystemWrapper(rocksdb::FileSystem::Default()),
        directory_(std::move(directory)),
        waiting_(std::move(waiting)),
        random_(seed) {}

  const char* Name() const override { return "pumice.power-loss"; }

  IOStatus NewWritableFile(const std::string& name, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                           IODebugContext* debug) override {
    const std::lock_guard lock(mutex_);
    const std::string file = waiting_ + '/' + std::to_string(next_file_++);
    std::unique_ptr<rocksdb::FSWritableFile> target;
    IOStatus status = FileSystemWrapper::NewWritableFile(file, options, &target, debug);
    if (!status.ok()) return status;
    files_[name] = std::make_shared<UnsyncedFile>(std::move(target), random_.Next());
    names_.Create(name, file);
    WriteBackNames();
    *result = std::make_unique<WritableFile>(files_[name]);
    return status;
  }

  // Those who read a file see all of it. Nothing of the data directory is read while it is written
  // to but at an orderly end.
  IOStatus NewSequentialFile(const std::string& name, const FileOptions& options,
                             std::unique_ptr<rocksdb::FSSequentialFile>* result,
                             IODebugContext* debug) override {
    const std::lock_guard lock(mutex_);
    if (!WriteBack(name)) return IOStatus::PathNotFound(name);
    return FileSystemWrapper::NewSequentialFile(names_.Find(name), options, result, debug);
  }
  IOStatus NewRandomAccessFile(const std::string& name, const FileOptions& options,
                               std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                               IODebugContext* debug) override {
    const std::lock_guard lock(mutex_);
    if (!WriteBack(name)) return IOStatus::PathNotFound(name);
    return FileSystemWrapper::NewRandomAccessFile(names_.Find(name), options, result, debug);
  }
  IOStatus ReopenWritableFile(const std::string& name, const FileOptions& options,
                              std::unique_ptr<rocksdb::FSWritableFile>* result,
                              IODebugContext* debug) override {
    const std::lock_guard lock(mutex_);
    if (!WriteBack(name)) return IOStatus::PathNotFound(name);
    return FileSystemWrapper::ReopenWritableFile(names_.Find(name), options, result, debug);
  }

  IOStatus FileExists(const std::string& name, const IOOptions& options,
                      IODebugContext* debug) override {
    const std::lock_guard lock(mutex_);
    const std::string file = names_.Find(name);
    if (file.empty()) return IOStatus::NotFound(name);
    return FileSystemWrapper::FileExists(file, options, debug);
  }
  IOStatus GetFileSize(const std::string& name, const IOOptions& options, uint64_t* size,
                       IODebugContext* debug) override {
    const std::lock_guard lock(mutex_);
    if (const auto file = files_.find(name); file != files_.end()) {
      *size = file->second->size();
      return IOStatus::OK();
    }
    const std::string file = names_.Find(name);
    if (file.empty()) return IOStatus::PathNotFound(name);
    return FileSystemWrapper::GetFileSize(file, options, size, debug);
  }
  IOStatus GetFileModificationTime(const std::string& name, const IOOptions& options,
                                   uint64_t* time, IODebugContext* debug) override {
    const std::lock_guard lock(mutex_);
    const std::string file = names_.Find(name);
    if (file.empty()) return IOStatus::PathNotFound(name);
    return FileSystemWrapper::GetFileModificationTime(file, options, time, debug);
  }
  IOStatus GetChildren(const std::string& directory, const IOOptions& options,
                       std::vector<std::string>* children, IODebugContext* debug) override {
    const std::lock_guard lock(mutex_);
    IOStatus status = FileSystemWrapper::GetChildren(directory, options, children, debug);
    if (status.ok() && directory == directory_) names_.EditList(directory, children);
    return status;
  }
  IOStatus GetChildrenFileAttributes(const std::string& directory, const IOOptions& options,
                                     std::vector<rocksdb::FileAttributes>* children,
                                     IODebugContext* debug) override {
    // Not the wrapper's: the list that this file system gives, edited, file by file.
    // NOLINTNEXTLINE(bugprone-parent-virtual-call)
    return FileSystem::GetChildrenFileAttributes(directory, options, children, debug);
  }

  IOStatus DeleteFile(const std::string& name, const IOOptions&, IODebugContext*) override {
    const std::lock_guard lock(mutex_);
    const std::string file = names_.Find(name);
    if (file.empty() || !std::filesystem::exists(file)) return IOStatus::PathNotFound(name);
    names_.Delete(name);
    files_.erase(name);
    WriteBackNames();
    return IOStatus::OK();
  }
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions&,
                      IODebugContext*) override {
    const std::lock_guard lock(mutex_);
    if (names_.Find(from).empty()) return IOStatus::PathNotFound(from);
    names_.Rename(from, to);
    files_.erase(to);
    if (auto file = files_.extract(from)) {
      file.key() = to;
      files_.insert(std::move(file));
    }
    WriteBackNames();
    return IOStatus::OK();
  }
  IOStatus LinkFile(const std::string&, const std::string&, const IOOptions&,
                    IODebugContext*) override {
    return IOStatus::NotSupported("links");
  }

  IOStatus NewDirectory(const std::string& directory, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* result,
                        IODebugContext* debug) override;

  void SyncNames() {
    const std::lock_guard lock(mutex_);
    names_.Apply(names_.waiting());
  }

 private:
  // What of the file waits is written, and who asks by its name may open it. False: there is no
  // such file.
  bool WriteBack(const std::string& name) {
    if (const auto file = files_.find(name); file != files_.end()) (void)file->second->Sync();
    return !names_.Find(name).empty();
  }

  void WriteBackNames() {
    if (random_.OneIn(kNamesOneIn)) names_.Apply(random_.Below(names_.waiting() + 1));
  }

  const std::string directory_;
  const std::string waiting_;
  std::mutex mutex_;
  Random random_;
  uint64_t next_file_ = 0;
  Names names_;
  std::map<std::string, std::shared_ptr<UnsyncedFile>>
      files_;  // those this process created, by name
};

class Directory : public rocksdb::FSDirectory {
 public:
  explicit Directory(PowerLossFileSystem* files) : files_(files) {}

  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    files_->SyncNames();
    return IOStatus::OK();
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }

 private:
  PowerLossFileSystem* files_;
};

IOStatus PowerLossFileSystem::NewDirectory(const std::string& directory, const IOOptions& options,
                                           std::unique_ptr<rocksdb::FSDirectory>* result,
                                           IODebugContext* debug) {
  if (directory != directory_) {
    return FileSystemWrapper::NewDirectory(directory, options, result, debug);
  }
  *result = std::make_unique<Directory>(this);
  return IOStatus::OK();
}

}  // namespace

std::unique_ptr<rocksdb::Env> NewPowerLossEnv(const std::string& directory,
                                              const std::string& waiting, uint64_t seed) {
  std::filesystem::create_directories(waiting);
  return rocksdb::NewCompositeEnv(std::make_shared<PowerLossFileSystem>(directory, waiting, seed));
}

}  // namespace pumice::hardening::crash
