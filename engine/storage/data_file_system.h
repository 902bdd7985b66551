// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <rocksdb/file_system.h>

#include <cstdint>
#include <memory>
#include <string>

#include "engine/storage/file_ledger.h"

namespace pumice {

class PendingLogs;

// What RocksDB sees of the data directory. It makes files that only their owner may read, keeps a
// ledger of the files that must be there (file_ledger.h), and makes write-ahead logs that survive a
// full device: RocksDB drops what a log had no room for, and trusts neither that log nor itself
// from then on. Such a log keeps its bytes in memory instead, in order, until WritePending finds
// room for them; the file is never damaged, at most short.
//
// Whoever commits must stop while anything is pending: what is kept in memory is bounded by what
// was being committed when the device became full. Thread-safe.
class DataFileSystem : public rocksdb::FileSystemWrapper {
 public:
  explicit DataFileSystem(const std::shared_ptr<rocksdb::FileSystem>& below);
  ~DataFileSystem() override;

  // A log that is there before RocksDB opens the directory, and its size.
  void LogExists(const std::string& path, uint64_t size) { ledger_.LogExists(path, size); }

  // Whether a log lacks something that was appended to it.
  bool HasPending() const;
  // Grows whenever a log could not write or sync everything that it was asked to.
  uint64_t shortfalls() const;
  // Writes and syncs what is pending. NoSpace if there is still not enough room.
  rocksdb::IOStatus WritePending();

  const char* Name() const override { return "pumice.data"; }
  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus LockFile(const std::string& path, const rocksdb::IOOptions& options,
                             rocksdb::FileLock** lock, rocksdb::IODebugContext* debug) override;

 private:
  std::shared_ptr<PendingLogs> pending_;
  FileLedger ledger_;
};

}  // namespace pumice
