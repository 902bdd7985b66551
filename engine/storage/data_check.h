// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <rocksdb/file_system.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "engine/storage/manifest.h"

namespace pumice {

// The files of a data directory, each kind by number.
struct DataFiles {
  std::string current;               // what CURRENT names; empty if there is none
  rocksdb::IOStatus current_status;  // of reading CURRENT
  std::set<uint64_t> manifests;
  std::set<uint64_t> logs;
  std::set<uint64_t> tables;
};
DataFiles ListDataFiles(rocksdb::FileSystem* files, const std::string& directory);

std::string LogName(uint64_t number);       // "000012.log"
std::string TableName(uint64_t number);     // "000012.sst"
std::string ManifestName(uint64_t number);  // "MANIFEST-000012"

// Something that no crash leaves behind.
struct Damage {
  std::string file;         // its name in the directory
  std::string what;         // "is damaged at byte 12"
  bool unreadable = false;  // the device or the user's rights stand in the way, not what is in it
};

// The first damage of the MANIFEST and of what names it; fills `manifest`.
std::optional<Damage> CheckManifest(rocksdb::FileSystem* files, const std::string& directory,
                                    const DataFiles& data, Manifest* manifest);

// The first damage of the logs that `manifest` needs. `end`, if given, learns up to where they are
// good.
struct LogsEnd {
  uint64_t log = 0;     // the number of the last log that is good, at least in part; 0: none is
  uint64_t offset = 0;  // the end of what is good in it
  uint64_t commits = 0;
};
std::optional<Damage> CheckLogs(rocksdb::FileSystem* files, const std::string& directory,
                                const DataFiles& data, const Manifest& manifest,
                                LogsEnd* end = nullptr);

// Whether RocksDB, opening the directory, finds all that was acknowledged: the first damage that
// stands against it. It notices less itself: it opens as an older or an empty database what has a
// log, the end of one or of the MANIFEST missing. Nobody else may be using the directory. Takes as
// long as reading the logs does.
std::optional<Damage> FindDamage(rocksdb::FileSystem* files, const std::string& directory,
                                 bool held_data);

}  // namespace pumice
