// SPDX-License-Identifier: Apache-2.0

#include "tools/hardening/crash/damage.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <vector>

namespace pumice::hardening::crash {
namespace {

namespace fs = std::filesystem;

// RocksDB's log format: blocks of records, each with a header of a checksum (4 bytes), a length (2)
// and a type (1).
constexpr uint64_t kBlock = 32768;
constexpr uint64_t kHeader = 7;
constexpr unsigned char kFull = 1;
constexpr unsigned char kFirst = 2;

std::string Read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void Write(const fs::path& path, const std::string& bytes) {
  fs::remove(path);
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

// "log", "sst", "MANIFEST", "CURRENT", …
std::string KindOf(const fs::path& path) {
  const std::string name = path.filename().string();
  if (path.has_extension() && name.find_first_not_of("0123456789") == name.find('.')) {
    return path.extension().string().substr(1);
  }
  return name.substr(0, name.find('-'));
}

// Of one kind, by random.
fs::path PickFile(const fs::path& directory, Random* random) {
  std::map<std::string, std::vector<fs::path>> kinds;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.is_regular_file() && entry.file_size() > 0)
      kinds[KindOf(entry.path())].push_back(entry.path());
  }
  if (kinds.empty()) throw std::runtime_error("there is nothing in " + directory.string());
  auto& paths =
      std::next(kinds.begin(), static_cast<std::ptrdiff_t>(random->Below(kinds.size())))->second;
  std::sort(paths.begin(), paths.end());
  return paths[random->Below(paths.size())];
}

bool IsNewestLog(const fs::path& path) {
  if (path.extension() != ".log") return false;
  for (const auto& entry : fs::directory_iterator(path.parent_path())) {
    if (entry.path().extension() == ".log" && entry.path().filename() > path.filename())
      return false;
  }
  return true;
}

}  // namespace

uint64_t LastRecordOfLog(const std::string& log) {
  uint64_t last = log.size();
  for (uint64_t at = 0; at + kHeader <= log.size();) {
    if (kBlock - at % kBlock < kHeader) {
      at += kBlock - at % kBlock;
      continue;
    }
    const auto byte = [&](uint64_t i) { return uint64_t{static_cast<unsigned char>(log[at + i])}; };
    const uint64_t type = byte(6);
    if (type == 0) break;
    if (type == kFull || type == kFirst) last = at;
    at += kHeader + byte(4) + (byte(5) << 8);
  }
  return last;
}

Damage DamageDirectory(const fs::path& directory, Random* random) {
  const fs::path path = PickFile(directory, random);
  std::string bytes = Read(path);
  const uint64_t last_record = IsNewestLog(path) ? LastRecordOfLog(bytes) : bytes.size();
  Damage damage;
  uint64_t first = bytes.size();
  const auto flip = [&] {
    const uint64_t at = random->Below(bytes.size());
    const uint64_t bit = random->Below(8);
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << bit));
    first = std::min(first, at);
    damage.what += (damage.what.empty() ? "bit " : ", bit ") + std::to_string(bit) + " of byte " +
                   std::to_string(at);
  };
  const uint64_t kind = random->Below(10);
  if (kind < 6) {
    flip();
  } else if (kind < 8) {
    for (uint64_t i = 2 + random->Below(6); i > 0; --i) flip();
  } else if (kind == 8 || path.extension() == ".log") {
    const uint64_t at = random->Below(bytes.size());
    const uint64_t size = std::min<uint64_t>(bytes.size() - at, 512);
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), size, '\0');
    first = at;
    damage.what = std::to_string(size) + " zeros from byte " + std::to_string(at);
  } else {
    bytes.resize(random->Below(bytes.size()));
    damage.what = "an end after " + std::to_string(bytes.size()) + " bytes";
    first = bytes.size();
  }
  damage.what += " of " + path.filename().string();
  damage.in_last_record = IsNewestLog(path) && first >= last_record;
  Write(path, bytes);
  return damage;
}

void CopyDirectory(const fs::path& from, const fs::path& to) {
  fs::create_directories(to);
  for (const auto& entry : fs::directory_iterator(from)) {
    const fs::path target = to / entry.path().filename();
    if (entry.path().extension() == ".sst") {
      fs::create_hard_link(entry.path(), target);
    } else {
      fs::copy_file(entry.path(), target);
    }
  }
}

}  // namespace pumice::hardening::crash
