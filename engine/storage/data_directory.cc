#include "engine/storage/data_directory.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace pumice {
namespace {

namespace fs = std::filesystem;

constexpr char kMarker[] = "PUMICE";
constexpr char kMarkerText[] = "pumice data, format 1\n";

[[noreturn]] void Refuse(const std::string& directory, const std::string& why) {
  throw std::runtime_error("data directory " + directory + ' ' + why);
}

bool IsEmpty(const fs::path& directory) {
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (!entry.path().filename().string().starts_with(kMarker)) return false;
  }
  return true;
}

// Written beside and renamed, so that a marker is always whole.
void WriteMarker(const fs::path& directory) {
  const fs::path beside = directory / (std::string(kMarker) + '.' + std::to_string(getpid()));
  {
    std::ofstream file(beside);
    file << kMarkerText;
    if (!file.flush()) Refuse(directory, "is not writable: choose another one with --data-dir");
  }
  fs::rename(beside, directory / kMarker);
}

void Prepare(const std::string& directory) {
  if (fs::exists(directory) && !fs::is_directory(directory)) {
    Refuse(directory, "is a file: name a directory with --data-dir");
  }
  fs::create_directories(directory);
  if (access(directory.c_str(), R_OK | W_OK | X_OK) != 0) {
    Refuse(directory, "is not writable: change its permissions or choose another one with --data-dir");
  }
  const fs::path marker = fs::path(directory) / kMarker;
  if (!fs::exists(marker)) {
    if (!IsEmpty(directory)) {
      Refuse(directory, "holds files that are not pumice's: choose an empty or a new one with --data-dir");
    }
    WriteMarker(directory);
    return;
  }
  std::ifstream file(marker);
  std::string text;
  std::getline(file, text);
  if (text + '\n' != kMarkerText) {
    Refuse(directory, "is of another version of pumice (" + text + "): choose another one with --data-dir");
  }
}

}  // namespace

void PrepareDataDirectory(const std::string& directory) {
  try {
    Prepare(directory);
  } catch (const fs::filesystem_error& error) {
    Refuse(directory, "cannot be used (" + error.code().message() + "): choose another one with --data-dir");
  }
}

}  // namespace pumice
