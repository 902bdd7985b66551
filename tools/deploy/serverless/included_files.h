// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>

#include "protocol/deploy/node.h"

namespace pumice::deploy {

// The files that a serverless.yml includes by "${file(tables.yml)}": YAML and JSON as documents,
// others as text. Each is read once. They must lie in the folder of the service or, where that
// belongs to a repository (a folder with .git), anywhere in it.
class IncludedFiles {
 public:
  explicit IncludedFiles(std::filesystem::path folder);

  // `path` is relative to the service's folder. Null: there is no such file. Valid as long as this
  // object. Throws TemplateError: programs (.js, .ts), too many or too large files, bad syntax.
  const Node& Read(const std::string& path, const Mark& mark);

  const std::filesystem::path& folder() const { return folder_; }

 private:
  const std::filesystem::path folder_;
  const std::filesystem::path root_;
  std::map<std::string, Node> documents_;
  size_t bytes_ = 0;
};

}  // namespace pumice::deploy
