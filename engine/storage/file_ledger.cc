// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/file_ledger.h"

#include <rocksdb/env.h>

#include <charconv>
#include <sstream>
#include <string_view>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace pumice {
namespace {

constexpr char kLedger[] = "/PUMICE.files";
constexpr char kLedgerBeside[] = "/PUMICE.files.new";

std::string WithChecksum(const std::string& text) {
  return text + "check " + std::to_string(XXH3_64bits(text.data(), text.size())) + '\n';
}

}  // namespace

uint64_t NumberOfFile(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const size_t digits = name.find_first_of("0123456789");
  uint64_t number = 0;
  if (digits != std::string_view::npos)
    std::from_chars(&name[digits], name.data() + name.size(), number);
  return number;
}

std::optional<LedgerEntry> ReadLedger(rocksdb::FileSystem* files, const std::string& directory) {
  std::string text;
  if (!ReadFileToString(files, directory + kLedger, &text).ok()) return std::nullopt;
  const size_t check = text.rfind("check ");
  if (check == std::string::npos || WithChecksum(text.substr(0, check)) != text)
    return std::nullopt;
  std::istringstream words(text.substr(0, check));
  std::string word;
  LedgerEntry entry;
  words >> word >> entry.manifest >> entry.manifest_size >> word;
  for (uint64_t log = 0, size = 0; words >> log >> size;) entry.logs[log] = size;
  return entry;
}

void FileLedger::LogExists(const std::string& path, uint64_t size) {
  const MutexLock lock(mutex_);
  entry_.logs[NumberOfFile(path)] = size;
}

void FileLedger::LogDeleted(const std::string& path) {
  const MutexLock lock(mutex_);
  entry_.logs.erase(NumberOfFile(path));
}

void FileLedger::ManifestCreated(const std::string& path) {
  const MutexLock lock(mutex_);
  created_ = NumberOfFile(path);
  created_size_ = 0;
}

void FileLedger::ManifestSynced(const std::string& path, uint64_t size) {
  const MutexLock lock(mutex_);
  const uint64_t number = NumberOfFile(path);
  if (number == created_) created_size_ = size;
  if (number != entry_.manifest || directory_.empty()) return;
  entry_.manifest_size = size;
  Write();
}

void FileLedger::ManifestIsCurrent(const std::string& current_path) {
  const MutexLock lock(mutex_);
  directory_ = current_path.substr(0, current_path.rfind('/'));
  entry_.manifest = created_;
  entry_.manifest_size = created_size_;
  Write();
}

// Beside and renamed, so that it is always whole. If there is no room for it, the one before stays,
// and lags behind.
void FileLedger::Write() {
  std::string text =
      "manifest " + std::to_string(entry_.manifest) + ' ' + std::to_string(entry_.manifest_size);
  text += "\nlogs";
  for (const auto& [log, size] : entry_.logs)
    text += ' ' + std::to_string(log) + ' ' + std::to_string(size);
  const std::string beside = directory_ + kLedgerBeside;
  if (WriteStringToFile(files_, WithChecksum(text + '\n'), beside).ok()) {
    (void)files_->RenameFile(beside, directory_ + kLedger, rocksdb::IOOptions(), nullptr);
  }
}

}  // namespace pumice
