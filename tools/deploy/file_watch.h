// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace pumice::deploy {

// Tells when a template may have changed: a file that ends like one (.yaml, .json, .tf and the
// like), in the folders that are given, in those of the files that are given, or below. Folders
// that tools make (node_modules, .git, .terraform) are not looked into.
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
  void Watch(const std::string& folder);
  // Whether events come in that time (nothing: however long it takes).
  bool HasEvents(std::optional<std::chrono::milliseconds> limit) const;
  // Whether one of the events that are there concerns a template.
  bool TakeEvents();

  int descriptor_;
  std::vector<std::string> folders_;  // by their watch's number
};

}  // namespace pumice::deploy
