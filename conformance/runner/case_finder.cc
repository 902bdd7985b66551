// SPDX-License-Identifier: Apache-2.0

#include "conformance/runner/case_finder.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

namespace pumice::conformance {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> FindYaml(const std::string& directory) {
  std::vector<std::string> paths;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file() && entry.path().extension() == ".yaml") {
      paths.push_back(entry.path().string());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

void ReadDirectory(const std::string& directory, FoundFiles* found) {
  for (const std::string& path : FindYaml(directory)) {
    try {
      std::optional<CaseFile> file = ReadIfCaseFile(path);
      if (file) found->files.push_back(std::move(*file));
    } catch (const CaseFileError& error) {
      found->broken.push_back(error);
    }
  }
}

}  // namespace

FoundFiles FindCaseFiles(const std::vector<std::string>& paths) {
  FoundFiles found;
  for (const std::string& path : paths) {
    try {
      if (fs::is_directory(path)) {
        ReadDirectory(path, &found);
      } else {
        found.files.push_back(ReadCaseFile(path));
      }
    } catch (const CaseFileError& error) {
      found.broken.push_back(error);
    } catch (const fs::filesystem_error& error) {
      found.broken.emplace_back(path, Place{}, error.code().message());
    }
  }
  return found;
}

}  // namespace pumice::conformance
