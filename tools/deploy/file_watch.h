// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/platform.h"

namespace pumice::deploy {

// Tells when a template may have changed: a file that ends like one (.yaml, .json, .tf and the
// like), in the folders that are given, in those of the files that are given, or below. Folders
// that tools make (node_modules, .git, .terraform) are not looked into. Linux tells of changes
// (inotify); elsewhere the folders are looked through twice a second.
class FileWatch {
 public:
  // Throws std::runtime_error if that cannot be watched.
  explicit FileWatch(const std::vector<std::string>& paths);
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

  // Until a file changes, and then until nothing has for a tenth of a second, as editors write in
  // several steps. False: nothing has changed in `limit`. What changed since the last call, or
  // since this was made, counts.
  bool Wait(std::optional<std::chrono::milliseconds> limit = std::nullopt);

 private:
#if PUMICE_LINUX
  void Watch(const std::string& folder);
  // Whether events come in that time (nothing: however long it takes).
  bool HasEvents(std::optional<std::chrono::milliseconds> limit) const;
  // Whether one of the events that are there concerns a template.
  bool TakeEvents();

  int descriptor_;
  std::vector<std::string> folders_;  // by their watch's number
#else
  // Of templates when and how large, and the folders below.
  using Seen = std::map<std::string, std::pair<std::filesystem::file_time_type, uintmax_t> >;

  Seen Look() const;

  std::vector<std::string> folders_;
  Seen seen_;
#endif
};

}  // namespace pumice::deploy
