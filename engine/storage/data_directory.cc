// SPDX-License-Identifier: Apache-2.0

#include "engine/storage/data_directory.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

#include "engine/storage/data_directory_error.h"

namespace pumice {
namespace {

namespace fs = std::filesystem;

constexpr char kMarker[] = "PUMICE";
constexpr char kMarkerLine[] = "pumice data, format 3";
// What the marker of every format begins with.
constexpr char kMarkerStart[] = "pumice data, format ";
// The marker's second line, once there was a database.
constexpr char kHeldData[] = "holds data\n";

constexpr mode_t kOwnersDirectory = S_IRWXU;
constexpr mode_t kOwnersFile = S_IRUSR | S_IWUSR;

[[noreturn]] void Refuse(const std::string& directory, const std::string& why) {
  throw DataDirectoryError(DataDirectoryError::Kind::kUnusable, directory, ' ' + why);
}

bool IsEmpty(const fs::path& directory) {
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (!entry.path().filename().string().starts_with(kMarker)) return false;
  }
  return true;
}

bool IsPrintable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

bool Sync(const fs::path& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool synced = fsync(file) == 0;
  close(file);
  return synced;
}

bool WriteNewFile(const fs::path& path, std::string_view text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kOwnersFile);
  if (file < 0) return false;
  const bool written = fchmod(file, kOwnersFile) == 0 &&
                       write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       fsync(file) == 0;
  close(file);
  return written;
}

// Written beside and renamed, so that a marker is always whole.
void WriteMarker(const fs::path& directory, const std::string& text) {
  const fs::path beside = directory / (std::string(kMarker) + '.' + std::to_string(getpid()));
  if (!WriteNewFile(beside, text)) {
    const std::string why = errno == ENOSPC ? "has no room" : "is not writable";
    std::error_code ignored;
    fs::remove(beside, ignored);
    Refuse(directory, why + ": choose another one");
  }
  fs::rename(beside, directory / kMarker);
  Sync(directory);
}

// Only the owner may look into it, whatever the umask is.
void Create(const std::string& directory) {
  fs::path path = fs::absolute(directory).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  fs::create_directories(path.parent_path());
  if (mkdir(path.c_str(), kOwnersDirectory) != 0 && errno != EEXIST) {
    throw fs::filesystem_error("mkdir", path, std::error_code(errno, std::generic_category()));
  }
  fs::permissions(path, fs::perms::owner_all);
  Sync(path.parent_path());
}

bool Prepare(const std::string& directory) {
  if (fs::exists(directory) && !fs::is_directory(directory)) {
    Refuse(directory, "is a file: name a directory");
  }
  if (!fs::exists(directory)) Create(directory);
  if (access(directory.c_str(), R_OK | W_OK | X_OK) != 0) {
    Refuse(directory, "is not writable: change its permissions or choose another one");
  }
  const fs::path marker = fs::path(directory) / kMarker;
  if (!fs::exists(marker)) {
    if (!IsEmpty(directory)) {
      Refuse(directory, "holds files that are not pumice's: choose an empty or a new one");
    }
    WriteMarker(directory, std::string(kMarkerLine) + '\n');
    return false;
  }
  std::ifstream file(marker);
  if (!file) Refuse(directory, "belongs to another user: be that one or choose another one");
  std::string text;
  std::getline(file, text);
  if (!text.starts_with(kMarkerStart) || !IsPrintable(text)) {
    Refuse(directory, std::string("has a damaged file PUMICE, whose first line should be \"") +
                          kMarkerLine + "\": mend it, or choose another directory");
  }
  if (text != kMarkerLine) {
    Refuse(directory, "is of another version of pumice (" + text + "; this version reads \"" +
                          kMarkerLine + "\" only): choose another one");
  }
  std::getline(file, text);
  return text + '\n' == kHeldData;
}

}  // namespace

bool PrepareDataDirectory(const std::string& directory) {
  try {
    return Prepare(directory);
  } catch (const fs::filesystem_error& error) {
    Refuse(directory, "cannot be used (" + error.code().message() + "): choose another one");
  }
}

void MarkHoldsData(const std::string& directory) {
  try {
    WriteMarker(directory, std::string(kMarkerLine) + '\n' + kHeldData);
  } catch (const fs::filesystem_error& error) {
    Refuse(directory, "cannot be used (" + error.code().message() + "): choose another one");
  }
}

}  // namespace pumice
