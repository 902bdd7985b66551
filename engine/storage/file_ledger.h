// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <rocksdb/file_system.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "engine/base/mutex.h"

namespace pumice {

// What a data directory must hold at least: a MANIFEST and logs of these sizes; logs only as long
// as the MANIFEST needs them. A file that was cut off or is missing looks like one that a crash
// left, if nobody knows how it was before.
struct LedgerEntry {
  uint64_t manifest = 0;  // its number
  uint64_t manifest_size = 0;
  std::map<uint64_t, uint64_t> logs;  // number to size
};

// Null if there is no ledger, or one that is damaged: then less is noticed, and nothing else.
std::optional<LedgerEntry> ReadLedger(rocksdb::FileSystem* files, const std::string& directory);

// Keeps the ledger of a directory in its file PUMICE.files, from what RocksDB does to the others.
// Written when a MANIFEST has been synced, which is rare, and before nothing that depends on it: a
// ledger may lag behind. Thread-safe.
class FileLedger {
 public:
  explicit FileLedger(rocksdb::FileSystem* files) : files_(files) {}

  // Of files by their paths. The log has at least this size.
  void LogExists(const std::string& path, uint64_t size);
  void LogDeleted(const std::string& path);
  void ManifestCreated(const std::string& path);
  void ManifestSynced(const std::string& path, uint64_t size);
  // CURRENT names the MANIFEST that was created last.
  void ManifestIsCurrent(const std::string& current_path);

 private:
  void Write() REQUIRES(mutex_);

  rocksdb::FileSystem* const files_;
  Mutex mutex_;
  std::string directory_ GUARDED_BY(mutex_);  // empty until a MANIFEST is current
  LedgerEntry entry_ GUARDED_BY(mutex_);      // of the current MANIFEST
  uint64_t created_ GUARDED_BY(mutex_) = 0;   // the MANIFEST created last
  uint64_t created_size_ GUARDED_BY(mutex_) = 0;
};

// The number in the name of one of RocksDB's files: 12 of "…/000012.log" and of
// "…/MANIFEST-000012". 0 if there is none.
uint64_t NumberOfFile(std::string_view path);

}  // namespace pumice
