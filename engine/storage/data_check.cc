// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/data_check.h"

#include <rocksdb/env.h>

#include <cstdio>
#include <map>
#include <utility>
#include <vector>

#include "engine/storage/file_ledger.h"

namespace pumice {
namespace {

constexpr size_t kCommitHeaderSize = 12;  // sequence number (8 bytes), count (4)

std::string Numbered(const char* format, uint64_t number) {
  char name[40];
  std::snprintf(name, sizeof(name), format, static_cast<unsigned long long>(number));
  return name;
}

uint64_t LittleEndian(std::string_view bytes) {
  uint64_t value = 0;
  for (size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  return value;
}

rocksdb::IOStatus ReadFile(rocksdb::FileSystem* files, const std::string& directory,
                           const std::string& name, std::string* bytes) {
  return ReadFileToString(files, directory + '/' + name, bytes);
}

std::optional<Damage> CannotRead(std::string name, const rocksdb::IOStatus& status) {
  return Damage{std::move(name), "cannot be read (" + status.ToString() + ")", /*unreadable=*/true};
}

std::string DamagedAt(uint64_t offset) {
  return "is damaged behind byte " + std::to_string(offset);
}

// Follows the sequence numbers of commits through the logs: none is missing between two.
class CommitChain {
 public:
  bool broken() const { return broken_; }
  uint64_t commits() const { return commits_; }

  // False if the chain is broken by this commit or before.
  bool Add(std::string_view commit) {
    if (broken_) return false;
    if (commit.size() < kCommitHeaderSize) return broken_ = true, false;
    const uint64_t sequence = LittleEndian(commit.substr(0, 8));
    const uint64_t count = LittleEndian(commit.substr(8, 4));
    if (started_ && sequence != next_) return broken_ = true, false;
    started_ = true;
    next_ = sequence + count;
    ++commits_;
    return true;
  }

 private:
  uint64_t next_ = 0;
  bool started_ = false;
  bool broken_ = false;
  uint64_t commits_ = 0;
};

}  // namespace

std::string LogName(uint64_t number) { return Numbered("%06llu.log", number); }
std::string TableName(uint64_t number) { return Numbered("%06llu.sst", number); }
std::string ManifestName(uint64_t number) { return Numbered("MANIFEST-%06llu", number); }

DataFiles ListDataFiles(rocksdb::FileSystem* files, const std::string& directory) {
  DataFiles data;
  std::vector<std::string> names;
  (void)files->GetChildren(directory, rocksdb::IOOptions(), &names, nullptr);
  for (const std::string& name : names) {
    const uint64_t number = NumberOfFile(name);
    if (name == LogName(number)) data.logs.insert(number);
    if (name == TableName(number)) data.tables.insert(number);
    if (name == ManifestName(number)) data.manifests.insert(number);
    if (name == "CURRENT") {
      data.current_status = ReadFileToString(files, directory + "/CURRENT", &data.current);
      if (data.current.empty()) data.current = "\n";
    }
  }
  return data;
}

std::optional<Damage> CheckManifest(rocksdb::FileSystem* files, const std::string& directory,
                                    const DataFiles& data, Manifest* manifest) {
  if (data.current.empty()) return Damage{"CURRENT", "is missing"};
  if (!data.current_status.ok()) return CannotRead("CURRENT", data.current_status);
  const uint64_t number = NumberOfFile(data.current);
  const std::string name = ManifestName(number);
  if (data.current != name + '\n') return Damage{"CURRENT", "is damaged"};
  if (!data.manifests.contains(number)) return Damage{name, "is missing, which CURRENT names"};
  std::string bytes;
  const rocksdb::IOStatus status = ReadFile(files, directory, name, &bytes);
  if (!status.ok()) return CannotRead(name, status);
  std::optional<Manifest> read = ReadManifest(bytes);
  if (!read) return Damage{name, "is damaged"};
  if (read->end.kind == LogEnd::Kind::kDamaged) return Damage{name, DamagedAt(read->end.offset)};
  const std::optional<LedgerEntry> ledger = ReadLedger(files, directory);
  if (ledger && ledger->manifest == number && read->end.offset < ledger->manifest_size) {
    return Damage{name, "is cut off at byte " + std::to_string(read->end.offset)};
  }
  *manifest = *std::move(read);
  return std::nullopt;
}

std::optional<Damage> CheckLogs(rocksdb::FileSystem* files, const std::string& directory,
                                const DataFiles& data, const Manifest& manifest, LogsEnd* end) {
  // With the sizes that are known of them.
  std::map<uint64_t, uint64_t> needed;
  if (std::optional<LedgerEntry> ledger = ReadLedger(files, directory))
    needed = std::move(ledger->logs);
  needed.erase(needed.begin(), needed.lower_bound(manifest.first_log));
  for (auto log = data.logs.lower_bound(manifest.first_log); log != data.logs.end(); ++log)
    needed.emplace(*log, 0);
  CommitChain chain;
  std::string torn;  // the log before, if it has a torn end
  for (const auto& [number, known_size] : needed) {
    const std::string name = LogName(number);
    if (!data.logs.contains(number)) return Damage{name, "is missing"};
    std::string bytes;
    const rocksdb::IOStatus status = ReadFile(files, directory, name, &bytes);
    if (!status.ok()) return CannotRead(name, status);
    uint64_t good = 0;
    const LogEnd log_end = ReadLog(bytes, [&](std::string_view commit, uint64_t commit_end) {
      if (chain.Add(commit)) good = commit_end;
    });
    // A log of which nothing is good, behind a break in the chain, is not counted.
    if (end != nullptr && (good > 0 || !chain.broken())) *end = {number, good, chain.commits()};
    if (chain.broken()) {
      if (good == 0 && !torn.empty()) return Damage{torn, "is cut off"};
      if (good == 0) return Damage{name, "lacks what was written before it: a log is missing"};
      return Damage{name, DamagedAt(good)};
    }
    if (bytes.size() < known_size)
      return Damage{name, "is cut off at byte " + std::to_string(bytes.size())};
    if (log_end.kind == LogEnd::Kind::kDamaged) return Damage{name, DamagedAt(log_end.offset)};
    torn = name;  // even if it is whole: it may have been cut between two commits
  }
  if (needed.empty()) return Damage{"*.log", "is missing: there is no log"};
  return std::nullopt;
}

std::optional<Damage> FindDamage(rocksdb::FileSystem* files, const std::string& directory,
                                 bool held_data) {
  const DataFiles data = ListDataFiles(files, directory);
  // The first start may have ended before CURRENT was there.
  const bool is_new =
      data.current.empty() && !held_data && data.logs.empty() && data.tables.empty();
  if (is_new && (data.manifests.empty() || *data.manifests.rbegin() == 1)) return std::nullopt;
  Manifest manifest;
  if (std::optional<Damage> damage = CheckManifest(files, directory, data, &manifest))
    return damage;
  for (const uint64_t table : manifest.tables) {
    if (!data.tables.contains(table)) return Damage{TableName(table), "is missing"};
  }
  // Without data before: the first start may have ended before there was a log.
  if (!held_data && data.logs.empty() && manifest.first_log == 0) return std::nullopt;
  return CheckLogs(files, directory, data, manifest);
}

}  // namespace pumice
